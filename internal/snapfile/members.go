package snapfile

import (
	"strconv"
	"strings"
	"time"

	"hotline/org"
	"hotline/policy"
)

// ofOrganization reads a value that is about the organization: what is wrong
// with it is a gap of the organization.
func (d *decoder) ofOrganization(read func(f *facts) error) error {
	d.page.needFacts()
	at := d.here()
	if !d.page.facts.related.at.At.IsValid() {
		d.page.facts.related.at = at
	}
	d.to = &d.page.facts.findings
	err := d.tolerate(func() error { return read(d.page.facts) })
	d.to = &d.page.findings
	return err
}

func (p *page) needFacts() {
	if p.facts == nil {
		p.facts = &facts{names: map[string]string{}}
	}
}

// organizationMember reads what calls of AWS Organizations print, but for
// policies. What names things stands in the same object or in the name of the
// file is joined to it at the end of the page.
func (d *decoder) organizationMember(key string) (bool, error) {
	var read func(f *facts) error
	switch key {
	case "Organization":
		read = d.organization
	case "Accounts":
		read = func(f *facts) error {
			err := d.list("a list of accounts", func() error { return d.tolerate(func() error { return d.organizationAccount(f, true) }) })
			f.related.accounts = err == nil
			return err
		}
	case "Account":
		if !d.firstKeys().has("Id") {
			return false, nil
		}
		read = func(f *facts) error { return d.organizationAccount(f, false) }
	case "DelegatedAdministrators":
		read = d.delegatedAdministrators
	case "DelegatedServices":
		read = d.delegatedServices
	case "Roots":
		read = d.roots
	case "OrganizationalUnits":
		read = func(f *facts) error {
			err := d.list("a list of organizational units", func() error { return d.tolerate(func() error { return d.unit(f, true) }) })
			f.related.units = err == nil
			return err
		}
	case "OrganizationalUnit":
		read = func(f *facts) error { return d.unit(f, false) }
	case "Parents":
		read = func(f *facts) error {
			return d.idsOf(&f.related.parents, "Id", "the id of a root or unit", isUnitID)
		}
	case "Children":
		read = func(f *facts) error {
			return d.idsOf(&f.related.children, "Id", "the id of a unit or an account", isTargetID)
		}
	case "AccountsNotAsked":
		read = d.accountsNotAsked
	default:
		return d.policyMember(key)
	}
	return true, d.ofOrganization(read)
}

// accountsNotAsked reads which accounts were left out on purpose, as hotline
// collect writes it.
func (d *decoder) accountsNotAsked(f *facts) error {
	return d.list("a list of account ids", func() error {
		return d.tolerate(func() error {
			n := notAsked{at: d.here()}
			err := d.id(&n.id, "an account that was not asked", "an account id of twelve digits", policy.IsAccountID)
			if err == nil {
				f.notAsked = append(f.notAsked, n)
			}
			return err
		})
	})
}

func (d *decoder) organization(f *facts) error {
	o := organizationFact{at: d.here()}
	err := d.object("an organization", func(key string) (bool, error) {
		switch key {
		case "Id":
			return true, d.id(&o.id, key, "the id of an organization (o-…)", isOrganizationID)
		case "MasterAccountId", "ManagementAccountId":
			return true, d.id(&o.management, key, "an account id of twelve digits", policy.IsAccountID)
		case "FeatureSet":
			return true, d.label(&o.features, key)
		}
		return false, nil
	})
	if err == nil && o.id == "" {
		err = fault(o.at, "expected an Id in this object, found none")
	}
	if err != nil {
		return err
	}
	f.organizations = append(f.organizations, o)
	f.read("organizations:DescribeOrganization", "", "", o.at)
	return nil
}

// read notes that a call was answered.
func (f *facts) read(call, about string, kind org.PolicyType, at org.Location) {
	f.lists = append(f.lists, list{listKey: listKey{call, about, kind}, at: at})
}

// organizationAccount reads one account as the organization has it.
func (d *decoder) organizationAccount(f *facts, listed bool) error {
	m := memberFact{Member: org.Member{Location: d.here()}, listed: listed}
	var state string
	var paths []string
	err := d.object("an account", func(key string) (bool, error) {
		switch key {
		case "Id":
			return true, d.id(&m.ID, key, "an account id of twelve digits", policy.IsAccountID)
		case "Arn":
			return true, d.id(&m.ARN, key, "the ARN of an account of an organization", isMember)
		case "Name":
			return true, d.label(&m.Name, key)
		case "Email":
			return true, d.label(&m.Email, key)
		case "State":
			return true, d.id(&state, key, "the state of an account, as ACTIVE,", isState)
		case "Status":
			return true, d.id(&m.status, key, "the status of an account, as ACTIVE,", isState)
		case "JoinedTimestamp":
			return true, d.time(&m.Joined, key)
		case "ParentId":
			return true, d.id(&m.Parent, key, "the id of a root or unit", isUnitID)
		case "Paths":
			return true, d.texts(&paths, "a path")
		}
		return false, nil
	})
	if err == nil && m.ID == "" {
		err = fault(m.Location, "expected an Id in this object, found none")
	}
	if err != nil {
		return err
	}
	m.State = org.AccountState(state)
	f.addMember(m)
	for _, path := range paths {
		f.addPath(path, m.ID, m.Location)
	}
	return nil
}

// time reads a time: as text, or in seconds since 1970, as older versions of the
// AWS CLI print it.
func (d *decoder) time(to *string, key string) error {
	err := d.scalar(to, "a date for "+key)
	if seconds, bad := strconv.ParseFloat(*to, 64); bad == nil && seconds > 0 && seconds < 1<<40 {
		*to = time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339)
	}
	*to = clean(*to, 64)
	return err
}

// addMember takes an account, and what its ARN tells of the organization.
func (f *facts) addMember(m memberFact) {
	f.members = append(f.members, m)
	if arn, ok := org.ParseARN(m.ARN); ok {
		_, rest, _ := strings.Cut(arn.Resource, "/")
		id, _, _ := strings.Cut(rest, "/")
		f.organizations = append(f.organizations, organizationFact{id: id, management: arn.Account, at: m.Location})
	}
}

// isState reports whether s is spelled like the state of an account. AWS may
// add to those that are known.
func isState(s string) bool { return isWord(s, upper+"_", 1, 32) }

// isMember reports whether s is the ARN of an account in an organization:
// arn:aws:organizations::111122223333:account/o-a1b2c3d4e5/444455556666.
func isMember(s string) bool {
	arn, _ := org.ParseARN(s)
	parts := strings.Split(arn.Resource, "/")
	return isARNOf(s, ":organizations::") && policy.IsAccountID(arn.Account) && len(parts) == 3 &&
		parts[0] == "account" && isOrganizationID(parts[1]) && policy.IsAccountID(parts[2])
}

// addPath takes a path from the root down to an account or a unit, as Paths
// has them: o-…/r-…/ou-…/, with or without the last at its end.
func (f *facts) addPath(path, of string, at org.Location) {
	above := ""
	for _, id := range append(strings.Split(path, "/"), of) {
		switch {
		case isOrganizationID(id):
			f.organizations = append(f.organizations, organizationFact{id: id, at: at})
		case isTargetID(id) && id != above:
			if above != "" {
				f.edges = append(f.edges, edge{child: id, parent: above, at: at})
			}
			above = id
		}
	}
}

func (d *decoder) texts(to *[]string, what string) error {
	return d.list("a list", func() error {
		text, err := d.s.Text(what)
		*to = append(*to, text)
		return err
	})
}

func (d *decoder) delegatedAdministrators(f *facts) error {
	at := d.here()
	f.read("organizations:ListDelegatedAdministrators", "", "", at)
	return d.list("a list of delegated administrators", func() error {
		return d.tolerate(func() error {
			m := memberFact{Member: org.Member{Location: d.here()}}
			err := d.object("a delegated administrator", func(key string) (bool, error) {
				switch key {
				case "Id":
					return true, d.id(&m.ID, key, "an account id of twelve digits", policy.IsAccountID)
				case "Arn":
					return true, d.id(&m.ARN, key, "the ARN of an account of an organization", isMember)
				}
				return false, nil
			})
			if err == nil && m.ID == "" {
				err = fault(m.Location, "expected an Id in this object, found none")
			}
			if err != nil {
				return err
			}
			f.addMember(m)
			f.delegated = append(f.delegated, org.DelegatedAdministrator{Account: m.ID})
			return nil
		})
	})
}

func (d *decoder) delegatedServices(f *facts) error {
	return d.idsOf(&f.related.services, "ServicePrincipal", "a service principal", isVisible)
}

// idsOf reads a list of objects for the id that each has.
func (d *decoder) idsOf(to *[]string, idKey, expected string, valid func(string) bool) error {
	ids := []string{}
	err := d.list("a list", func() error {
		return d.tolerate(func() error {
			at := d.here()
			id := ""
			err := d.object("an object with "+idKey, func(key string) (bool, error) {
				if key == idKey {
					return true, d.id(&id, key, expected, valid)
				}
				return false, nil
			})
			if err == nil && id == "" {
				err = fault(at, "expected %s in this object, found none", idKey)
			}
			if err != nil {
				return err
			}
			ids = append(ids, id)
			return nil
		})
	})
	if err == nil {
		*to = ids
	}
	return err
}
