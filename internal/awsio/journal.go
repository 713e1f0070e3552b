package awsio

import (
	"encoding/json"
	"os"
	"path/filepath"
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
	Failed   []string  `json:"failed,omitempty"` // calls
	Skipped  []string  `json:"skipped,omitempty"`
	Regions  []string  `json:"regions,omitempty"`
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
func readJournal(dir, name string) *journal {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name), journalName))
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
	return j.Depth == now.Depth && slices.Equal(j.Skipped, now.Skipped) && slices.Equal(j.Regions, now.Regions)
}
