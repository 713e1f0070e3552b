package snapfile

import (
	"maps"
	"slices"

	"hotline/org"
)

// A Source is an organization, and its accounts one at a time.
type Source struct {
	organization *org.Organization
	accounts     []*folder
	folders      map[string]*folder
	manifest     *Manifest
	manifestGaps []org.Gap
	notes        []org.Note // for which there is no organization
	lists        map[listKey]*progress
	failed       []failure
	notAsked     map[string]org.Location
}

// A folder is an account that was not read yet, or one that was.
type folder struct {
	id     string
	dirs   []string // the folders of the account; none for one without
	inputs []input
	looked map[string]bool // files whose say on the organization was taken
	beside *account        // what files outside of the folder say of it; may be nil
	member *org.Member
	left   *org.Location // where it says that nothing of it was asked, on purpose; nil where nothing says so
	read   *org.Account  // an account without a folder
}

// Organization is what is above the accounts; nil where nothing of it was
// found.
func (s *Source) Organization() *org.Organization { return s.organization }

// Manifest is the manifest of the snapshot; nil where there is none. The files
// are not held against it: Check does that.
func (s *Source) Manifest() *Manifest { return s.manifest }

// Len is the number of accounts: in the order of their ids, those without one
// first.
func (s *Source) Len() int { return len(s.accounts) }

// ID is the id of an account, empty where it is not known. Nothing is read for
// it.
func (s *Source) ID(i int) string { return s.accounts[i].id }

// Account reads an account: the files of its folder are read now. It may be
// called from several goroutines. Nothing of an account with a folder is kept.
func (s *Source) Account(i int) *org.Account {
	f := s.accounts[i]
	a := f.read
	if a == nil {
		a = s.finish(f.open())
	}
	if i == 0 && len(s.notes) > 0 {
		noted := *a
		noted.Notes = slices.Concat(a.Notes, s.notes)
		return &noted
	}
	return a
}

// addFolders gives each folder of an account its files.
func (s *Source) addFolders(dirs map[string][]string, inputs []input, files []*file) {
	for id, paths := range dirs {
		s.folders[id] = &folder{id: id, dirs: paths, looked: map[string]bool{}}
	}
	for i, in := range inputs {
		if f := s.folders[in.account]; f != nil {
			f.inputs = append(f.inputs, in)
			f.looked[in.path] = files[i].looked
		}
	}
}

// addAccounts puts the accounts in order: those with folders, those in other
// files, and those that the organization alone tells of.
func (s *Source) addAccounts(m *merger) {
	for id, a := range m.byID {
		if f := s.folders[id]; f != nil {
			f.beside = a
			continue
		}
		s.folders[id] = &folder{id: id, beside: a}
	}
	if s.organization != nil {
		for _, member := range s.organization.Members {
			f := s.folders[member.ID]
			if f == nil {
				f = &folder{id: member.ID}
				s.folders[member.ID] = f
			}
			f.member = member
			if at, ok := s.notAsked[member.ID]; ok {
				f.left = &at
			}
		}
	}
	for _, a := range m.nameless {
		s.accounts = append(s.accounts, &folder{read: a})
	}
	for _, id := range slices.Sorted(maps.Keys(s.folders)) {
		f := s.folders[id]
		if f.dirs == nil {
			f.read, f.beside = s.finish(f.open()), nil
		}
		s.accounts = append(s.accounts, f)
	}
	s.folders = nil
}

// finish completes an account by what the snapshot as a whole says.
func (s *Source) finish(a *account) *org.Account {
	if a.Partition == "" && s.manifest != nil {
		a.Partition = s.manifest.Partition
	}
	if a.Partition == "" && a.Member != nil {
		arn, _ := org.ParseARN(a.Member.ARN)
		a.Partition = arn.Partition
	}
	return a.finish()
}

// open puts together what is known of an account.
func (f *folder) open() *account {
	a := newAccount(f.id)
	if f.beside != nil {
		a = f.beside.clone()
	}
	a.Member = f.member
	for _, in := range f.inputs {
		a.addFile(readFile(in, nil), f.looked[in.path])
	}
	switch {
	case len(a.Sources) > 0:
	case f.dirs != nil:
		a.source(f.dirs[0])
	case f.member != nil: // nothing else tells of it
		a.source(f.member.Location.File)
		a.unread, a.left = true, f.left
	}
	return a
}

// addFile adds a file of the account's folder. What it says of the organization
// was taken when the folder was looked at, or it was not found then.
func (a *account) addFile(f *file, looked bool) {
	for _, p := range f.pages {
		switch {
		case p.unknown != nil:
			a.source(f.path)
			a.Notes = append(a.Notes, noteOf(f.path, p))
			continue
		case p.account != "" && p.account != a.ID:
			a.source(f.path)
			a.damaged(p.ownedAt, "this page is of account %s, and was not used; expected account %s, whose folder this is", p.account, a.ID)
		case p.ofAccount:
			if a.Partition == "" {
				a.Partition = p.partition
			}
			a.addPage(f.path, p)
		}
		if p.facts != nil && !looked {
			a.Notes = append(a.Notes, org.Note{Location: p.facts.related.at,
				Message: "what this file says of the organization was not used; expected it in a file of its own, outside of the folder of an account"})
		}
	}
	for _, fail := range f.failures {
		if !fail.ofOrganization {
			a.source(f.path)
			a.Gaps = append(a.Gaps, fail.gap)
		}
	}
	if f.err != nil {
		a.source(f.path)
		a.Gaps = append(a.Gaps, gapOf(f.path, f.err))
	}
}

// clone copies an account in the making, so that more can be added without
// changing it. What it holds is shared, and not changed.
func (a *account) clone() *account {
	b := *a
	b.seen, b.sessions, b.sources = maps.Clone(a.seen), maps.Clone(a.sessions), maps.Clone(a.sources)
	b.Sources, b.Gaps, b.Notes = slices.Clone(a.Sources), slices.Clone(a.Gaps), slices.Clone(a.Notes)
	b.Users, b.Groups = slices.Clone(a.Users), slices.Clone(a.Groups)
	b.Roles, b.Policies = slices.Clone(a.Roles), slices.Clone(a.Policies)
	return &b
}
