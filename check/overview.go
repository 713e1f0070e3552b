package check

import (
	"strings"

	"hotline/org"
	"hotline/policy"
)

// An Overview is all accounts of a snapshot once they are judged.
type Overview struct {
	Organization *org.Organization // nil where it was not read
	Settings     *Settings
	Accounts     []*AccountReport
	// Others are the ids of the accounts that were not asked for.
	Others []string
	// Rules are those that are asked, and Findings what those before this one
	// found about no single account.
	Rules    []Rule
	Findings []Finding
}

// accountPrefix is what AWS Security Hub names an account by, before its id.
const accountPrefix = "AWS::::Account:"

// accountOf is the id of the account that a resource belongs to; empty where its
// name does not tell.
func accountOf(resource string) string {
	if id, ok := strings.CutPrefix(resource, accountPrefix); ok {
		return id
	}
	if arn, _ := org.ParseARN(resource); policy.IsAccountID(arn.Account) {
		return arn.Account
	}
	return ""
}

// Covered counts the failures that an exception is about, be it over or not.
func (o *Overview) Covered(e *Exception) int {
	n := 0
	count := func(f Finding, account string) {
		if (f.Outcome == Fail || f.Outcome == Excepted) && e.Covers(f.Rule, account, f.Resource) {
			n++
		}
	}
	for _, a := range o.Accounts {
		for _, f := range a.Findings {
			count(f, a.Account.ID)
		}
	}
	for _, f := range o.Findings {
		count(f, accountOf(f.Resource))
	}
	return n
}

// Doubt says why an exception that covers nothing may yet be needed: something
// that it is about was not looked at. It is empty where everything was.
func (o *Overview) Doubt(e *Exception) string {
	rule := o.ruleOf(e)
	switch {
	case rule == nil:
		return "rule " + e.Rule + " was not asked"
	case rule.Overall != nil:
		return unanswered(o.Findings, e, accountOf)
	}
	for _, id := range o.Others {
		if e.IsIn(id) {
			return "account " + id + " was not looked at"
		}
	}
	found := false
	for _, a := range o.Accounts {
		id := a.Account.ID // without one, it may be any account
		if id != "" && !e.IsIn(id) {
			continue
		}
		found = true
		if a.Account.IsDamaged() || a.Account.Missing()&org.AllParts != 0 {
			return strings.TrimSuffix("an account was not read completely: "+id, ": ")
		}
		if why := unanswered(a.Findings, e, func(string) string { return id }); why != "" {
			return why
		}
	}
	if !found && !o.isGone(e.Account) {
		return "no account that it is about was read"
	}
	return ""
}

// isGone reports whether an id is that of no account of the organization.
func (o *Overview) isGone(account string) bool {
	return policy.IsAccountID(account) && o.Organization != nil && o.Organization.MembersComplete &&
		o.Organization.Member(account) == nil
}

func (o *Overview) ruleOf(e *Exception) *Rule {
	for i := range o.Rules {
		if e.IsAbout(&o.Rules[i]) {
			return &o.Rules[i]
		}
	}
	return nil
}

// unanswered names a finding, among some, that an exception may be about, and
// that the rule could not answer. One about a whole account is about all that is
// in it. in tells the account of a resource.
func unanswered(findings []Finding, e *Exception, in func(resource string) string) string {
	for _, f := range findings {
		if f.Outcome != Unknown || !e.IsAbout(f.Rule) {
			continue
		}
		account := in(f.Resource)
		whole := strings.HasPrefix(f.Resource, accountPrefix) && e.IsIn(account)
		if whole || e.Covers(f.Rule, account, f.Resource) {
			return "rule " + f.Rule.ID + " could not be answered for " + f.Resource
		}
	}
	return ""
}
