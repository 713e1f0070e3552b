package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hotline/org"
)

// A Usage is what CloudTrail logs tell of some days: who assumed the support roles of
// the accounts, and who handled support cases otherwise.
type Usage struct {
	// Since and Until bound the days; Until is the moment of judgement.
	Since, Until time.Time
	// Roles are the support roles that were looked for.
	Roles []MeasuredRole
	// TrustDeclared says that it is known whom the roles should admit, so that
	// Untrusted can be told.
	TrustDeclared bool
	// MaxPrivileged is up to how many calls on support cases by administrators and
	// root, in one account, are no fault.
	MaxPrivileged int
	// Accounts are those that the logs tell anything of, by their ids.
	Accounts map[string]*AccountUsage
}

// A MeasuredRole is a support role that was looked for.
type MeasuredRole struct {
	Account string // empty for any
	Name    string // a * at its end stands for any text
}

// An AccountUsage is what the logs tell of one account.
type AccountUsage struct {
	Logs Logs
	// Roles are those that somebody assumed, or tried to, by their ARNs.
	Roles map[string]*RoleUsage
	// Cases are the support cases that were opened, answered or resolved, Calls the
	// calls by which that was done, PrivilegedCases those of the cases that
	// administrators or root handled.
	Cases, Calls, PrivilegedCases int
	// Privileged are the administrators, and root, who handled cases, the most
	// frequent first.
	Privileged []Use
	// LastCases are the last cases that they handled, the last first.
	LastCases []string
}

// A RoleUsage is what the logs tell of one role.
type RoleUsage struct {
	// Assumed and Denied count the attempts to assume the role, Last is when it was
	// assumed last, as CloudTrail writes times.
	Assumed, Denied int
	Last            string
	// Untrusted are those who assumed the role and whom its trust should not admit,
	// the most frequent first.
	Untrusted []Use
	// Unidentified counts how often somebody assumed it of whom only the account is
	// known: CallerAccounts. Their own logs would tell who it was.
	Unidentified   int
	CallerAccounts []string
}

// A Use is how often somebody did something, and when last.
type Use struct {
	Who   string // an ARN, or the name of a federated user
	Times int
	Last  string // as CloudTrail writes times
}

// Logs say of which days there are logs of an account.
type Logs struct {
	// Regions are those of the logs, each with its days.
	Regions map[string]LogDays
	// Partial says that only logs of single Regions were looked for.
	Partial bool
	// Unread is how many logs could not be read, or only in part.
	Unread int
	// Unfinished says that the last run that read logs of the account was cut short.
	Unfinished bool
}

// LogDays are the days on which logs were delivered, by their beginning, in UTC.
type LogDays struct {
	First, Last time.Time // zero where there are none
	// Before and After are the two days with logs, and none between them, that are
	// furthest from each other.
	Before, After time.Time
}

// mostSlack is for how long there may be no logs of an account that are all there: at
// the ends of the days, since logs come late and a state is brought up to date now and
// then, and in between, since nothing may have happened. Of few days it is a seventh:
// a log or two are not to cover them.
const mostSlack = 3 * 24 * time.Hour

// slack is for how long there may be no logs in these days.
func (u *Usage) slack() time.Duration { return min(mostSlack, u.Until.Sub(u.Since)/7) }

// Uncovered says why the logs of an account do not cover the days, so that of what
// they do not show it cannot be said that it was not; empty where they do. home is the
// Region where AWS Support records its events: a trail that records it, most often
// records all. Where every is true, logs of all Regions are needed, as the role may be
// assumed in each.
func (u *Usage) Uncovered(account, home string, every bool) string {
	a := u.Accounts[account]
	if a == nil || len(a.Logs.Regions) == 0 {
		return "the state has no logs of the account of these days, laid out as CloudTrail does"
	}
	l, slack := &a.Logs, u.slack()
	days, isThere := l.Regions[home]
	date := func(t time.Time) string { return t.Format(time.DateOnly) }
	switch {
	case !isThere:
		return fmt.Sprintf("the state has no logs of the account of %s, where AWS Support records its events, only of %s", home, strings.Join(slices.Sorted(maps.Keys(l.Regions)), ", "))
	case days.First.Sub(u.Since) > slack:
		return fmt.Sprintf("the logs of the account of %s begin only on %s", home, date(days.First))
	case u.Until.Sub(nextDay(days.Last)) > slack:
		return fmt.Sprintf("the logs of the account of %s end on %s", home, date(days.Last))
	case days.After.Sub(nextDay(days.Before)) > slack:
		return fmt.Sprintf("between %s and %s there are no logs of the account of %s", date(days.Before), date(days.After), home)
	case every && l.Partial:
		return "the state was to read logs of the account of single Regions only, below CloudTrail/REGION"
	case l.Unfinished:
		return "the last run of hotline kpi over logs of the account did not come to its end"
	case l.Unread > 0:
		return fmt.Sprintf("%d logs of the account could not be read as a whole", l.Unread)
	}
	return ""
}

// nextDay is the end of a day.
func nextDay(t time.Time) time.Time { return t.Add(24 * time.Hour) }

// Days is how many days were looked at.
func (u *Usage) Days() int { return int(u.Until.Sub(u.Since).Hours() / 24) }

// Account is what the logs tell of an account; nothing where they tell nothing.
func (u *Usage) Account(id string) AccountUsage {
	if a := u.Accounts[id]; a != nil {
		return *a
	}
	return AccountUsage{}
}

// Role is what the logs tell of a role. It is false where the role is not among those
// that were looked for.
func (u *Usage) Role(arn string) (RoleUsage, bool) {
	a, _ := org.ParseARN(arn)
	name := a.Resource[strings.LastIndexByte(a.Resource, '/')+1:]
	measured := slices.ContainsFunc(u.Roles, func(r MeasuredRole) bool {
		prefix, several := strings.CutSuffix(r.Name, "*")
		return (r.Account == "" || r.Account == a.Account) && (r.Name == name || several && strings.HasPrefix(name, prefix))
	})
	if r := u.Account(a.Account).Roles[arn]; r != nil {
		return *r, measured
	}
	return RoleUsage{}, measured
}
