package snapfile

import (
	"slices"

	"hotline/org"
)

// holders are who has AWSSupportAccess, as list-entities-for-policy prints
// them: by their names, without their paths.
type holders struct {
	policy string // its ARN
	at     org.Location
	lists  int // of the three that were read
	roles  []holder
	users  []holder
	groups []holder
}

type holder struct {
	name, id string
	at       org.Location
}

// supportPolicy is the policy whose holders are read.
const supportPolicy = "AWSSupportAccess"

// quickMember reads what list-entities-for-policy prints, with the ARN of the
// policy beside it as PolicyArn.
func (d *decoder) quickMember(key string) (bool, error) {
	p := d.page
	switch key {
	case "PolicyArn", "PolicyRoles", "PolicyUsers", "PolicyGroups":
	default:
		return false, nil
	}
	if p.holders == nil {
		p.holders = &holders{at: d.here()}
	}
	p.ofAccount = true
	h := p.holders
	var to *[]holder
	var nameKey, idKey string
	switch key {
	case "PolicyArn":
		return true, d.tolerate(func() error { return d.id(&h.policy, key, "the ARN of a policy of IAM", isIAM) })
	case "PolicyRoles":
		to, nameKey, idKey = &h.roles, "RoleName", "RoleId"
	case "PolicyUsers":
		to, nameKey, idKey = &h.users, "UserName", "UserId"
	default:
		to, nameKey, idKey = &h.groups, "GroupName", "GroupId"
	}
	h.lists++
	return true, d.tolerate(func() error {
		return d.list("a list for "+key, func() error { return d.tolerate(func() error { return d.holder(to, nameKey, idKey) }) })
	})
}

func (d *decoder) holder(to *[]holder, nameKey, idKey string) error {
	h := holder{at: d.here()}
	err := d.object("who has a policy", func(key string) (bool, error) {
		switch key {
		case nameKey:
			return true, d.id(&h.name, key, "a name of IAM", isName)
		case idKey:
			return true, d.text(&h.id, key)
		}
		return false, nil
	})
	if err == nil && h.name == "" {
		err = fault(h.at, "expected a %s in this object, found none", nameKey)
	}
	if err == nil {
		*to = append(*to, h)
	}
	return err
}

// oneRole reads what get-role prints: the longest session of the role, and the
// role itself, for where nothing else describes it.
func (d *decoder) oneRole() error {
	d.s.Kind()
	start := d.s.Mark()
	if err := d.tolerate(d.session); err != nil {
		return err
	}
	end, found, noted := d.s.Mark(), len(d.to.gaps), len(d.to.notes)
	d.s.Reset(start)
	if err := readItem(d, &d.page.oneRoles, d.role); err != nil {
		return err
	}
	// What is wrong with it matters only where it is used, and is told there.
	if len(d.page.oneRoles) == 0 {
		d.to.gaps, d.to.notes = d.to.gaps[:found], d.to.notes[:noted]
	}
	d.s.Reset(end)
	return nil
}

// addQuick takes what a page says of who has AWSSupportAccess.
func (a *account) addQuick(p *page) {
	for _, r := range p.oneRoles {
		if a.oneRoles == nil {
			a.oneRoles = map[string]*org.Role{}
		}
		a.oneRoles[r.value.Name] = r.value
	}
	h := p.holders
	switch {
	case h == nil:
	case h.policy == "":
		a.damaged(h.at, "nothing says which policy these users, groups and roles have; expected PolicyArn beside the lists")
	case h.policy == org.AWSManagedPolicy(partitionOf(h.policy), supportPolicy) && h.lists == 3:
		a.holders = h
	}
}

func partitionOf(arn string) string {
	parsed, _ := org.ParseARN(arn)
	return parsed.Partition
}

// isQuick reports whether only the holders of AWSSupportAccess were asked for.
func (a *account) isQuick() bool { return a.lists == 0 && a.holders != nil }

// addHolders makes the users, groups and roles of which nothing is known but
// that they have AWSSupportAccess, and perhaps what get-role prints.
func (a *account) addHolders() {
	if !a.isQuick() {
		return
	}
	h := a.holders
	if a.Partition == "" {
		a.Partition = partitionOf(h.policy)
	}
	a.HoldersKnown = true
	a.Gaps = append(a.Gaps, org.Gap{Kind: org.Unasked, Missing: org.AllParts | org.Summary | org.Credentials, Location: h.at,
		Message: "only who has AWSSupportAccess was asked for (list-entities-for-policy)"})
	principal := func(kind string, of holder) org.Principal {
		return org.Principal{Name: of.name, ID: of.id, Location: of.at, ARN: "arn:" + a.Partition + ":iam::" + a.ID + ":" + kind + "/" + of.name}
	}
	attached := func(p *org.Principal, at org.Location) {
		p.Attached = []org.PolicyRef{{ARN: h.policy, Name: supportPolicy, Location: at}}
	}
	for _, of := range h.users {
		u := &org.User{Principal: principal("user", of)}
		attached(&u.Principal, of.at)
		a.Users = append(a.Users, u)
	}
	for _, of := range h.groups {
		g := &org.Group{Principal: principal("group", of)}
		attached(&g.Principal, of.at)
		a.Groups = append(a.Groups, g)
	}
	for _, of := range h.roles {
		r := &org.Role{Principal: principal("role", of)}
		if known := a.oneRoles[of.name]; known != nil {
			described := *known
			r = &described
		}
		attached(&r.Principal, of.at)
		a.Roles = append(a.Roles, r)
	}
	if named := slices.Concat(h.users, h.groups); len(named) > 0 {
		a.Notes = append(a.Notes, org.Note{Location: named[0].at, Message: "the paths of users and groups are not known: their ARNs may have one"})
	}
}
