package check

import (
	"slices"
	"strings"
	"time"

	"hotline/org"
)

// An Exception is a failure that somebody has accepted.
type Exception struct {
	Rule string // the id or the name of a rule
	// Account and Resource are patterns (see Match) of the id of an account,
	// and of the resource of a finding. Empty stands for all.
	Account, Resource string
	Owner             string
	Reason            string
	// Expires is the first moment at which the exception is none any more.
	Expires  time.Time
	Location org.Location
}

// Exceptions are all of a file.
type Exceptions []*Exception

// ExceptionsRule is the id of the rule that looks after the exceptions. It takes
// none itself: nobody would hear of the one that hides the others.
const ExceptionsRule = "SR026"

// LastDay is the last day on which the exception is in force, as 2027-03-31.
func (e *Exception) LastDay() string {
	return e.Expires.Add(-time.Nanosecond).UTC().Format(time.DateOnly)
}

// IsExpired reports whether the exception is over.
func (e *Exception) IsExpired(now time.Time) bool { return !now.Before(e.Expires) }

// Covers reports whether the exception is about a finding, be it over or not.
func (e *Exception) Covers(rule *Rule, account, resource string) bool {
	return e.IsAbout(rule) && e.IsIn(account) && (e.Resource == "" || Match(e.Resource, resource))
}

// IsAbout reports whether the exception is one from a rule.
func (e *Exception) IsAbout(rule *Rule) bool {
	return strings.EqualFold(e.Rule, rule.ID) || strings.EqualFold(e.Rule, rule.Name)
}

// IsIn reports whether the exception holds in an account.
func (e *Exception) IsIn(account string) bool { return e.Account == "" || Match(e.Account, account) }

// Match compares a text with a pattern, of which "*" stands for any text,
// slashes and colons included, and everything else for itself.
func Match(pattern, text string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, head)
	for ok {
		part, more, star := strings.Cut(rest, "*")
		if !star {
			return strings.HasSuffix(text, part)
		}
		_, text, ok = strings.Cut(text, part)
		rest = more
	}
	return false
}

// find is the exception that is in force for a finding.
func (list Exceptions) find(rule *Rule, account, resource string, now time.Time) *Exception {
	i := slices.IndexFunc(list, func(e *Exception) bool { return !e.IsExpired(now) && e.Covers(rule, account, resource) })
	if i < 0 {
		return nil
	}
	return list[i]
}
