package snapfile

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"

	"hotline/org"
)

// Files are the files and directories that a Snapshot is read from.
type Files struct {
	// Paths are files; directories, for the files in them whose names end in
	// .json; and Stdin.
	Paths []string
	Stdin io.Reader
}

// Snapshot reads the files, several at a time. What is wrong with them is in
// the Gaps of the accounts; a file that names no account is an account without
// an id.
func (f Files) Snapshot() *org.Snapshot {
	m := merger{byID: map[string]*account{}}
	for _, read := range readAll(expand(f.Paths), f.Stdin) {
		m.addFile(read)
	}
	return m.snapshot()
}

// readAll reads the files in parallel and returns them in order.
func readAll(paths []string, stdin io.Reader) []*file {
	files := make([]*file, len(paths))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, path := range paths {
		slots <- struct{}{}
		wg.Go(func() {
			files[i] = readFile(path, stdin)
			<-slots
		})
	}
	wg.Wait()
	return files
}

// A merger puts the pages of each account together.
type merger struct {
	byID      map[string]*account
	nameless  []*org.Account // files that name no account, and have faults
	ownerless []ownerless    // pages that name no account
}

// An account is an org.Account in the making.
type account struct {
	org.Account
	seen             map[string]entry // by ARN
	sessions         map[string]time.Duration
	sources          map[string]bool
	lists            org.Parts
	truncated, final int // pages that say that more follows, or that none does
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

func (m *merger) account(id, partition string) *account {
	a := m.byID[id]
	if a == nil {
		a = &account{seen: map[string]entry{}, sessions: map[string]time.Duration{}, sources: map[string]bool{}}
		a.ID = id
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
	id, partition := "", ""
	for _, p := range f.pages {
		if p.account != "" {
			id, partition = p.account, p.partition
			m.account(id, partition).addPage(f.path, p)
		}
	}
	for _, p := range f.pages {
		switch {
		case p.account != "":
		case id != "":
			m.account(id, partition).addPage(f.path, p)
		case f.err == nil:
			m.ownerless = append(m.ownerless, ownerless{f.path, p})
		}
	}
	if f.err == nil {
		return
	}
	gaps := []org.Gap{gapOf(f.path, f.err)}
	if id == "" {
		m.addNameless(f.path, gaps)
		return
	}
	a := m.account(id, partition)
	a.source(f.path)
	a.Gaps = append(a.Gaps, gaps...)
}

// addOwnerless gives the pages that name no account to the only account there
// is, where they belong to a run of pages. Any other is an account of its own,
// about which nothing is known: it must not vanish in another.
func (m *merger) addOwnerless() {
	for _, o := range m.ownerless {
		if a := m.continued(o.path); a != nil && len(o.page.gaps) == 0 && (o.page.truncated || a.truncated > 0) {
			a.addPage(o.path, o.page)
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

func (m *merger) snapshot() *org.Snapshot {
	m.addOwnerless()
	s := &org.Snapshot{Accounts: m.nameless}
	for _, a := range m.byID {
		s.Accounts = append(s.Accounts, a.finish())
	}
	slices.SortStableFunc(s.Accounts, func(a, b *org.Account) int { return cmp.Compare(a.ID, b.ID) })
	return s
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
