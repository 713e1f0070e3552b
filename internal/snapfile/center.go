package snapfile

import (
	"strings"

	"hotline/org"
	"hotline/policy"
)

// centerMember reads what calls of IAM Identity Center and of its identity
// store print.
func (d *decoder) centerMember(key string) (bool, error) {
	var read func(f *facts) error
	switch key {
	case "Instances":
		if first := d.firstKeys(); !first.has("InstanceArn") && (!first.empty || !d.name.isCenter()) {
			return false, nil
		}
		read = d.instances
	case "PermissionSets":
		read = d.permissionSets
	case "PermissionSet":
		read = d.permissionSet
	case "AccountIds":
		if d.ids["PermissionSetArn"] == "" && d.name.set() == "" {
			return true, d.postpone(key)
		}
		read = d.provisions
	case "AccountAssignments":
		read = d.assignments
	case "Users":
		if !d.isStore("UserId") {
			return false, nil // iam list-users
		}
		read = func(f *facts) error {
			return d.storeNames(f, "identitystore:ListUsers", "UserId", "UserName")
		}
	case "Groups":
		if !d.isStore("GroupId") {
			return false, nil
		}
		read = func(f *facts) error {
			return d.storeNames(f, "identitystore:ListGroups", "GroupId", "DisplayName")
		}
	default:
		return d.setMember(key)
	}
	return true, d.ofOrganization(read)
}

// isCenter reports whether the name of the file says that it is about Identity
// Center.
func (p place) isCenter() bool {
	return p.says("identity") || p.says("sso") || p.says("list-instances")
}

// isStore looks whether a list is of the identity store. IAM lists its users
// and groups under the same names, with their ARNs.
func (d *decoder) isStore(idKey string) bool {
	first := d.firstKeys()
	return first.has(idKey) && !first.has("Arn") || first.empty && d.name.isCenter()
}

func (d *decoder) instances(f *facts) error {
	f.read("sso:ListInstances", "", "", d.here())
	return d.idsOf(&f.instances, "InstanceArn", "the ARN of an instance of Identity Center", func(s string) bool { return isARNOf(s, ":sso:") })
}

// permissionSets reads the ARNs of all permission sets.
func (d *decoder) permissionSets(f *facts) error {
	f.read("sso:ListPermissionSets", "", "", d.here())
	return d.list("a list of ARNs of permission sets", func() error {
		return d.tolerate(func() error {
			s := setFact{at: d.here()}
			if err := d.id(&s.ARN, "a permission set", "the ARN of a permission set", isSet); err != nil {
				return err
			}
			f.addSet(s)
			return nil
		})
	})
}

// addSet takes what was said of a permission set.
func (f *facts) addSet(s setFact) {
	if s.ARN != "" {
		s.id = setID(s.ARN)
		f.sets = append(f.sets, s)
	}
}

func (d *decoder) permissionSet(f *facts) error {
	s := setFact{at: d.here()}
	err := d.object("a permission set", func(key string) (bool, error) {
		switch key {
		case "PermissionSetArn":
			return true, d.id(&s.ARN, key, "the ARN of a permission set", isSet)
		case "Name":
			return true, d.id(&s.Name, key, "a name of a permission set", isName)
		case "SessionDuration":
			return true, d.duration(&s.Session, key)
		}
		return false, nil
	})
	if err == nil && s.ARN == "" {
		err = fault(s.at, "expected a PermissionSetArn in this object, found none")
	}
	if err != nil {
		return err
	}
	f.addSet(s)
	f.read("sso:DescribePermissionSet", setID(s.ARN), "", s.at)
	return nil
}

// duration reads a duration of ISO 8601, or seconds, which what plays AWS in
// tests gives.
func (d *decoder) duration(to *string, key string) error {
	at := d.here()
	if err := d.scalar(to, "a duration for "+key); err != nil || *to == "" || isDuration(*to) {
		return err
	}
	if isWord(*to, digits, 1, 9) {
		*to = "PT" + *to + "S"
		return nil
	}
	return fault(at, "expected a duration as PT1H for %s, found %.80q", key, *to)
}

// isDuration reports whether s is written like a duration of ISO 8601.
func isDuration(s string) bool { return isWord(s, digits+"PYMWDTHS.,-", 1, 100) && s[0] == 'P' }

// assignments reads who is assigned to which permission set in which account.
func (d *decoder) assignments(f *facts) error {
	err := d.list("a list of assignments", func() error {
		return d.tolerate(func() error {
			at := d.here()
			var a org.Assignment
			err := d.object("an assignment", func(key string) (bool, error) {
				switch key {
				case "AccountId":
					return true, d.id(&a.Account, key, "an account id of twelve digits", policy.IsAccountID)
				case "PermissionSetArn":
					return true, d.id(&a.PermissionSet, key, "the ARN of a permission set", isSet)
				case "PrincipalType":
					return true, d.id(&a.PrincipalType, key, "USER or GROUP", isState)
				case "PrincipalId":
					return true, d.id(&a.Principal, key, "an id of the identity store", isVisible)
				}
				return false, nil
			})
			if err == nil && (a.Account == "" || a.PermissionSet == "" || a.Principal == "") {
				err = fault(at, "expected AccountId, PermissionSetArn and PrincipalId in this object")
			}
			if err != nil {
				return err
			}
			f.assignments = append(f.assignments, a)
			f.addSet(setFact{PermissionSet: org.PermissionSet{ARN: a.PermissionSet}, at: at})
			return nil
		})
	})
	f.related.assignments = err == nil
	return err
}

// provisions reads in which accounts a permission set has a role:
// list-accounts-for-provisioned-permission-set.
func (d *decoder) provisions(f *facts) error {
	ids := []string{}
	err := d.list("a list of account ids", func() error {
		return d.tolerate(func() error {
			id := ""
			if err := d.id(&id, "an account", "an account id of twelve digits", policy.IsAccountID); err != nil {
				return err
			}
			ids = append(ids, id)
			return nil
		})
	})
	if err == nil {
		f.related.accountIDs = ids
	}
	return err
}

// storeNames reads users or groups of the identity store. A user without a
// name of the kind that is asked for has a display name.
func (d *decoder) storeNames(f *facts, call, idKey, nameKey string) error {
	f.read(call, "", "", d.here())
	return d.list("a list of users or groups", func() error {
		return d.tolerate(func() error {
			at := d.here()
			var id, name, display string
			err := d.object("a user or a group", func(key string) (bool, error) {
				switch key {
				case idKey:
					return true, d.id(&id, key, "an id of the identity store", isVisible)
				case nameKey:
					return true, d.label(&name, key)
				case "DisplayName":
					return true, d.label(&display, key)
				}
				return false, nil
			})
			if err == nil && id == "" {
				err = fault(at, "expected a %s in this object, found none", idKey)
			}
			if name == "" {
				name = display
			}
			if err == nil && name != "" {
				f.names[id] = name
			}
			return err
		})
	})
}

// resolveAssignments notes of which account, and of which permission set in it,
// the assignments were listed.
func (d *decoder) resolveAssignments(f *facts) {
	if !f.related.assignments || d.name.says("for-principal") {
		return
	}
	set := setID(d.related("PermissionSetArn", d.name.set))
	accounts := map[string]bool{}
	if id := d.related("AccountId", d.name.account); id != "" {
		accounts[id] = true
	}
	for _, a := range f.assignments {
		accounts[a.Account] = true
	}
	for id := range accounts {
		f.read(listAssignments, strings.TrimSuffix(id+" "+set, " "), "", f.related.at)
	}
}

// resolveProvisions joins accounts with the permission set that they were
// listed for.
func (d *decoder) resolveProvisions(f *facts) {
	if f.related.accountIDs == nil {
		return
	}
	set := setID(d.related("PermissionSetArn", d.name.set))
	for _, id := range f.related.accountIDs {
		f.provisioned = append(f.provisioned, provision{set, id})
	}
	f.read(listProvisioned, set, "", f.related.at)
}

// listProvisioned is the call that says in which accounts nobody can be
// assigned to a permission set: in all others.
const listProvisioned = "sso:ListAccountsForProvisionedPermissionSet"

// listAssignments is the call whose answers are kept by account, or by account
// and permission set.
const listAssignments = "sso:ListAccountAssignments"
