package awsio

import (
	"encoding/json"
	"os"
	"path"
	"slices"
	"time"
)

// journalName is the file that says that a folder is complete. Readers of
// snapshots pass over it.
const journalName = ".collect.json"

// journalSchema is the version of its form.
const journalSchema = "hotline/journal/1"

// A journal says how a folder came to be, so that it need not be asked again.
type journal struct {
	Schema   string    `json:"schema"`
	Finished time.Time `json:"finished"`
	Depth    string    `json:"depth"`
	As       string    `json:"as"` // the identity that asked: an ARN
	Calls    int       `json:"calls"`
	Failed   []string  `json:"failed,omitempty"` // calls that may be answered the next time
	Skipped  []string  `json:"skipped,omitempty"`
	Regions  []string  `json:"regions,omitempty"`
	// Failures are all calls that failed, for the sum of a run that keeps the folder.
	Failures []journalFailure `json:"failures,omitempty"`
	// Organization is the id of the organization, in the journal about it.
	Organization string `json:"organization,omitempty"`
}

func (r *run) journal(as string) journal {
	skipped := slices.Clone(r.o.Skip)
	slices.Sort(skipped)
	return journal{Schema: journalSchema, Finished: r.o.Now().UTC().Truncate(time.Second), Depth: r.o.Depth.String(),
		As: as, Skipped: skipped, Regions: r.hub.regions}
}

func (j journal) write(f *folder) error {
	text, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return err
	}
	return f.write(journalName, append(text, '\n'))
}

// readJournal is the journal of a folder; nil where there is none that can be
// read.
func readJournal(root *os.Root, name string) *journal {
	text, err := root.ReadFile(path.Join(name, journalName))
	if err != nil {
		return nil
	}
	j := new(journal)
	if json.Unmarshal(text, j) != nil || j.Schema != journalSchema {
		return nil
	}
	return j
}

// isFresh reports whether a folder need not be asked again: nothing failed in
// it, and it holds at least what is wanted, of late.
func (r *run) isFresh(j *journal) bool {
	now := r.journal("")
	switch {
	case !r.o.Resume || j == nil || len(j.Failed) > 0:
		return false
	case r.o.MaxAge > 0 && now.Finished.Sub(j.Finished) > r.o.MaxAge:
		return false
	}
	if j.Depth != now.Depth && j.Depth != Full.String() { // which has all that quick has
		return false
	}
	for _, name := range j.Skipped {
		if c := r.calls[name]; c != nil && c.Scope == Account && r.o.makes(c) {
			return false
		}
	}
	return r.o.Depth == Quick || !slices.ContainsFunc(now.Regions, func(region string) bool { return !slices.Contains(j.Regions, region) })
}

// A journalFailure is a CallError in a journal.
type journalFailure struct {
	Call      string   `json:"call"`
	About     string   `json:"about,omitempty"`
	Class     string   `json:"class"`
	Code      string   `json:"code,omitempty"`
	Message   string   `json:"message,omitempty"`
	RequestID string   `json:"request_id,omitempty"`
	Needs     []string `json:"needs,omitempty"`
}

// note takes the failures of a visit.
func (j *journal) note(failed []*CallError) {
	for _, e := range failed {
		if e.Class != NoPlan { // it will be the same the next time
			j.Failed = append(j.Failed, e.Call)
		}
		j.Failures = append(j.Failures, journalFailure{e.Call, e.About, e.Class.String(), e.Code, e.Message, e.RequestID, e.Needs})
	}
	slices.Sort(j.Failed)
}

// failures are those that a journal notes, of an account.
func (j *journal) failures(account string) []*CallError {
	var out []*CallError
	for _, f := range j.Failures {
		e := &CallError{Call: f.Call, About: f.About, Account: account, Code: f.Code, Message: f.Message, RequestID: f.RequestID, Needs: f.Needs}
		for c := Failed; c <= Interrupted; c++ {
			if c.String() == f.Class {
				e.Class = c
			}
		}
		out = append(out, e)
	}
	return out
}

// hasAnswers reports whether something was answered when a folder was read.
func (j *journal) hasAnswers() bool { return j != nil && j.Calls > max(len(j.Failed), len(j.Failures)) }
