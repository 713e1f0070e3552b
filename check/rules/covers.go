package rules

import "hotline/policy"

// covers reports whether a statement is about an action.
func covers(st *policy.Statement, action string) bool {
	if st.NotAction != nil {
		return !matchesAny(st.NotAction, action)
	}
	return matchesAny(st.Action, action)
}

func matchesAny(patterns *policy.List, action string) bool {
	for _, p := range patterns.Values {
		if policy.MatchAction(p.Value, action) {
			return true
		}
	}
	return false
}
