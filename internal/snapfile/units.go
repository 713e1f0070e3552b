package snapfile

import (
	"slices"

	"hotline/org"
)

// roots reads the root of the tree. AWS gives a list of one.
func (d *decoder) roots(f *facts) error {
	f.read("organizations:ListRoots", "", "", d.here())
	return d.list("a list of roots", func() error {
		return d.tolerate(func() error {
			u := unitFact{at: d.here()}
			err := d.object("a root", func(key string) (bool, error) {
				switch key {
				case "Id":
					return true, d.id(&u.ID, key, "the id of a root (r-…)", isRootID)
				case "Name":
					return true, d.label(&u.Name, key)
				case "PolicyTypes":
					return true, d.policyTypes(&u.Enabled)
				}
				return false, nil
			})
			if err == nil && u.ID == "" {
				err = fault(u.at, "expected an Id in this object, found none")
			}
			if err != nil {
				return err
			}
			f.units = append(f.units, u)
			return nil
		})
	})
}

// policyTypes reads which types of policies are in force. An empty list says
// that none is.
func (d *decoder) policyTypes(to *[]org.PolicyType) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	enabled := []org.PolicyType{}
	err := d.s.Array("a list of types of policies", func() error {
		var kind, status string
		err := d.object("a type of policies", func(key string) (bool, error) {
			switch key {
			case "Type":
				return true, d.id(&kind, key, "a type of policies", isKind)
			case "Status":
				return true, d.text(&status, key)
			}
			return false, nil
		})
		if status == "ENABLED" {
			enabled = append(enabled, org.PolicyType(kind))
		}
		return err
	})
	slices.Sort(enabled)
	*to = enabled
	return err
}

// isKind reports whether s is spelled like a type of policies: TAG_POLICY.
func isKind(s string) bool { return isWord(s, upper+digits+"_", 1, 64) }

// unit reads an organizational unit.
func (d *decoder) unit(f *facts, listed bool) error {
	u := unitFact{listed: listed, at: d.here()}
	var paths []string
	err := d.object("an organizational unit", func(key string) (bool, error) {
		switch key {
		case "Id":
			return true, d.id(&u.ID, key, "the id of a unit (ou-…)", isUnitID)
		case "Name":
			return true, d.label(&u.Name, key)
		case "ParentId":
			return true, d.id(&u.Parent, key, "the id of a root or unit", isUnitID)
		case "Path":
			var path string
			err := d.text(&path, key)
			paths = append(paths, path)
			return true, err
		case "Paths":
			return true, d.texts(&paths, "a path")
		}
		return false, nil
	})
	if err == nil && u.ID == "" {
		err = fault(u.at, "expected an Id in this object, found none")
	}
	if err != nil {
		return err
	}
	f.units = append(f.units, u)
	for _, path := range paths {
		f.addPath(path, u.ID, u.at)
	}
	return nil
}

// resolveMembers gives the accounts of a list the parent that the list was
// asked for.
func (d *decoder) resolveMembers(f *facts) {
	parent := d.related("ParentId", d.name.unit)
	for i := range f.members {
		m := &f.members[i]
		if m.listed && m.Parent == "" {
			m.Parent = parent
		}
		if m.Parent != "" {
			f.edges = append(f.edges, edge{m.ID, m.Parent, m.Location})
		}
	}
	switch {
	case !f.related.accounts:
	case parent != "":
		f.read("organizations:ListAccountsForParent", parent, "", f.related.at)
	case !d.name.says("for-parent"):
		f.read("organizations:ListAccounts", "", "", f.related.at)
	}
}

// resolveUnits does the same with units, and joins parents and children.
func (d *decoder) resolveUnits(f *facts) {
	parent := d.related("ParentId", d.name.unit)
	for i := range f.units {
		u := &f.units[i]
		if u.listed && u.Parent == "" && parent != u.ID {
			u.Parent = parent
		}
		if u.Parent != "" {
			f.edges = append(f.edges, edge{u.ID, u.Parent, u.at})
		}
	}
	if f.related.units && parent != "" {
		f.read("organizations:ListOrganizationalUnitsForParent", parent, "", f.related.at)
	}
	if f.related.parents != nil {
		child := d.related("ChildId", d.name.target)
		for _, id := range f.related.parents {
			f.join(child, id, "the parents of which unit or account these are", "ChildId")
		}
	}
	for _, id := range f.related.children {
		f.join(id, parent, "the children of which unit these are", "ParentId")
	}
}

// join takes an edge, one of whose ends the page may not tell.
func (f *facts) join(child, parent, what, key string) {
	if child == "" || parent == "" {
		f.damaged(f.related.at, "neither %s nor the name of the file says %s", key, what)
		return
	}
	f.edges = append(f.edges, edge{child, parent, f.related.at})
}
