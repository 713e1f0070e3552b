package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hotline/org"
)

// A Report is the result of an audit.
type Report struct {
	CIS          CISVersion
	Organization *org.Organization // nil where it was not read
	Accounts     []*AccountReport  // in the order of the snapshot
	// Findings are those that are about no account. Worst first.
	Findings []Finding
	Score    Score
	// Caveats are what the answers do not take into account.
	Caveats []string
	// Others are the ids of the accounts that were read only for what they say
	// of those reported on, and OtherGaps what of them could not be read.
	Others    []string
	OtherGaps []org.Gap
}

// An AccountReport is what was found out about one account.
type AccountReport struct {
	Account     *org.Account // without its principals and policies
	CIS         Verdict
	SecurityHub Verdict
	// Usable is whether named people or automation can really use a support
	// role today, and do nothing else of consequence by it.
	Usable Verdict
	// Disagreement says where the benchmarks differ on this account and why.
	// It is empty where they agree.
	Disagreement string
	Findings     []Finding // worst first
}

// worstFirst orders failures by severity before what is unknown, before the
// rest, and then by rule and resource.
func worstFirst(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(slices.Index(Outcomes(), a.Outcome), slices.Index(Outcomes(), b.Outcome)),
		cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.Rule.ID, b.Rule.ID),
		cmp.Compare(a.Resource, b.Resource),
	)
}

// disagreement compares the chosen CIS version with Security Hub and, where
// those agree, with the CIS versions that count otherwise; and then with what is
// usable.
func disagreement(in *Input, r *AccountReport) string {
	chosen := in.Settings.CIS
	name := "CIS " + chosen.Version
	text := difference(name, r.CIS, "Security Hub IAM.18", r.SecurityHub)
	if text == "" {
		versions := CISVersions()
		other := versions[slices.IndexFunc(versions, func(v CISVersion) bool { return v.AnyPrincipal != chosen.AnyPrincipal })]
		text = difference(name, r.CIS, "CIS "+other.Version, judgeCIS(in, other))
	}
	if r.CIS.Outcome == Pass && r.Usable.Outcome == Fail {
		text = strings.TrimPrefix(text+". "+name+" passes, yet "+unusable(r.Usable), ". ")
	}
	return text
}

// unusable says what no role is: of those there are the verdict says why.
func unusable(v Verdict) string {
	if len(v.NotCounted) == 0 {
		return "no role is usable: only users and groups have " + SupportPolicy + " attached"
	}
	return "no role is usable"
}

// difference says where two verdicts differ and, principal by principal, why.
// It is empty where they do not.
func difference(nameA string, a Verdict, nameB string, b Verdict) string {
	if a.Outcome == b.Outcome {
		return ""
	}
	text := fmt.Sprintf("%s says %s, %s says %s", nameA, a.Outcome, nameB, b.Outcome)
	for _, why := range append(onlyCounted(nameA, a, nameB, b), onlyCounted(nameB, b, nameA, a)...) {
		text += "; " + why
	}
	return text
}

// onlyCounted explains each principal that a counts and b does not.
func onlyCounted(nameA string, a Verdict, nameB string, b Verdict) []string {
	why := map[string]string{}
	for _, h := range b.NotCounted {
		why[h.ARN] = h.Note
	}
	var out []string
	for _, h := range a.Counted {
		if note, ok := why[h.ARN]; ok {
			out = append(out, fmt.Sprintf("%s counts %s, %s does not: %s", nameA, org.ShortName(h.ARN), nameB, note))
		}
	}
	return out
}
