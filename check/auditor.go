package check

import (
	"cmp"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

// An Auditor judges the accounts of a snapshot one by one, in the light of all
// of them. It is safe for use by several goroutines.
type Auditor struct {
	organization *org.Organization
	index        *reach.Index
	rules        []Rule
	settings     *Settings
	known        map[string]bool
}

// Digest is what the rules need of an account to judge the others.
func Digest(a *org.Account) *reach.Digest { return reach.NewDigest(a, questions()) }

// questions are the actions that rules ask about somebody else than the account
// in hand: what can be done with AWS Support, and to the support role.
func questions() []authz.Action {
	return append(reach.EveryAction(), reach.Tampering("").Actions...)
}

// NewAuditor prepares to judge the accounts that were digested, in the order of
// their ids. organization is nil where it was not read.
func NewAuditor(organization *org.Organization, digests []*reach.Digest, rules []Rule, settings Settings) *Auditor {
	now := ""
	if !settings.Now.IsZero() {
		now = settings.Now.UTC().Format("2006-01-02T15:04:05Z")
	}
	a := &Auditor{
		organization: organization, rules: rules, settings: &settings, known: map[string]bool{},
		index: reach.NewIndex(organization, digests, now),
	}
	for _, id := range settings.TrustedAccounts {
		a.known[id] = true
	}
	for _, d := range digests {
		a.known[d.Account()] = d.Account() != "" && d.IsNamed() || a.known[d.Account()]
	}
	if organization != nil {
		for _, m := range organization.Members {
			a.known[m.ID] = true
		}
	}
	return a
}

// Index answers questions over the accounts that were digested.
func (a *Auditor) Index() *reach.Index { return a.index }

// Account judges one account. The report shares nothing with it but its header,
// so that the account can be let go.
func (a *Auditor) Account(account *org.Account) *AccountReport {
	if !account.Member.IsOpen() {
		return closed(account)
	}
	in := newInput(account, a)
	r := &AccountReport{
		Account:     header(account),
		CIS:         judgeCIS(in, in.Settings.CIS),
		SecurityHub: judgeSecurityHub(in),
		Usable:      judgeUsable(in),
	}
	r.Disagreement = disagreement(in, r)
	for i := range a.rules {
		if a.rules[i].Check == nil {
			continue
		}
		for _, f := range a.rules[i].Check(in) {
			r.Findings = append(r.Findings, a.finish(f, &a.rules[i], account.ID))
		}
	}
	slices.SortStableFunc(r.Findings, worstFirst)
	r.CIS.detach()
	r.SecurityHub.detach()
	r.Usable.detach()
	return r
}

// closed is the report of an account in which nobody can do anything.
func closed(account *org.Account) *AccountReport {
	v := Verdict{Outcome: NotApplicable, Reason: "the state of the account is " + string(account.Member.State)}
	return &AccountReport{Account: header(account), CIS: v, SecurityHub: v, Usable: v}
}

// finish completes a finding.
func (a *Auditor) finish(f Finding, rule *Rule, account string) Finding {
	f.Rule = rule
	f.Severity = cmp.Or(f.Severity, rule.Severity)
	f.Resource, f.Message = strings.Clone(f.Resource), strings.Clone(f.Message)
	if f.Outcome == Fail {
		if e := a.settings.Exceptions.find(rule, account, f.Resource, a.settings.Now); e != nil {
			f.Outcome, f.Exception = Excepted, e
		}
	}
	return f
}

// Report joins the reports of the accounts, in the order of the snapshot, and
// judges what is about all of them.
func (a *Auditor) Report(accounts []*AccountReport) *Report {
	r := &Report{CIS: a.settings.CIS, Organization: a.organization, Accounts: accounts, Caveats: a.index.Caveats()}
	r.Score = score(accounts)
	over := &Overview{Organization: a.organization, Settings: a.settings, Accounts: accounts, Rules: a.rules}
	for _, id := range a.index.Accounts() {
		if !a.settings.ReportsOn(id) {
			over.Others = append(over.Others, id)
		}
	}
	for i := range a.rules {
		if a.rules[i].Overall == nil {
			continue
		}
		for _, f := range a.rules[i].Overall(over) {
			over.Findings = append(over.Findings, a.finish(f, &a.rules[i], accountOf(f.Resource)))
		}
	}
	r.Others = over.Others
	r.Findings = over.Findings
	slices.SortStableFunc(r.Findings, worstFirst)
	return r
}

// Run judges a snapshot that is in memory.
func Run(s *org.Snapshot, rules []Rule, settings Settings) *Report {
	var digests []*reach.Digest
	for _, account := range s.Accounts {
		digests = append(digests, Digest(account))
	}
	a := NewAuditor(s.Organization, digests, rules, settings)
	var reports []*AccountReport
	var gaps []org.Gap
	for _, account := range s.Accounts {
		if settings.ReportsOn(account.ID) {
			reports = append(reports, a.Account(account))
		} else {
			gaps = append(gaps, account.Gaps...)
		}
	}
	r := a.Report(reports)
	r.OtherGaps = gaps
	return r
}

// header is an account without its principals and policies.
func header(a *org.Account) *org.Account {
	h := *a
	h.Users, h.Groups, h.Roles, h.Policies = nil, nil, nil, nil
	h.ID, h.Partition = strings.Clone(a.ID), strings.Clone(a.Partition)
	return &h
}
