package snapfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hotline/org"
)

// addPage adds one page to the account it belongs to.
func (a *account) addPage(path string, p *page) {
	a.source(path)
	a.lists |= p.lists
	a.Gaps = append(a.Gaps, p.gaps...)
	a.Notes = append(a.Notes, p.notes...)
	if p.account != "" && p.partition != a.Partition {
		a.damaged(org.Location{File: path}, "account %s is in partition %s here, and in %s before", a.ID, p.partition, a.Partition)
	}
	maps.Copy(a.sessions, p.sessions)
	a.addQuick(p)
	a.addRoot(p)
	if p.lists == 0 { // the output of list-roles or get-role
		return
	}
	if p.truncated {
		a.truncated++
	} else {
		a.final++
	}
	addItems(a, &a.Users, p.users, func(u *org.User) (string, org.Location) { return u.ARN, u.Location })
	addItems(a, &a.Groups, p.groups, func(g *org.Group) (string, org.Location) { return g.ARN, g.Location })
	addItems(a, &a.Roles, p.roles, func(r *org.Role) (string, org.Location) { return r.ARN, r.Location })
	addItems(a, &a.Policies, p.policies, func(p *org.Policy) (string, org.Location) { return p.ARN, p.Location })
}

// addRoot adds what a page says of the root user.
func (a *account) addRoot(p *page) {
	if s := p.summary; s != nil {
		if a.Summary != nil && !sameSummary(a.Summary, s) {
			a.damaged(s.Location, "this summary differs from that at %s; expected files that were made at the same time", a.Summary.Location)
		}
		a.Summary = s
	}
	if u := p.rootUser; u != nil {
		if a.RootUser != nil && !sameRootUser(*a.RootUser, *u) {
			a.damaged(u.Location, "this credential report differs from that at %s; expected files that were made at the same time", a.RootUser.Location)
		}
		a.RootUser = u
	}
}

func sameSummary(a, b *org.AccountSummary) bool {
	password := a.RootPassword == nil || b.RootPassword == nil || *a.RootPassword == *b.RootPassword
	return a.RootKeys == b.RootKeys && a.RootMFA == b.RootMFA && password
}

func sameRootUser(a, b org.RootUser) bool {
	a.Location = b.Location
	return a == b
}

// addItems adds the entries of one list. An entry that comes a second time is
// dropped; one that says something else of the same ARN is a fault.
func addItems[T any](a *account, to *[]*T, items []item[T], key func(*T) (string, org.Location)) {
	for _, it := range items {
		arn, at := key(it.value)
		first, again := a.seen[arn]
		switch {
		case !again:
			a.seen[arn] = entry{it.raw, at}
			*to = append(*to, it.value)
		case !sameJSON(first.raw, it.raw):
			// Both are kept: a fault that either shows is a fault.
			*to = append(*to, it.value)
			a.damaged(at, "%s is described differently at %s; expected files that were made at the same time", arn, first.at)
		}
	}
}

// sameJSON reports whether two values are written alike but for white space.
func sameJSON(a, b string) bool {
	if a == b {
		return true
	}
	var x, y bytes.Buffer
	_ = errors.Join(json.Compact(&x, []byte(a)), json.Compact(&y, []byte(b))) // both were parsed
	return bytes.Equal(x.Bytes(), y.Bytes())
}

// finish completes the account: what is missing, the sessions of its roles,
// and the order of its parts.
func (a *account) finish() *org.Account {
	a.findMissing()
	a.addHolders()
	if !a.IsDamaged() && a.Missing()&org.AllParts != org.AllParts {
		a.noteAbsentHolders()
		a.noteAbsentGroup()
	}
	for i, r := range a.Roles {
		if t, known := a.sessions[r.ARN]; known {
			longer := *r // that of the page may be used again
			longer.MaxSession, longer.Description = t.session, t.description
			a.Roles[i] = &longer
		}
	}
	slices.SortFunc(a.Users, func(x, y *org.User) int { return cmp.Compare(x.ARN, y.ARN) })
	slices.SortFunc(a.Groups, func(x, y *org.Group) int { return cmp.Compare(x.ARN, y.ARN) })
	slices.SortFunc(a.Roles, func(x, y *org.Role) int { return cmp.Compare(x.ARN, y.ARN) })
	slices.SortFunc(a.Policies, func(x, y *org.Policy) int { return cmp.Compare(x.ARN, y.ARN) })
	return &a.Account
}

// findMissing notes what the sources leave out by their own account.
func (a *account) findMissing() {
	if a.IsDamaged() {
		return // whatever is missing may be in the damage
	}
	if a.lists == 0 && !a.Member.IsOpen() {
		return // nobody can look into it
	}
	at := org.Location{File: a.Sources[0]}
	if a.left != nil {
		a.Gaps = append(a.Gaps, org.Gap{Kind: org.Unasked, Missing: org.AllParts | org.Summary | org.Credentials, Location: *a.left,
			Message: "nothing was asked, on purpose"})
		return
	}
	if a.unread {
		a.Gaps = append(a.Gaps, org.Gap{Kind: org.Incomplete, Missing: org.AllParts, Location: a.Member.Location, Message: fmt.Sprintf(
			"nothing of account %s was read, which is in the organization; expected the folder %s with what get-account-authorization-details prints", a.ID, a.ID)})
		return
	}
	if a.isQuick() {
		return // addHolders says what was not asked
	}
	failed := a.Missing()
	if a.truncated > 0 && a.final == 0 {
		a.Gaps = append(a.Gaps, org.Gap{Kind: org.Incomplete, Missing: org.AllParts, Location: at,
			Message: "the last page is missing: every page says that another follows (IsTruncated, NextToken)"})
	}
	missing := org.AllParts &^ a.lists &^ failed
	if missing == 0 {
		return
	}
	var lists []string
	for _, l := range []struct {
		part org.Parts
		key  string
	}{{org.Users, "UserDetailList"}, {org.Groups, "GroupDetailList"}, {org.Roles, "RoleDetailList"}, {org.Policies, "Policies"}} {
		if missing&l.part != 0 {
			lists = append(lists, l.key)
		}
	}
	a.Gaps = append(a.Gaps, org.Gap{Kind: org.Incomplete, Missing: missing, Location: at,
		Message: fmt.Sprintf("no page has %s; get-account-authorization-details prints all four lists", strings.Join(lists, ", "))})
}

// noteAbsentHolders compares how often policies say that they are attached
// with what the sources show. A page that is the last of several looks complete
// by itself: this tells it apart. It is a note and no gap, since IAM does not
// promise that the counts are of the same moment.
func (a *account) noteAbsentHolders() {
	shown := map[string]int{}
	count := func(p *org.Principal) {
		for _, ref := range p.Attached {
			shown[ref.ARN]++
		}
	}
	for _, u := range a.Users {
		count(&u.Principal)
	}
	for _, g := range a.Groups {
		count(&g.Principal)
	}
	for _, r := range a.Roles {
		count(&r.Principal)
	}
	var absent []*org.Policy
	for _, p := range a.Policies {
		if p.Attachments > shown[p.ARN] {
			absent = append(absent, p)
		}
	}
	if len(absent) == 0 {
		return
	}
	p := absent[0]
	more := ""
	if len(absent) > 1 {
		more = fmt.Sprintf(", and so it is with others (%d)", len(absent)-1)
	}
	a.Notes = append(a.Notes, org.Note{Location: p.Location, Message: fmt.Sprintf(
		"%s is attached %d times (AttachmentCount), and the input shows %d of them%s: are there further pages?",
		p.ARN, p.Attachments, shown[p.ARN], more)})
}

// noteAbsentGroup notes that users are in a group that the sources do not
// describe, as they all do without --filter.
func (a *account) noteAbsentGroup() {
	described := map[string]bool{}
	for _, g := range a.Groups {
		described[g.Name] = true
	}
	for _, u := range a.Users {
		for _, name := range u.Groups {
			if !described[name] {
				a.Notes = append(a.Notes, org.Note{Location: u.Location, Message: fmt.Sprintf(
					"this user is in group %.80q, which the input does not describe: was it made with --filter?", name)})
				return
			}
		}
	}
}
