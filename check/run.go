package check

import (
	"cmp"
	"fmt"
	"slices"

	"hotline/org"
)

// A Report is the result of an audit.
type Report struct {
	CIS      CISVersion
	Accounts []*AccountReport // in the order of the snapshot
}

// An AccountReport is what was found out about one account.
type AccountReport struct {
	Account     *org.Account
	CIS         Verdict
	SecurityHub Verdict
	// Disagreement says where the benchmarks differ on this account and why.
	// It is empty where they agree.
	Disagreement string
	Findings     []Finding // worst first
}

// Run judges every account of a snapshot by the benchmarks and by rules.
func Run(s *org.Snapshot, rules []Rule, settings Settings) *Report {
	known := map[string]bool{}
	for _, id := range settings.TrustedAccounts {
		known[id] = true
	}
	for _, a := range s.Accounts {
		if a.Partition != "" { // named by its ARNs, not by the name of a file
			known[a.ID] = true
		}
	}
	report := &Report{CIS: settings.CIS}
	for _, a := range s.Accounts {
		report.Accounts = append(report.Accounts, runAccount(newInput(a, &settings, known), rules))
	}
	return report
}

func runAccount(in *Input, rules []Rule) *AccountReport {
	r := &AccountReport{
		Account:     in.Account,
		CIS:         judgeCIS(in, in.Settings.CIS),
		SecurityHub: judgeSecurityHub(in),
	}
	r.Disagreement = disagreement(in, r)
	for i := range rules {
		for _, f := range rules[i].Check(in) {
			f.Rule = &rules[i]
			f.Severity = cmp.Or(f.Severity, rules[i].Severity)
			r.Findings = append(r.Findings, f)
		}
	}
	slices.SortStableFunc(r.Findings, worstFirst)
	return r
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
// those agree, with the CIS versions that count otherwise.
func disagreement(in *Input, r *AccountReport) string {
	chosen := in.Settings.CIS
	name := "CIS " + chosen.Version
	if text := difference(name, r.CIS, "Security Hub IAM.18", r.SecurityHub); text != "" {
		return text
	}
	versions := CISVersions()
	other := versions[slices.IndexFunc(versions, func(v CISVersion) bool { return v.AnyPrincipal != chosen.AnyPrincipal })]
	return difference(name, r.CIS, "CIS "+other.Version, judgeCIS(in, other))
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
