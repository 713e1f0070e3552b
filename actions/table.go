package actions

import (
	"iter"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"hotline/policy"
)

// Access levels, in the words of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
const (
	AccessRead        = "Read"
	AccessList        = "List"
	AccessWrite       = "Write"
	AccessTagging     = "Tagging"
	AccessPermissions = "Permissions management"
)

// Action is one action of a service, written as AWS writes it.
type Action struct {
	Service string // prefix, in lower case: "support"
	Name    string // without the prefix: "CreateCase"
	Access  string // one of the access levels
	// Resources are the names of the resource types that the action can be
	// limited to, sorted; what they mean depends on the service. They belong
	// to the table: they must not be changed.
	Resources []string
}

// String is the action as in a policy, "support:CreateCase".
func (a Action) String() string { return a.Service + ":" + a.Name }

// HasResources reports whether the action can be limited to resources. For an
// action without, only "*" has an effect in the element Resource.
func (a Action) HasResources() bool { return len(a.Resources) > 0 }

// Table is all services and actions. It does not change, and can be used from
// several goroutines.
type Table struct {
	version, date string
	services      []string
	actions       []Action // in the order of their keys
	longest       int      // length of the longest key, in bytes
}

// Version is the version of the npm package that the table is made from.
func (t *Table) Version() string { return t.version }

// Date is the day on which that version was made, as in "2026-01-31".
func (t *Table) Date() string { return t.date }

// Len is how many services and actions the table has.
func (t *Table) Len() (services, actions int) { return len(t.services), len(t.actions) }

// Service reports whether there is a service with that prefix, in any case.
func (t *Table) Service(prefix string) bool {
	return slices.Contains(t.services, strings.ToLower(prefix))
}

// Lookup finds the action that is written "service:Name", in any case.
func (t *Table) Lookup(action string) (Action, bool) {
	key := strings.ToLower(action)
	i := t.search(key)
	if i < len(t.actions) && compare(t.actions[i], key) == 0 {
		return t.actions[i], true
	}
	return Action{}, false
}

// Expand lists the actions that a pattern covers, as in the element Action,
// where "*" and "?" are wildcards and case does not matter. They are in the
// order of their text in lower case. Nothing covered is nil.
func (t *Table) Expand(pattern string) []Action {
	return slices.Collect(t.covered(pattern))
}

// covers reports whether a pattern covers any action.
func (t *Table) covers(pattern string) bool {
	for range t.covered(pattern) {
		return true
	}
	return false
}

// covered are the actions that a pattern covers. Only those are tried that
// begin as the pattern does before its first wildcard; where that is a "*" at
// the end, they need no match.
func (t *Table) covered(pattern string) iter.Seq[Action] {
	return func(yield func(Action) bool) {
		pattern, ok := t.simplify(pattern)
		if !ok {
			return
		}
		prefix, all := pattern, false
		if i := strings.IndexAny(pattern, wildcards); i >= 0 {
			prefix, all = pattern[:i], pattern[i:] == "*"
		}
		for _, a := range t.actions[t.search(prefix):] {
			if !hasPrefix(a, prefix) {
				return
			}
			if (all || policy.MatchAction(pattern, a.String())) && !yield(a) {
				return
			}
		}
	}
}

// simplify is a pattern that means the same, in lower case and with each run
// of "*" as one. It is not ok where the pattern is longer than any action: to
// try what may be megabytes on each of thousands would take minutes.
func (t *Table) simplify(pattern string) (simple string, ok bool) {
	simple = strings.ToLower(pattern)
	for strings.Contains(simple, "**") {
		simple = strings.ReplaceAll(simple, "**", "*")
	}
	return simple, utf8.RuneCountInString(simple)-strings.Count(simple, "*") <= t.longest
}

// search is the index of the first action whose key is not less than key.
func (t *Table) search(key string) int {
	return sort.Search(len(t.actions), func(i int) bool { return compare(t.actions[i], key) >= 0 })
}

// The key of an action is its text in lower case. Keys are compared as they
// are without being made: a table has thousands.

// keyAt is the byte of an action's key at an index.
func keyAt(a Action, i int) byte {
	c := byte(':')
	switch n := len(a.Service); {
	case i < n:
		c = a.Service[i]
	case i > n:
		c = a.Name[i-n-1]
	}
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// keyLen is the length of an action's key.
func keyLen(a Action) int { return len(a.Service) + 1 + len(a.Name) }

// compare orders the key of an action and another key.
func compare(a Action, key string) int {
	n := keyLen(a)
	for i := range min(n, len(key)) {
		if c := int(keyAt(a, i)) - int(key[i]); c != 0 {
			return c
		}
	}
	return n - len(key)
}

// less reports whether the key of an action is before that of another.
func less(a, b Action) bool {
	n, m := keyLen(a), keyLen(b)
	for i := range min(n, m) {
		if c, d := keyAt(a, i), keyAt(b, i); c != d {
			return c < d
		}
	}
	return n < m
}

// hasPrefix reports whether the key of an action begins with prefix.
func hasPrefix(a Action, prefix string) bool {
	if keyLen(a) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if keyAt(a, i) != prefix[i] {
			return false
		}
	}
	return true
}
