package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"hotline/internal/app"
	"hotline/internal/journal"
	"hotline/plan"
)

// AppliedSchema, HistorySchema and RunSchema name the JSON of hotline apply, of
// hotline history and of hotline history show.
const (
	AppliedSchema = "hotline/applied/1"
	HistorySchema = "hotline/history/1"
	RunSchema     = "hotline/run-record/1"
)

// AppliedText writes what became of the accounts of a plan, in one line.
func AppliedText(w io.Writer, run string, accounts []app.AppliedAccount, calls int) error {
	fates, changes := map[app.Fate]int{}, 0
	for _, a := range accounts {
		fates[a.Fate]++
		changes += a.Made
	}
	var parts []string
	for _, f := range []app.Fate{app.Applied, app.AsWas, app.Stale, app.Unapplied, app.Unverified, app.Uncertain} {
		if fates[f] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", fates[f], f))
		}
	}
	_, err := fmt.Fprintf(w, "Run %s: %d changes; accounts: %s; %d calls\n", run, changes, strings.Join(parts, ", "), calls)
	return err
}

type jsonApplied struct {
	Schema   string               `json:"schema"`
	Run      string               `json:"run"`
	Calls    int                  `json:"calls"`
	Accounts []jsonAppliedAccount `json:"accounts"`
}

type jsonAppliedAccount struct {
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Fate    string `json:"fate"`
	Changes int    `json:"changes"`
	Problem string `json:"problem,omitempty"`
}

// AppliedJSON writes what became of the accounts of a plan.
func AppliedJSON(w io.Writer, run string, accounts []app.AppliedAccount, calls int) error {
	out := jsonApplied{Schema: AppliedSchema, Run: run, Calls: calls, Accounts: []jsonAppliedAccount{}}
	for _, a := range accounts {
		if a.Fate != app.NotIntended {
			out.Accounts = append(out.Accounts, jsonAppliedAccount{a.ID, a.Name, string(a.Fate), a.Made, a.Problem})
		}
	}
	return WriteJSON(w, out)
}

type jsonRun struct {
	Run          string    `json:"run"`
	Started      time.Time `json:"started"`
	Updated      time.Time `json:"updated"`
	Outcome      string    `json:"outcome"`
	Purpose      string    `json:"purpose"`
	Caller       string    `json:"caller"`
	Account      string    `json:"account,omitempty"`
	Version      string    `json:"version"`
	Organization string    `json:"organization,omitempty"`
	Target       string    `json:"target"`
	Why          string    `json:"why,omitempty"`
	Reverses     string    `json:"reverses,omitempty"`
	Note         string    `json:"note,omitempty"`
}

func runJSON(r *journal.Record) jsonRun {
	return jsonRun{r.Run, r.Started, r.Updated, outcomeOf(r.Outcome), r.Plan.Purpose, r.Caller, r.Account, r.Version, r.Organization,
		strings.TrimSpace(string(r.Target.Kind) + " " + r.Target.Description), r.Why, r.Reverses, r.Note()}
}

type jsonRecord struct {
	Schema string `json:"schema"`
	jsonRun
	Config   string              `json:"config,omitempty"`
	Snapshot string              `json:"snapshot"`
	PlanSum  string              `json:"plan_sha256"`
	Accounts []jsonRecordAccount `json:"accounts"`
}

type jsonRecordAccount struct {
	ID       string     `json:"id"`
	Verified bool       `json:"verified"`
	Problem  string     `json:"problem,omitempty"`
	Changes  []jsonStep `json:"changes"`
}

type jsonStep struct {
	plan.Change
	Fate    string `json:"fate"`
	Problem string `json:"problem,omitempty"`
}

// RecordJSON writes all that the journal of a run says: the evidence.
func RecordJSON(w io.Writer, r *journal.Record) error {
	out := jsonRecord{RunSchema, runJSON(r), r.Plan.Config, r.Plan.Snapshot, r.PlanSum, []jsonRecordAccount{}}
	for _, a := range r.Accounts {
		account := jsonRecordAccount{a.ID, a.Finished && a.Problem == "", a.Problem, []jsonStep{}}
		for _, s := range a.Steps {
			account.Changes = append(account.Changes, jsonStep{asMade(s), string(s.Fate()), s.Problem()})
		}
		out.Accounts = append(out.Accounts, account)
	}
	return WriteJSON(w, out)
}

// asMade is a change with the value before as it was read when it was made.
func asMade(s *journal.Step) plan.Change {
	if n := len(s.Tries); n > 0 {
		return s.Tries[n-1].Change
	}
	return s.Change
}

// RecordText writes all that the journal of a run says.
func RecordText(w io.Writer, r *journal.Record) error {
	t := &planText{}
	j := runJSON(r)
	for _, part := range [][2]string{{"run", j.Run}, {"what", j.Purpose + " " + j.Reverses}, {"who", j.Caller}, {"when", j.Started.Format(time.RFC3339) + " to " + j.Updated.Format(time.RFC3339)},
		{"why", j.Why}, {"where", j.Organization + " " + j.Target}, {"with", "hotline " + j.Version + ", plan " + r.PlanSum}, {"outcome", j.Outcome}, {"note", j.Note}} {
		if value := strings.TrimSpace(part[1]); value != "" {
			t.line("%s %s", pad(part[0], 8), Clean(value))
		}
	}
	for _, a := range r.Accounts {
		state := "verified"
		switch {
		case a.Problem != "":
			state = a.Problem
		case !a.Finished:
			state = "not to the end"
		}
		t.line("\naccount %s: %s", a.ID, Clean(state))
		for _, s := range a.Steps {
			c := asMade(s)
			t.line("  # %s %s: %s%s", Clean(c.String()), strings.TrimPrefix(deed(&c), "will be "), s.Fate(), Clean(problemText(s)))
			for _, l := range lines(&c) {
				t.line("  %s", Clean(l))
			}
		}
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

func problemText(s *journal.Step) string {
	if p := s.Problem(); p != "" {
		return ": " + p
	}
	return ""
}

// HistoryText lists runs, a line each.
func HistoryText(w io.Writer, list []journal.Summary) error {
	for _, s := range list {
		text := fmt.Sprintf("%s  %-9s %-12s %3d accounts  %s", s.Run, s.Plan.Purpose, outcomeOf(s.Outcome), s.Accounts, s.Caller)
		if s.Damaged != nil {
			text = s.Run + "  damaged: " + s.Damaged.Error()
		} else if s.Why != "" {
			text += "  " + s.Why
		}
		if _, err := fmt.Fprintln(w, Clean(text)); err != nil {
			return err
		}
	}
	return nil
}

func outcomeOf(o journal.Outcome) string {
	if o == "" {
		return "not ended"
	}
	return string(o)
}

type jsonHistory struct {
	Schema string           `json:"schema"`
	Runs   []jsonHistoryRun `json:"runs"`
}

type jsonHistoryRun struct {
	Run          string               `json:"run"`
	Started      time.Time            `json:"started"`
	Outcome      string               `json:"outcome,omitempty"`
	Purpose      string               `json:"purpose,omitempty"`
	Caller       string               `json:"caller,omitempty"`
	Organization string               `json:"organization,omitempty"`
	Why          string               `json:"why,omitempty"`
	Reverses     string               `json:"reverses,omitempty"`
	Accounts     int                  `json:"accounts"`
	Changes      map[journal.Fate]int `json:"changes,omitempty"`
	Problems     int                  `json:"problems"`
	Damaged      string               `json:"damaged,omitempty"`
}

// HistoryJSON lists runs.
func HistoryJSON(w io.Writer, list []journal.Summary) error {
	out := jsonHistory{HistorySchema, []jsonHistoryRun{}}
	for _, s := range list {
		r := jsonHistoryRun{Run: s.Run, Started: s.Started}
		if s.Damaged != nil {
			r.Damaged = s.Damaged.Error()
		} else {
			r.Outcome, r.Purpose, r.Caller, r.Organization, r.Why = outcomeOf(s.Outcome), s.Plan.Purpose, s.Caller, s.Organization, s.Why
			r.Reverses, r.Accounts, r.Changes, r.Problems = s.Reverses, s.Accounts, s.Changes, s.Problems
		}
		out.Runs = append(out.Runs, r)
	}
	return WriteJSON(w, out)
}
