package actions

import (
	"fmt"
	"strings"
)

// wildcards are the characters with a meaning in patterns of actions.
const wildcards = "*?"

// Check says in half a sentence what is wrong with a pattern that covers no
// action, with the nearest that exists where one is near. It is empty for a
// pattern that covers any.
func (t *Table) Check(pattern string) (problem string) {
	if t.covers(pattern) {
		return ""
	}
	service, name, ok := strings.Cut(pattern, ":")
	switch {
	case !ok:
		return fmt.Sprintf("%q names no service; expected service:action", pattern)
	case strings.ContainsAny(service, wildcards):
		return fmt.Sprintf("%q covers no action", pattern)
	case !t.Service(service):
		return fmt.Sprintf("no service %q", service) + meant(t.nearestService(service, name))
	case strings.ContainsAny(name, wildcards):
		return fmt.Sprintf("%q covers no action", pattern)
	}
	service = strings.ToLower(service)
	return fmt.Sprintf("service %s has no action %q", service, name) + meant(t.nearestAction(service, name))
}

// meant is the end of a problem that suggests something, if there is something
// to suggest.
func meant(suggestion string) string {
	if suggestion == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", suggestion)
}

// nearestService is the service whose prefix is nearest to one that does not
// exist, or "". Among the equally near, those go first that have the action.
func (t *Table) nearestService(prefix, name string) string {
	near := newNearest(prefix)
	var has bool
	for _, s := range t.services {
		// Something as near as the best so far takes its place if only it has
		// the action.
		switch better, equal := near.try(s); {
		case better:
			has = t.covers(s + ":" + name)
		case equal && !has && t.covers(s+":"+name):
			near.best, has = s, true
		}
	}
	return near.best
}

// nearestAction is the name of the action of a service that is nearest to one
// that does not exist, or "".
func (t *Table) nearestAction(service, name string) string {
	near := newNearest(name)
	for a := range t.covered(service + ":*") {
		near.try(a.Name)
	}
	return near.best
}

// Nearest is the word of a list that one with a slip of the pen most likely
// means, or "" where none is near.
func Nearest(word string, list []string) string {
	near := newNearest(word)
	for _, w := range list {
		near.try(w)
	}
	return near.best
}

// nearest finds the word with the least distance to a wanted one. Of equally
// near words it keeps the first.
type nearest struct {
	want     []rune
	best     string
	distance int // of best; one more than is near enough while there is none
}

// newNearest looks for words with as many slips as a word of that length is
// likely to have: one in three letters, at least one, at most three.
func newNearest(want string) *nearest {
	runes := []rune(strings.ToLower(want))
	return &nearest{want: runes, distance: max(1, min(3, len(runes)/3)) + 1}
}

// try offers a word and reports whether it is nearer than the best before, or
// equally near.
func (n *nearest) try(word string) (better, equal bool) {
	runes := []rune(strings.ToLower(word))
	if d := len(runes) - len(n.want); d > n.distance || -d > n.distance {
		return false, false
	}
	d := distance(n.want, runes)
	if d == max(len(runes), len(n.want)) {
		return false, false // not a letter in common
	}
	if d < n.distance {
		n.best, n.distance = word, d
		return true, false
	}
	return false, d == n.distance && n.best != ""
}

// distance is how many slips turn one word into another: a letter too many,
// too few, another one, or two in the wrong order (optimal string alignment).
func distance(a, b []rune) int {
	before, above := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
