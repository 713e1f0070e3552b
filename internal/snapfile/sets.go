package snapfile

import "hotline/org"

// setMember reads the parts of a permission set that calls print without
// saying whose they are.
func (d *decoder) setMember(key string) (bool, error) {
	var call string
	var read func(s *setFact) error
	switch key {
	case "AttachedManagedPolicies":
		call, read = "sso:ListManagedPoliciesInPermissionSet", d.setManaged
	case "CustomerManagedPolicyReferences":
		call, read = "sso:ListCustomerManagedPolicyReferencesInPermissionSet", d.setCustomer
	case "InlinePolicy":
		call, read = "sso:GetInlinePolicyForPermissionSet", d.setInline
	case "Tags":
		if d.ids["PermissionSetArn"] == "" && d.name.set() == "" {
			return true, d.postpone(key) // many calls list tags
		}
		call, read = "sso:ListTagsForResource", func(s *setFact) error {
			err := d.tags(&s.Tags)
			s.TagsKnown = err == nil
			return err
		}
	default:
		return false, nil
	}
	return true, d.ofOrganization(func(f *facts) error {
		if f.related.set == nil {
			f.related.set = &setFact{at: d.here()}
		}
		if err := read(f.related.set); err != nil {
			return err
		}
		f.related.calls = append(f.related.calls, call)
		return nil
	})
}

func (d *decoder) setManaged(s *setFact) error {
	return d.idsOf(&s.Managed, "Arn", "the ARN of a policy of IAM", isIAM)
}

func (d *decoder) setCustomer(s *setFact) error {
	return d.list("a list of customer managed policies", func() error {
		return d.tolerate(func() error {
			at := d.here()
			name, path := "", "/"
			err := d.object("a customer managed policy", func(key string) (bool, error) {
				switch key {
				case "Name":
					return true, d.id(&name, key, "a name of IAM", isName)
				case "Path":
					return true, d.id(&path, key, "a path of IAM", isVisible)
				}
				return false, nil
			})
			if err == nil && name == "" {
				err = fault(at, "expected a Name in this object, found none")
			}
			if err != nil {
				return err
			}
			s.Customer = append(s.Customer, path+name)
			return nil
		})
	})
}

// setInline reads the inline policy of a permission set. AWS gives an empty
// string where there is none.
func (d *decoder) setInline(s *setFact) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	start := d.s.Mark()
	if text, err := d.s.Text("a policy document as a string"); err == nil && text == "" {
		return nil
	}
	d.s.Reset(start)
	s.Inline = new(org.Document)
	return d.document(s.Inline)
}

// resolveSets joins parts of a permission set with the one that they are of.
func (d *decoder) resolveSets(f *facts) {
	s := f.related.set
	if s == nil {
		return
	}
	s.id = setID(d.related("PermissionSetArn", d.name.set))
	if s.id == "" {
		f.damaged(s.at, "neither PermissionSetArn nor the name of the file says of which permission set this is")
		return
	}
	s.ARN = d.ids["PermissionSetArn"]
	f.sets = append(f.sets, *s)
	for _, call := range f.related.calls {
		f.read(call, s.id, "", s.at)
	}
}
