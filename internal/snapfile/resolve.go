package snapfile

import (
	"fmt"
	"strings"

	"hotline/jsonscan"
	"hotline/org"
	"hotline/policy"
)

// relatedMember reads keys that say what lists beside them are about. AWS
// prints none of these there: they are for files that were put together.
func (d *decoder) relatedMember(key string) (bool, error) {
	switch key {
	case "ParentId", "ChildId", "TargetId", "PolicyId", "AccountId", "PermissionSetArn", "schema":
	default:
		return false, nil
	}
	if d.s.Kind() != jsonscan.String {
		return false, nil // something of another program
	}
	d.idsAt[key] = d.here()
	text, err := d.s.Text(key)
	d.ids[key] = text
	d.page.manifest = d.page.manifest || key == "schema" && strings.HasPrefix(text, schemaPrefix)
	return true, err
}

// refuse takes back the keys that hold no id of their kind.
func (d *decoder) refuse(f *facts) {
	for _, k := range []struct {
		key   string
		valid func(string) bool
	}{
		{"ParentId", isUnitID}, {"ChildId", isTargetID}, {"TargetId", isTargetID}, {"PolicyId", isPolicyID},
		{"AccountId", policy.IsAccountID}, {"PermissionSetArn", isSet},
	} {
		if id := d.ids[k.key]; id != "" && !k.valid(id) {
			f.damaged(d.idsAt[k.key], "found %.80q for %s, which is no such id", id, k.key)
			delete(d.ids, k.key)
		}
	}
}

// related is what the lists of the page are about: what a key beside them
// says, or else the name of the file.
func (d *decoder) related(key string, named func() string) string {
	if id := d.ids[key]; id != "" {
		return id
	}
	return named()
}

// damaged records a fault of the organization.
func (f *facts) damaged(at org.Location, format string, args ...any) {
	f.gaps = append(f.gaps, org.Gap{Location: at, Message: fmt.Sprintf(format, args...)})
}

// postpone passes over a value that can only be understood when the other keys
// of the page are known.
func (d *decoder) postpone(key string) error {
	d.s.Kind()
	d.later[key] = d.s.Mark()
	return d.s.Skip()
}

// readPostponed reads the values that were passed over, where another key says
// what they are.
func (d *decoder) readPostponed() {
	end := d.s.Mark()
	defer d.s.Reset(end)
	for _, k := range []struct{ list, needed string }{
		{"AccountIds", "PermissionSetArn"}, {"Tags", "PermissionSetArn"}, {"Targets", "PolicyId"},
	} {
		start, ok := d.later[k.list]
		if !ok || d.ids[k.needed] == "" {
			continue
		}
		d.s.Reset(start)
		_ = d.member(k.list) // its syntax was read before, and other faults are gaps
	}
}

// resolve joins the lists of the page with what names their subjects.
func (d *decoder) resolve() {
	d.resolveEmpty()
	f := d.page.facts
	if f == nil {
		return
	}
	d.refuse(f)
	d.resolveMembers(f)
	d.resolveUnits(f)
	d.resolvePolicies(f)
	d.resolveDelegated(f)
	d.resolveSets(f)
	d.resolveProvisions(f)
	d.resolveAssignments(f)
	for i := range f.lists {
		f.lists[i].truncated = d.page.truncated && strings.Contains(f.lists[i].call, ":List")
	}
}

func (d *decoder) resolveDelegated(f *facts) {
	if f.related.services == nil {
		return
	}
	account := d.related("AccountId", d.name.account)
	if account == "" {
		f.damaged(f.related.at, "neither AccountId nor the name of the file says whose services these are")
		return
	}
	f.read("organizations:ListDelegatedServicesForAccount", account, "", f.related.at)
	f.delegated = append(f.delegated, org.DelegatedAdministrator{Account: account, Services: f.related.services})
}
