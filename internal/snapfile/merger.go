package snapfile

import (
	"fmt"

	"hotline/org"
)

// A merger puts the pages of each account together that do not lie in the
// folder of one.
type merger struct {
	byID       map[string]*account
	nameless   []*org.Account // files that name no account, and have faults
	ownerless  []ownerless    // pages that name no account
	above      *organizer
	isSnapshot bool // what is in directories belongs to an organization
}

// An account is an org.Account in the making.
type account struct {
	org.Account
	seen             map[string]entry // by ARN
	sessions         map[string]terms
	sources          map[string]bool
	lists            org.Parts
	truncated, final int           // pages that say that more follows, or that none does
	unread           bool          // the organization alone tells of it
	left             *org.Location // where it says that this is on purpose
	holders          *holders
	oneRoles         map[string]*org.Role // as get-role prints them, by ARN
}

// An entry is the first description of an ARN.
type entry struct {
	raw string
	at  org.Location
}

type ownerless struct {
	path string
	page *page
}

func newAccount(id string) *account {
	a := &account{seen: map[string]entry{}, sessions: map[string]terms{}, sources: map[string]bool{}}
	a.ID = id
	return a
}

func (m *merger) account(id, partition string) *account {
	a := m.byID[id]
	if a == nil {
		a = newAccount(id)
		m.byID[id] = a
	}
	if a.Partition == "" {
		a.Partition = partition
	}
	return a
}

// addFile adds the pages of a file. A page without an ARN of its own belongs
// to the account of the other pages of the file, and so does a fault that
// ended the reading.
func (m *merger) addFile(f *file) {
	pages, err := m.understood(f)
	id, partition := "", ""
	for _, p := range pages {
		if p.account != "" {
			id, partition = p.account, p.partition
			m.account(id, partition).addPage(f.path, p)
		}
	}
	ofOrganization := false
	for _, p := range pages {
		ofOrganization = ofOrganization || p.facts != nil
		switch {
		case p.account != "", p.isSilent():
		case id != "":
			m.account(id, partition).addPage(f.path, p)
		case err == nil:
			m.ownerless = append(m.ownerless, ownerless{f.path, p})
		}
	}
	m.addFailures(f)
	if err != nil {
		m.addFault(f, err, id, ofOrganization)
	}
}

// isSilent reports whether a page says nothing of an account.
func (p *page) isSilent() bool {
	return !p.ofAccount && (p.facts != nil || p.unknown != nil)
}

// understood are the pages of a file that say what they are, and what ended
// the reading. In a snapshot there may be files of other kinds; elsewhere one
// that is not known is a fault.
func (m *merger) understood(f *file) ([]*page, error) {
	var pages []*page
	for i, p := range f.pages {
		switch {
		case p.unknown == nil:
			pages = append(pages, p)
		case p.manifest && f.in.walked: // of another directory
		case m.isSnapshot && f.in.walked:
			m.above.out.Notes = append(m.above.out.Notes, noteOf(f.path, p))
		default:
			return f.pages[:i+1], p.unknown
		}
	}
	return pages, f.err
}

// noteOf says of a page that nothing in it is known.
func noteOf(path string, p *page) org.Note {
	g := gapOf(path, p.unknown)
	return org.Note{Location: g.Location, Message: "this is not used: " + g.Message}
}

// addFault records what ended the reading of a file: of the account that it is
// about, or of the organization.
func (m *merger) addFault(f *file, err error, id string, ofOrganization bool) {
	gap := gapOf(f.path, err)
	switch {
	case id != "":
		a := m.account(id, "")
		a.source(f.path)
		a.Gaps = append(a.Gaps, gap)
	case ofOrganization, f.in.walked && m.isAbove(f):
		m.above.found = true
		m.above.out.Gaps = append(m.above.out.Gaps, gap)
	default:
		m.addNameless(f.path, []org.Gap{gap})
	}
}

// isAbove reports whether a file that was found in a directory, and whose
// content tells nothing, is about the organization: its name says so, or it
// names no account, and there is an organization.
func (m *merger) isAbove(f *file) bool {
	switch f.in.place().operation().service {
	case "":
		return m.isSnapshot && accountInName(f.path) == ""
	case "iam":
		return false
	}
	return true
}

// addFailures adds the calls that failed and are not about the organization.
func (m *merger) addFailures(f *file) {
	for _, fail := range f.failures {
		if fail.ofOrganization {
			continue
		}
		switch id := f.in.place().account(); {
		case id != "":
			a := m.account(id, "")
			a.source(f.path)
			a.Gaps = append(a.Gaps, fail.gap)
		case m.isSnapshot && f.in.walked:
			m.above.addFailure(f.path, fail)
		default:
			m.addNameless(f.path, []org.Gap{fail.gap})
		}
	}
}

// addOwnerless gives the pages that name no account to the one that the name of
// their file tells, or to the only account there is, where they belong to a run
// of pages. Any other is an account of its own, about which nothing is known:
// it must not vanish in another.
func (m *merger) addOwnerless() {
	for _, o := range m.ownerless {
		if a := m.continued(o.path); a != nil && len(o.page.gaps) == 0 && (o.page.truncated || a.truncated > 0) {
			a.addPage(o.path, o.page)
			continue
		}
		if id := accountInName(o.path); id != "" && o.page.summary != nil {
			m.account(id, "").addPage(o.path, o.page)
			continue
		}
		gaps := append(o.page.gaps, org.Gap{Location: org.Location{File: o.path}, Message: "no ARN in this page names an account; " +
			"expected a user, group, role or customer managed policy (where this is one of several pages, put them into one file)"})
		m.addNameless(o.path, gaps)
	}
}

// continued is the account that a page without an ARN may belong to: the one
// that the name of its file tells, or the only one there is.
func (m *merger) continued(path string) *account {
	if a := m.byID[accountInName(path)]; a != nil {
		return a
	}
	for _, a := range m.byID {
		if len(m.byID) == 1 {
			return a
		}
	}
	return nil
}

// addNameless adds gaps to the account that the name of a file tells, or to one
// without an id.
func (m *merger) addNameless(path string, gaps []org.Gap) {
	id := accountInName(path)
	if id == "" {
		m.nameless = append(m.nameless, &org.Account{Sources: []string{path}, Gaps: gaps})
		return
	}
	a := m.account(id, "")
	a.source(path)
	a.Gaps = append(a.Gaps, gaps...)
}

// source notes a file. The pages of a file follow each other, but for those
// without an ARN.
func (a *account) source(path string) {
	if !a.sources[path] {
		a.sources[path] = true
		a.Sources = append(a.Sources, path)
	}
}

func (a *account) damaged(at org.Location, format string, args ...any) {
	a.Gaps = append(a.Gaps, org.Gap{Location: at, Message: fmt.Sprintf(format, args...)})
}
