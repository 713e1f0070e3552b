package app

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"hotline/check"
	"hotline/trail"
)

// A UsageQuestion says what an audit asks of logs.
type UsageQuestion struct {
	// Scope is what the events were kept for.
	Scope trail.Scope
	// Since and Until bound the days; Until is the moment of judgement.
	Since, Until time.Time
	// MaxPrivileged is as in check.Usage.
	MaxPrivileged int
	// Logs say of which of these days there are logs of which account, by its id.
	Logs map[string]check.Logs
}

// Usage is the answer, for the rules of an audit. calls calls its visit once for every
// call.
func Usage(calls func(visit func(*trail.Event) error) error, q UsageQuestion) (*check.Usage, error) {
	r, err := Measure(trail.Define(q.Scope), calls, nil, trail.Period{Since: q.Since.UTC().Format(trail.TimeLayout), Until: q.Until.UTC().Format(trail.TimeLayout)})
	if err != nil {
		return nil, err
	}
	u := usage{&check.Usage{
		Since: q.Since, Until: q.Until, MaxPrivileged: q.MaxPrivileged,
		TrustDeclared: len(q.Scope.Trusted) > 0, Accounts: map[string]*check.AccountUsage{},
	}}
	for _, role := range q.Scope.Roles {
		u.Roles = append(u.Roles, check.MeasuredRole{Account: role.Account, Name: role.Name})
	}
	for id, logs := range q.Logs {
		u.account(id).Logs = logs
	}
	u.assumptions(r.Table("role_assumptions"))
	u.cases(r.Table("case_calls"))
	return u.Usage, nil
}

// A usage is one in the making.
type usage struct{ *check.Usage }

// account is what is known of an account.
func (u usage) account(id string) *check.AccountUsage {
	a := u.Accounts[id]
	if a == nil {
		a = &check.AccountUsage{Roles: map[string]*check.RoleUsage{}}
		u.Accounts[id] = a
	}
	return a
}

// assumptions adds who assumed roles. Rows are in the order of their times.
func (u usage) assumptions(t trail.Table) {
	untrusted := map[*check.RoleUsage]users{}
	for _, row := range t.Rows {
		get := func(column string) string { return t.Value(row, column) }
		roles := u.account(get("account")).Roles
		role := roles[get("role")]
		if role == nil {
			role = &check.RoleUsage{}
			roles[get("role")], untrusted[role] = role, users{}
		}
		if get("outcome") != "ok" {
			role.Denied++
			continue
		}
		role.Assumed++
		role.Last = get("time")
		switch get("trusted") {
		case "no":
			untrusted[role].add(cmp.Or(get("caller"), "session "+get("session_name")), get("time"))
		case "":
			role.Unidentified++
			role.CallerAccounts = append(role.CallerAccounts, cmp.Or(get("caller_account"), "an account that is not named"))
		}
	}
	for role, who := range untrusted {
		role.Untrusted = who.oftenFirst()
		slices.Sort(role.CallerAccounts)
		role.CallerAccounts = slices.Compact(role.CallerAccounts)
	}
}

// mostCases is how many cases are named.
const mostCases = 5

// cases adds who handled support cases. Rows are in the order of their times.
func (u usage) cases(t trail.Table) {
	seen, handled := map[string]bool{}, map[string]bool{}
	privileged := map[*check.AccountUsage]users{}
	for _, row := range slices.Backward(t.Rows) {
		get := func(column string) string { return t.Value(row, column) }
		if get("outcome") != "ok" {
			continue
		}
		a, id := u.account(get("account")), get("case_id")
		a.Calls++
		if id != "" && !seen[id] {
			seen[id] = true
			a.Cases++
		}
		if get("privileged") != "yes" {
			continue
		}
		if privileged[a] == nil {
			privileged[a] = users{}
		}
		privileged[a].add(cmp.Or(get("actor"), "somebody who is not named"), get("time"))
		if id != "" && !handled[id] {
			handled[id] = true
			a.PrivilegedCases++
			if len(a.LastCases) < mostCases {
				a.LastCases = append(a.LastCases, id)
			}
		}
	}
	for a, who := range privileged {
		a.Privileged = who.oftenFirst()
	}
}

// users are those who did something, by what they are called.
type users map[string]check.Use

// add adds one more time.
func (u users) add(who, at string) {
	u[who] = check.Use{Who: who, Times: u[who].Times + 1, Last: max(u[who].Last, at)}
}

// oftenFirst lists them: the most frequent first, and of those the last.
func (u users) oftenFirst() []check.Use {
	return slices.SortedFunc(maps.Values(u), func(a, b check.Use) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), strings.Compare(b.Last, a.Last), strings.Compare(a.Who, b.Who))
	})
}
