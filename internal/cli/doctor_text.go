package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"hotline/internal/awsio"
	"hotline/internal/render"
)

// writeDiagnosis writes one screen.
func writeDiagnosis(w io.Writer, d *awsio.Diagnosis) error {
	var out strings.Builder
	fmt.Fprintf(&out, "you           %s\naccount       %s (%s)\norganization  %s\n\n", d.ARN, d.Account, d.Partition, organizationText(d))
	var answered, needs []string
	for _, c := range d.Checks {
		if c.Failed == nil {
			answered = append(answered, trialText(d, c))
		} else if c.Failed.Class == awsio.Denied {
			needs = append(needs, c.Failed.Needs...)
		}
	}
	writeWrapped(&out, "ok", answered)
	writeMissing(&out, d)
	slices.Sort(needs)
	writeWrapped(&out, "allow", slices.Compact(needs))
	if len(d.Checks)-len(answered) >= many {
		out.WriteString("         hotline permissions -o calls says what is not known without each\n")
	}
	writeWrapped(&out, "untried", names(d.Untried))
	if len(d.Untried) > 0 {
		out.WriteString("         these ask about what others answer\n")
	}
	for line := range strings.Lines(out.String()) {
		if _, err := fmt.Fprintln(w, render.Clean(strings.TrimSuffix(line, "\n"))); err != nil {
			return err
		}
	}
	return nil
}

// organizationText says which organization the account is in.
func organizationText(d *awsio.Diagnosis) string {
	text := d.Organization
	switch {
	case d.Unread != nil && d.Unread.Class == awsio.NoOrganization:
		return "none: the account is in no organization"
	case d.Unread != nil:
		return "not known: " + reason(d.Unread)
	case d.Organization == "":
		return "not asked"
	case d.Management == d.Account:
		text += ", of which this is the management account"
	default:
		text += ", whose management account is " + d.Management
	}
	if d.Accounts > 0 {
		text += "; " + numbered(d.Accounts, "account")
	}
	return text
}

// trialText is what was tried.
func trialText(d *awsio.Diagnosis, c awsio.Check) string {
	switch {
	case c.Call.Name == "sts:AssumeRole":
		return c.Call.Name + " into " + d.Entered
	case c.About != "":
		return c.Call.Name + " in " + c.About
	}
	return c.Call.Name
}

// reason says in a few words why a call failed.
func reason(e *awsio.CallError) string {
	if e.Class == awsio.Denied { // the codes of services differ, and say no more
		return e.Class.String()
	}
	if e.Class == awsio.NoOrganization {
		return e.Class.String() + "; leave --org out to read the account alone"
	}
	return e.Class.String() + ": " + cmp.Or(e.Code, e.Message)
}

// many is how many calls that failed are shown together.
const many = 4

// writeMissing writes what failed: each call in a line, and together those that
// failed for the same reason, where they are many. Those that are not allowed
// are then what is to be allowed.
func writeMissing(out *strings.Builder, d *awsio.Diagnosis) {
	var reasons []string
	failed := map[string][]awsio.Check{}
	for _, c := range d.Checks {
		if c.Failed == nil {
			continue
		}
		why := reason(c.Failed)
		if failed[why] == nil {
			reasons = append(reasons, why)
		}
		failed[why] = append(failed[why], c)
	}
	for _, why := range reasons {
		if len(failed[why]) < many {
			for _, c := range failed[why] {
				fmt.Fprintf(out, "missing  %s: %s; not known without it: %s\n", trialText(d, c), why, c.Call.Loses)
			}
			continue
		}
		var calls []string
		for _, c := range failed[why] {
			calls = append(calls, trialText(d, c))
		}
		fmt.Fprintf(out, "missing  %s: %s\n", numbered(len(calls), "call"), why)
		if failed[why][0].Failed.Class != awsio.Denied {
			writeWrapped(out, "", calls)
		}
	}
}

// writeWrapped writes words behind a heading, in lines that fit a screen.
func writeWrapped(out *strings.Builder, heading string, words []string) {
	const width = 100
	line := fmt.Sprintf("%-8s", heading)
	for i, word := range words {
		if i < len(words)-1 {
			word += ","
		}
		if len(line)+1+len(word) > width {
			out.WriteString(line + "\n")
			line = "        "
		}
		line += " " + word
	}
	if len(words) > 0 {
		out.WriteString(line + "\n")
	}
}
