package snapfile

import (
	"errors"
	"slices"
	"strings"

	"hotline/jsonscan"
	"hotline/org"
)

// errEnough ends the look at a value that is not to be read yet.
var errEnough = errors.New("seen enough")

// peeked are the keys of the first object of a value, and whether the value is
// an empty list.
type peeked struct {
	keys  []string
	empty bool
}

func (p peeked) has(key string) bool { return slices.Contains(p.keys, key) }

// firstKeys looks at an object, or at the first of a list, without reading it:
// several calls print lists of the same name.
func (d *decoder) firstKeys() peeked {
	d.s.Kind()
	start := d.s.Mark()
	defer d.s.Reset(start)
	p := peeked{empty: d.s.Kind() == jsonscan.Null}
	object := func() error {
		p.empty = false
		_ = d.s.Object("an object", func(key string, _ jsonscan.Position) error { // whoever reads it will tell
			p.keys = append(p.keys, key)
			return d.s.Skip()
		})
		return errEnough
	}
	if d.s.Kind() == jsonscan.Array {
		p.empty = true
		_ = d.s.Array("a list", object) // as above
	} else {
		_ = object()
	}
	return p
}

// isControl looks whether the next value, an entry of Policies, is a policy of
// the organization. The first key that only one of both kinds has decides.
func (d *decoder) isControl() bool {
	d.s.Kind()
	start := d.s.Mark()
	defer d.s.Reset(start)
	control := false
	_ = d.s.Object("a policy", func(key string, _ jsonscan.Position) error { // whoever reads it will tell
		switch key {
		case "Id", "Name", "Type", "AwsManaged", "Content", "PolicySummary":
			control = true
			return errEnough
		case "PolicyName", "PolicyId", "Path", "DefaultVersionId", "AttachmentCount", "PolicyVersionList":
			return errEnough
		case "Arn":
			arn, err := d.s.Raw()
			control = strings.Contains(arn, ":organizations:")
			return err
		}
		return d.s.Skip()
	})
	return control
}

// bothPolicies reads the list Policies: of get-account-authorization-details,
// or of list-policies of AWS Organizations.
func (d *decoder) bothPolicies() error {
	p := d.page
	p.noPolicies = true
	controls := false
	err := d.tolerate(func() error {
		return d.list("a list for Policies", func() error {
			p.noPolicies = false
			if !d.isControl() {
				return readItem(d, &p.policies, d.managedPolicy)
			}
			controls = true
			return d.ofOrganization(func(f *facts) error {
				f.related.policies = true
				return d.control(f, true)
			})
		})
	})
	if !controls || len(p.policies) > 0 {
		p.lists |= org.Policies
	}
	return err
}

// policyMember reads what the other calls about policies of the organization
// print.
func (d *decoder) policyMember(key string) (bool, error) {
	switch key {
	case "Policy":
		if first := d.firstKeys(); !first.has("PolicySummary") && !first.has("Content") {
			return false, nil // iam get-policy
		}
		return true, d.ofOrganization(func(f *facts) error { return d.control(f, false) })
	case "Targets":
		if first := d.firstKeys(); !first.has("TargetId") {
			if !first.empty {
				return false, nil
			}
			if d.name.policy() == "" && d.ids["PolicyId"] == "" {
				return true, d.postpone(key)
			}
		}
		return true, d.ofOrganization(func(f *facts) error {
			return d.idsOf(&f.related.targets, "TargetId", "the id of a root, unit or account", isTargetID)
		})
	}
	return false, nil
}

// control reads one policy of the organization: its summary, with its content
// or without.
func (d *decoder) control(f *facts, listed bool) error {
	p := policyFact{listed: listed, at: d.here()}
	err := d.object("a policy", func(key string) (bool, error) {
		if key == "PolicySummary" {
			return true, d.object("a summary of a policy", func(key string) (bool, error) { return d.controlMember(&p, key) })
		}
		return d.controlMember(&p, key)
	})
	if err != nil {
		return err
	}
	p.fromARN()
	if p.ID == "" {
		return fault(p.at, "expected an Id in this object, found none")
	}
	f.policies = append(f.policies, p)
	if p.Document.Location.File != "" {
		f.read("organizations:DescribePolicy", p.ID, "", p.at)
	}
	return nil
}

func (d *decoder) controlMember(p *policyFact, key string) (bool, error) {
	switch key {
	case "Id":
		return true, d.id(&p.ID, key, "the id of a policy (p-…)", isPolicyID)
	case "Arn":
		return true, d.id(&p.ARN, key, "the ARN of a policy of an organization", func(s string) bool { return isARNOf(s, ":organizations::") })
	case "Name":
		return true, d.label(&p.Name, key)
	case "Type":
		kind := ""
		err := d.id(&kind, key, "a type of policies", isKind)
		p.Type = org.PolicyType(kind)
		return true, err
	case "AwsManaged":
		return true, d.flag(&p.AWSManaged, key)
	case "Content":
		return true, d.document(&p.Document)
	}
	return false, nil
}

// fromARN takes what was not said from the ARN:
// arn:aws:organizations::111122223333:policy/o-a1b2c3d4e5/service_control_policy/p-abcd1234.
func (p *policyFact) fromARN() {
	arn, _ := org.ParseARN(p.ARN)
	parts := strings.Split(arn.Resource, "/")
	if len(parts) < 3 || !isPolicyID(parts[len(parts)-1]) {
		return
	}
	if p.ID == "" {
		p.ID = parts[len(parts)-1]
	}
	if kind := strings.ToUpper(parts[len(parts)-2]); p.Type == "" && isKind(kind) {
		p.Type = org.PolicyType(kind)
	}
	p.AWSManaged = p.AWSManaged || arn.Account == "aws"
}
