package traildata

import (
	"encoding/json"
	"os"
	"time"
)

// A Truth is what is in a corpus. All counts are of calls, each counted once
// however many records there are of it, unless they say otherwise.
type Truth struct {
	Options Options `json:"options"`
	Scope   Scope   `json:"scope"`
	// Files is the number of log files, Records of records in them.
	Files   int `json:"files"`
	Records int `json:"records"`
	// UniqueEvents is the number of records by their event id and account, where a
	// record that replaces another one counts as that one.
	UniqueEvents int `json:"unique_events"`
	// Duplicates of the records are repetitions, Addenda replace others. OddFiles of
	// the files are spelled unusually.
	Duplicates int `json:"duplicates"`
	Addenda    int `json:"addenda"`
	OddFiles   int `json:"odd_files"`
	// Bytes and CompressedBytes are the sizes of the log files together.
	Bytes           int64 `json:"bytes"`
	CompressedBytes int64 `json:"compressed_bytes"`

	Assumptions Assumptions `json:"assumptions"`
	Sessions    Sessions    `json:"sessions"`
	// CaseCalls counts calls by "DEED HOW OUTCOME", for example "opened role ok".
	CaseCalls map[string]int `json:"case_calls"`
	Cases     Cases          `json:"cases"`
	// Tampering counts calls by "KIND OUTCOME", for example "event rule denied", and
	// TamperingBy by "KIND HOW OUTCOME".
	Tampering   map[string]int `json:"tampering"`
	TamperingBy map[string]int `json:"tampering_by"`
	Incidents   []Incident     `json:"incidents"`
}

// Outcomes counts calls that succeeded and calls that failed.
type Outcomes struct {
	OK     int `json:"ok"`
	Denied int `json:"denied"`
}

func (o *Outcomes) add(failed bool) {
	if failed {
		o.Denied++
	} else {
		o.OK++
	}
}

// Assumptions counts the assumptions of the support role.
type Assumptions struct {
	Outcomes
	// ByAccount is by the account of the role, ByMonth by YYYY-MM.
	ByAccount map[string]*Outcomes `json:"by_account"`
	ByMonth   map[string]*Outcomes `json:"by_month"`
	// The others count succeeded and failed ones together, by "yes", "no" and
	// "" (unknown; for MFA "unknown").
	ByTrusted   map[string]int `json:"by_trusted"`
	ByFederated map[string]int `json:"by_federated"`
	ByMFA       map[string]int `json:"by_mfa"`
}

// Sessions counts the sessions of the support role by access key, and the calls in
// them: to Support and its kin, and others.
type Sessions struct {
	Count   int      `json:"count"`
	Support Outcomes `json:"support"`
	Other   Outcomes `json:"other"`
}

// Cases counts support cases that succeeded calls tell of.
type Cases struct {
	Count int `json:"count"`
	// ByOpened is by how the case was opened, "" where that is not in the logs.
	ByOpened map[string]int `json:"by_opened"`
	// Privileged of the cases were opened, answered or resolved by root or an
	// administrator, in PrivilegedCalls calls.
	Privileged      int `json:"privileged"`
	PrivilegedCalls int `json:"privileged_calls"`
	Resolved        int `json:"resolved"`
}

// An Incident is one that Support should be engaged for.
type Incident struct {
	// ID is its id in incidents.csv, or the event id of the call that started it.
	ID string `json:"id"`
	// Source is "file", "security-ir" or "ssm-incidents".
	Source string    `json:"source"`
	Start  time.Time `json:"start"`
	// Accounts are the ids of the accounts it is about; of a call the recipient.
	Accounts []string `json:"accounts"`
	// Severity is that of the file, "" otherwise.
	Severity string `json:"severity"`
	// Engaged says whether a case was opened in one of the accounts within 72 hours,
	// EngageSeconds after how long the first one, Case which one.
	Engaged       bool   `json:"engaged"`
	EngageSeconds int64  `json:"engage_seconds"`
	Case          string `json:"case"`
	// Replied says whether AWS answered in that case, ReplySeconds how long after the
	// start of the incident first.
	Replied      bool  `json:"replied"`
	ReplySeconds int64 `json:"reply_seconds"`
}

func newTruth(o Options) Truth {
	return Truth{
		Options: o, Scope: o.Scope(),
		Assumptions: Assumptions{
			ByAccount: map[string]*Outcomes{}, ByMonth: map[string]*Outcomes{},
			ByTrusted: map[string]int{}, ByFederated: map[string]int{}, ByMFA: map[string]int{},
		},
		CaseCalls: map[string]int{}, Cases: Cases{ByOpened: map[string]int{}},
		Tampering: map[string]int{}, TamperingBy: map[string]int{}, Incidents: []Incident{},
	}
}

// ReadTruth reads the truth.json of a corpus.
func ReadTruth(path string) (Truth, error) {
	var t Truth
	data, err := os.ReadFile(path)
	if err != nil {
		return t, err
	}
	return t, json.Unmarshal(data, &t)
}

func outcome(failed bool) string {
	if failed {
		return "denied"
	}
	return "ok"
}
