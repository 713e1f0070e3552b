package cli

import (
	"fmt"
	"strings"
	"time"

	"hotline/internal/digest"
	"hotline/internal/render"
)

type jsonVerified struct {
	Schema   string              `json:"schema"`
	Paths    []string            `json:"paths"`
	Since    time.Time           `json:"since,omitzero"`
	Until    time.Time           `json:"until,omitzero"`
	Result   string              `json:"result"`
	Counts   digest.Counts       `json:"counts"`
	Kinds    map[digest.Kind]int `json:"kinds"`
	Chains   []digest.Chain      `json:"chains"`
	Findings []digest.Finding    `json:"findings"`
	LeftOut  int                 `json:"findings_left_out"`
}

// verifiedJSON is the result as JSON.
func verifiedJSON(r *digest.Result, paths []string, o digest.Options) jsonVerified {
	out := jsonVerified{VerifyLogsSchema, paths, o.Since, o.Until, verdict(r), r.Total, r.Kinds,
		append([]digest.Chain{}, r.Chains...), append([]digest.Finding{}, r.Findings...), r.Invalid() + r.Unsure() - len(r.Findings)}
	return out
}

// verdict is the result in a word.
func verdict(r *digest.Result) string {
	switch {
	case r.Invalid() > 0:
		return "invalid"
	case r.Unsure() > 0:
		return "incomplete"
	}
	return "valid"
}

// verifiedText is the result for people: what was found, what was verified, and
// what comes of it.
func verifiedText(r *digest.Result, o digest.Options) string {
	var b strings.Builder
	line := func(format string, args ...any) { b.WriteString(render.Clean(fmt.Sprintf(format, args...)) + "\n") }
	for _, f := range r.Findings {
		line("%s: %s: %s", f.Kind, f.Key, f.Message)
	}
	if left := r.Invalid() + r.Unsure() - len(r.Findings); left > 0 {
		line("%d more findings are not shown", left)
	}
	if len(r.Findings) > 0 {
		line("")
	}
	for _, c := range r.Chains {
		line("%s %s: %s; %d of %d digests valid, %d of %d log files valid", c.Account, c.Region, spanText(c), c.DigestsValid, c.Digests, c.LogsValid, c.LogFiles)
	}
	if t := r.Total; len(r.Chains) > 1 {
		line("in all: %d of %d digests valid, %d of %d log files valid", t.DigestsValid, t.Digests, t.LogsValid, t.LogFiles)
	}
	t := r.Total
	for _, part := range []struct {
		n    int
		what string
	}{{t.BySuccessor, "digests were verified by the signature that the digest after them has"},
		{t.Backfills, "of the digests are backfills"},
		{t.LogsUnproven, "log files have the hash in a digest that is not valid itself"},
		{t.LogsPending, "log files are so new that the digest which will list them need not be there yet"},
		{t.LogsNotCovered, "log files are of a time without a digest"},
		{t.Foreign, "files among the logs are none"}} {
		if part.n > 0 {
			line("note: %d %s", part.n, part.what)
		}
	}
	if r.Kinds[digest.DigestMissing] > 0 && o.Since.IsZero() {
		line("note: a copy that does not begin with the first digest of a trail is verified with --since TIME")
	}
	line("result: %s", map[string]string{"valid": "valid", "invalid": fmt.Sprintf("invalid: %d findings", r.Invalid()),
		"incomplete": fmt.Sprintf("incomplete: %d things could not be verified", r.Unsure())}[verdict(r)])
	return b.String()
}

// spanText is the time that the digests of a chain cover.
func spanText(c digest.Chain) string {
	if c.From.IsZero() {
		return "no digest"
	}
	return c.From.Format(time.RFC3339) + " to " + c.To.Format(time.RFC3339)
}
