package digest

import "time"

// A Kind is what is wrong with a file, or why it cannot be said.
type Kind string

// The kinds of what is not as CloudTrail has delivered it.
const (
	// InvalidSignature is a digest whose signature is not one of AWS over it.
	InvalidSignature Kind = "invalid signature"
	// DigestModified is a digest that is damaged, or not the one its successor names.
	DigestModified Kind = "digest modified"
	// DigestMoved is a digest that lies elsewhere than where CloudTrail has put it.
	DigestMoved Kind = "digest moved"
	// DigestMissing is a digest that its successor names, and that is not there.
	DigestMissing Kind = "digest missing"
	// LogModified is a log file that has not the hash which its digest lists.
	LogModified Kind = "log file modified"
	// LogMissing is a log file that a digest lists, and that is not there.
	LogMissing Kind = "log file missing"
	// LogUnlisted is a log file that no digest of its time lists: it was added.
	LogUnlisted Kind = "log file not listed"
)

// The kinds of what cannot be said.
const (
	// Gap is a time between two digests of a trail that has none: logging or its
	// validation was off, or digests were removed.
	Gap Kind = "gap"
	// NotCovered is log files of a time of which there is no digest.
	NotCovered Kind = "not covered"
	// SignatureUnknown is a digest whose signature or key is not at hand.
	SignatureUnknown Kind = "signature unknown"
	// NotReadable is what could not be read.
	NotReadable Kind = "not readable"
)

// Invalid reports whether something is wrong for sure.
func (k Kind) Invalid() bool {
	return k != Gap && k != NotCovered && k != SignatureUnknown && k != NotReadable
}

// Kinds lists all of them.
func Kinds() []Kind {
	return []Kind{InvalidSignature, DigestModified, DigestMoved, DigestMissing, LogModified, LogMissing, LogUnlisted,
		Gap, NotCovered, SignatureUnknown, NotReadable}
}

// A Finding is one thing that is wrong or cannot be said.
type Finding struct {
	Kind    Kind   `json:"kind"`
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"`
	// Key is that of the file in the place.
	Key     string `json:"key"`
	Message string `json:"message"`
}

// Counts are numbers of files.
type Counts struct {
	// Digests are those that were checked, with Backfills; of these, Valid are
	// signed by AWS, which for BySuccessor was seen by the signature that the next
	// digest has of it. Digests that are not Valid are Unproven where it cannot be
	// said.
	Digests         int `json:"digests"`
	Backfills       int `json:"backfills"`
	DigestsValid    int `json:"digests_valid"`
	BySuccessor     int `json:"digests_by_successor"`
	DigestsUnproven int `json:"digests_unproven"`
	// LogFiles are those that digests list; of these, LogsValid have the hash that
	// a valid digest lists, and LogsUnproven that of one which is not valid.
	LogFiles     int `json:"log_files"`
	LogsValid    int `json:"log_files_valid"`
	LogsUnproven int `json:"log_files_unproven"`
	// LogsPending are so new that the digest which will list them need not be
	// there yet.
	LogsPending int `json:"log_files_pending"`
	// LogsNotCovered are of a time of which there is no digest.
	LogsNotCovered int `json:"log_files_not_covered"`
	// Foreign are files among the logs that are none, and that nobody reads as one.
	Foreign int `json:"foreign_files"`
}

func (c *Counts) add(o Counts) {
	c.Digests += o.Digests
	c.Backfills += o.Backfills
	c.DigestsValid += o.DigestsValid
	c.BySuccessor += o.BySuccessor
	c.DigestsUnproven += o.DigestsUnproven
	c.LogFiles += o.LogFiles
	c.LogsValid += o.LogsValid
	c.LogsUnproven += o.LogsUnproven
	c.LogsPending += o.LogsPending
	c.LogsNotCovered += o.LogsNotCovered
	c.Foreign += o.Foreign
}

// A Chain is what was found of one account in one region.
type Chain struct {
	Organization string `json:"organization,omitempty"`
	Account      string `json:"account"`
	Region       string `json:"region"`
	// From and To are the time from the first to the last digest that is not known
	// to be wrong; zero where there is none.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	Counts
}

// A Result is what was found in a place.
type Result struct {
	Chains []Chain
	// Total is the sum over the chains.
	Total Counts
	// Findings are those that were found, as many as Options.Most. Kinds counts
	// all of them.
	Findings []Finding
	Kinds    map[Kind]int
}

// Add takes in the result of another place. Of findings, most are kept.
func (r *Result) Add(o *Result, most int) {
	r.Chains = append(r.Chains, o.Chains...)
	r.Total.add(o.Total)
	for _, f := range o.Findings {
		if len(r.Findings) < most {
			r.Findings = append(r.Findings, f)
		}
	}
	if r.Kinds == nil {
		r.Kinds = map[Kind]int{}
	}
	for kind, n := range o.Kinds {
		r.Kinds[kind] += n
	}
}

// Invalid is the number of findings that are wrong for sure, Unsure that of those
// where it cannot be said.
func (r *Result) Invalid() (n int) {
	for kind, k := range r.Kinds {
		if kind.Invalid() {
			n += k
		}
	}
	return n
}

// Unsure is the number of findings where it cannot be said.
func (r *Result) Unsure() (n int) {
	for kind, k := range r.Kinds {
		if !kind.Invalid() {
			n += k
		}
	}
	return n
}
