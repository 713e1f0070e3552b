package policy

import "strings"

// MatchAction reports whether an action pattern, as in Action or NotAction,
// covers an action. "*" stands for any number of characters, "?" for exactly
// one, and case does not matter.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
func MatchAction(pattern, action string) bool {
	return match([]rune(strings.ToLower(pattern)), []rune(strings.ToLower(action)))
}

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
