package policy

import (
	"slices"
	"strings"
)

// MatchAction reports whether an action pattern, as in Action or NotAction,
// covers an action. "*" stands for any number of characters, "?" for exactly
// one, and case does not matter.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
func MatchAction(pattern, action string) bool {
	return Like(strings.ToLower(pattern), strings.ToLower(action))
}

// IsAbout reports whether the Action or NotAction of the statement covers an
// action.
func (s *Statement) IsAbout(action string) bool {
	list, not := s.Action, false
	if s.NotAction != nil {
		list, not = s.NotAction, true
	}
	return slices.ContainsFunc(list.Values, func(t Text) bool { return MatchAction(t.Value, action) }) != not
}

// Like reports whether a text is like a pattern: "*" stands for any number of
// characters, "?" for exactly one, and everything else for itself. Policy
// variables are not known to it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func Like(pattern, text string) bool { return match([]rune(pattern), []rune(text)) }

// match compares text with pattern. On a mismatch it lets the last "*" take
// one more character: an earlier "*" never needs to be tried again.
func match(pattern, text []rune) bool {
	p, t := 0, 0
	star, retry := -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			retry++
			p, t = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(string(pattern[p:]), "*") == ""
}
