package journal

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Summary is a run in a list.
type Summary struct {
	Run      string
	Started  time.Time // of a damaged file: as in its name
	Updated  time.Time
	Header   // its plan without the accounts
	PlanSum  string
	Accounts int // that have changes
	Changes  map[Fate]int
	Problems int     // accounts that are through and not as wanted
	Outcome  Outcome // empty where the run has not ended, or is damaged
	Torn     bool
	// Damaged is why nothing else is known of the run: ErrNotBegun, a
	// *DamagedError, or one of the file system.
	Damaged error
}

// ErrNone says that there is no run.
var ErrNone = errors.New("there is no run in the state directory")

// List lists the runs of a state directory, the newest first. Each file that
// cannot be read is in the list, and its error among those returned. A directory
// that is not there has no runs.
func List(dir string) ([]Summary, []error) {
	names, err := runs(dir)
	if err != nil {
		return nil, []error{err}
	}
	var out []Summary
	var errs []error
	for _, name := range names {
		s := Summary{Run: name}
		r, err := glance(dir, name)
		switch {
		case err == nil:
			s = r.Summary()
		case !IsName(name):
			err = &DamagedError{File: filepath.Join(dir, name+extension), Problem: "expected the name of a run, as 20261122T031500Z-k7qa" + extension}
			fallthrough
		default:
			s.Started, _ = timeOf(name)
			s.Damaged = err
			errs = append(errs, err)
		}
		out = append(out, s)
	}
	// Names tell seconds; the files tell more.
	slices.SortStableFunc(out, func(a, b Summary) int { return b.Started.Compare(a.Started) })
	return out, errs
}

// Summary is what a list says of a run.
func (r *Record) Summary() Summary {
	s := Summary{Run: r.Run, Started: r.Started, Updated: r.Updated, Header: r.Header, PlanSum: r.PlanSum,
		Problems: r.Problems(), Outcome: r.Outcome, Torn: r.Torn > 0, Changes: map[Fate]int{}}
	for _, a := range r.Accounts {
		if len(a.Steps) > 0 {
			s.Accounts++
		}
	}
	s.Plan.Accounts = nil // a list of many runs must not hold them all
	for _, f := range []Fate{NotBegun, Unknown, Made, Failed, Refused, There} {
		s.Changes[f] = r.Count(f)
	}
	return s
}

// runs lists the files of runs by their names without the extension, the newest
// first.
func runs(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), extension); ok && !strings.HasPrefix(name, ".") {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(b, a) })
	return out, nil
}

// ReversedBy finds the later run that took a run back, in part at least. What it
// cannot read may be that one: then there is an error.
func ReversedBy(dir, run string) (string, bool, error) {
	names, err := runs(dir)
	if err != nil {
		return "", false, err
	}
	var faults []error
	for _, name := range names {
		r, err := glance(dir, name)
		switch {
		case err == nil && r.Reverses == run && r.Made() > 0:
			return name, true, nil
		case err == nil, errors.Is(err, ErrNotBegun), !IsName(name), name[:len(nameTime)] < run[:min(len(nameTime), len(run))]:
		default:
			faults = append(faults, err)
		}
	}
	return "", false, errors.Join(faults...)
}

// Last is the name of the latest run that began; its error is ErrNone where
// there is none. A damaged file is not passed over: it may be the latest.
func Last(dir string) (string, error) {
	all, errs := List(dir)
	if len(all) == 0 && len(errs) > 0 {
		return "", errs[0]
	}
	for _, s := range all {
		switch {
		case s.Damaged == nil:
			return s.Run, nil
		case !errors.Is(s.Damaged, ErrNotBegun):
			return "", s.Damaged
		}
	}
	return "", ErrNone
}
