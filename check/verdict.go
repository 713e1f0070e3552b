package check

import (
	"fmt"
	"strings"

	"hotline/org"
)

// A Verdict is what a benchmark says of an account.
type Verdict struct {
	Outcome Outcome
	// Counted are all the principals that the benchmark counts.
	Counted []Holder
	// NotCounted are the principals that one might have thought of, each with
	// the reason in its Note.
	NotCounted []Holder
	Reason     string
}

// What a benchmark must have read to say that there is none.
const (
	roleOnly     = org.Roles
	anyPrincipal = org.Users | org.Groups | org.Roles
)

// A judge gathers what speaks for a verdict.
type judge struct {
	in *Input
	// is and are say of one and of several that they count.
	is, are    string
	counted    []Holder
	notCounted []Holder
	doubts     []string
}

// attached judges who has the policy.
func attached(in *Input) judge {
	return judge{in: in, is: "has " + SupportPolicy + " attached", are: "have " + SupportPolicy + " attached"}
}

func (j *judge) count(h Holder) { j.counted = append(j.counted, h) }

func (j *judge) exclude(h Holder, why string) {
	h.Note = why
	j.notCounted = append(j.notCounted, h)
}

func (j *judge) doubt(h Holder, why string) {
	j.exclude(h, why)
	j.doubts = append(j.doubts, fmt.Sprintf("%s may count: %s", org.ShortName(h.ARN), why))
}

// verdict weighs what was gathered. needs are the parts of the account that
// must be complete for a fail; nobody is the word for those of whom none counts.
func (j *judge) verdict(needs org.Parts, nobody string) Verdict {
	v := Verdict{Counted: j.counted, NotCounted: j.notCounted}
	found := nobody + " " + j.is
	if len(j.counted) > 0 {
		found = nameAll(j.counted) + " " + plural(len(j.counted), j.is, j.are)
	}
	switch {
	case j.in.Account.IsDamaged():
		v.Outcome = Unknown
		v.Reason = "the input is damaged; in what could be read, " + found
	case len(j.counted) > 0:
		v.Outcome = Pass
		v.Reason = found
	case len(j.doubts) > 0:
		v.Outcome = Unknown
		v.Reason = strings.Join(j.doubts, "; ")
	case j.in.Account.Missing()&needs != 0 && !j.in.Account.HoldersKnown:
		v.Outcome = Unknown
		v.Reason = "the input is incomplete; in what was read, " + found
	default:
		v.Outcome = Fail
		v.Reason = found
		if len(j.notCounted) > 0 {
			v.Reason += "; " + explain(j.notCounted)
		}
	}
	return v
}

// detach lets the account go that the verdict was made from.
func (v *Verdict) detach() {
	for _, list := range [][]Holder{v.Counted, v.NotCounted} {
		for i := range list {
			h := &list[i]
			h.ARN, h.name, h.trust = strings.Clone(h.ARN), "", org.Document{}
		}
	}
}

// nameAll lists holders by their short names, with their notes.
func nameAll(holders []Holder) string {
	var names []string
	for _, h := range holders {
		name := org.ShortName(h.ARN)
		if h.Note != "" {
			name += " (" + h.Note + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// explain says why each of some holders does not count.
func explain(holders []Holder) string {
	return "not counted: " + nameAll(holders)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// lastPart is what stands behind the last slash.
func lastPart(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }
