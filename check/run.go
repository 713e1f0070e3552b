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
		known[a.ID] = true
	}
	delete(known, "")
	report := &Report{CIS: settings.CIS}
	for _, a := range s.Accounts {
		in := &Input{Account: a, Settings: &settings, known: known}
		report.Accounts = append(report.Accounts, runAccount(in, rules))
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

// disagreement compares the chosen CIS version with Security Hub, and with
// the CIS versions that count otherwise.
func disagreement(in *Input, r *AccountReport) string {
	chosen := in.Settings.CIS
	if r.CIS.Outcome != r.SecurityHub.Outcome {
		return fmt.Sprintf("CIS %s %s: %s. Security Hub IAM.18 %s: %s.",
			chosen.Version, says(r.CIS.Outcome), r.CIS.Reason, says(r.SecurityHub.Outcome), r.SecurityHub.Reason)
	}
	for _, v := range CISVersions() {
		if v.AnyPrincipal == chosen.AnyPrincipal {
			continue
		}
		if other := judgeCIS(in, v); other.Outcome != r.CIS.Outcome {
			return fmt.Sprintf("CIS %s %s: %s. CIS %s %s: %s.",
				chosen.Version, says(r.CIS.Outcome), r.CIS.Reason, v.Version, says(other.Outcome), other.Reason)
		}
		return ""
	}
	return ""
}

// says is an outcome as a verb.
func says(o Outcome) string {
	return map[Outcome]string{Pass: "passes", Fail: "fails", Unknown: "cannot tell"}[o]
}
