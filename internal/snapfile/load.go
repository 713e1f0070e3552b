package snapfile

import (
	"io"
	"runtime"
	"sync"

	"hotline/org"
)

// Files are the files and directories that a Snapshot is read from.
type Files struct {
	// Paths are files; directories, for the files in them and below them whose
	// names end in .json or .error; and Stdin.
	Paths []string
	Stdin io.Reader
}

// Snapshot reads the files, several at a time. What is wrong with them is in
// the Gaps of the accounts and of the organization; a file that names no
// account is an account without an id.
func (f Files) Snapshot() *org.Snapshot {
	s := f.Open()
	out := &org.Snapshot{Organization: s.Organization(), Accounts: make([]*org.Account, s.Len())}
	inParallel(s.Len(), func(i int) { out.Accounts[i] = s.Account(i) })
	return out
}

// inParallel calls do with each number below n, several at a time.
func inParallel(n int, do func(i int)) {
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			do(i)
			<-slots
		})
	}
	wg.Wait()
}

// Open looks at files and directories. It reads at once what is about the
// organization, and files that do not lie in the folder of an account; the
// files of the folder of an account are read when Account is called.
func (f Files) Open() *Source { return f.open(maxFiles) }

func (f Files) open(most int) *Source {
	w := newWalk(f.Paths, most)
	s := &Source{folders: map[string]*folder{}}
	inputs := s.takeManifests(w.inputs)
	files := make([]*file, len(inputs))
	inParallel(len(inputs), func(i int) { files[i] = lookAt(inputs[i], f.Stdin) })

	o := newOrganizer()
	o.out.Notes = append(o.out.Notes, w.notes...)
	for _, gap := range s.manifestGaps {
		o.found = true
		o.out.Gaps = append(o.out.Gaps, gap)
	}
	for _, read := range files {
		o.addFile(read)
	}
	m := merger{byID: map[string]*account{}, above: o, isSnapshot: o.found || s.manifest != nil}
	for _, read := range files {
		if read.in.account == "" {
			m.addFile(read)
		}
	}
	m.addOwnerless()
	s.addFolders(w.folders, inputs, files)
	s.notes = o.out.Notes
	s.lists, s.failed, s.notAsked = o.lists, o.failed, o.notAsked
	if s.organization = o.finish(); s.organization != nil {
		s.notes = nil // it has them
	}
	s.addAccounts(&m)
	return s
}

// takeManifests takes the manifests out of the files: what else has their name
// stays.
func (s *Source) takeManifests(inputs []input) []input {
	var rest []input
	for _, in := range inputs {
		if in.isManifest() {
			m, gaps, err := readManifest(in.path)
			if err == nil {
				s.manifestGaps = append(s.manifestGaps, gaps...)
				if s.manifest == nil {
					s.manifest = m
				}
				continue
			}
		}
		rest = append(rest, in)
	}
	return rest
}

// lookAt reads a file, or, where it lies in the folder of an account, as much
// as tells of the organization.
func lookAt(in input, stdin io.Reader) *file {
	if in.account == "" {
		return readFile(in, stdin)
	}
	if in.fault != nil || !in.isError() && isOfAccount(in.path) {
		return &file{in: in, path: in.path}
	}
	f := readFile(in, nil)
	f.looked = true
	for _, p := range f.pages {
		*p = page{facts: p.facts} // the rest is read when it is asked for
	}
	return f
}

// isOfAccount reports whether a file in the folder of an account begins with a
// key that says that it is about the account alone.
func isOfAccount(path string) bool {
	switch firstKey(head(path)) {
	case "", "UserDetailList", "GroupDetailList", "RoleDetailList", "IsTruncated", "Marker", "Roles", "Role",
		"SummaryMap", "Content", "ReportFormat", "GeneratedTime", "State", "Description", "PolicyArn",
		"trailList", "Rules", "CompositeAlarms", "MetricAlarms", "metricFilters", "severityLevels":
		return true
	}
	return false
}
