package rules

import (
	"fmt"
	"slices"
	"strings"

	"hotline/org"
	"hotline/reach"
)

// actorName is what a person of an account calls an actor by.
func actorName(a *reach.Actor, account string) string {
	var name string
	switch a.Kind {
	case reach.RootUser:
		name = "the root user"
	case reach.PermissionSet:
		name = "permission set " + a.Name
	case reach.Foreign:
		return "account " + a.Account + ", which is not in the snapshot to the end"
	case reach.Anyone:
		return "whoever has an AWS account"
	default:
		name = org.ShortName(a.ARN)
	}
	if a.Account != account && a.Account != "" {
		name += " of account " + a.Account
	}
	return name
}

// actorNames lists actors: the first few of them, and how many more there are.
func actorNames(list []*reach.Actor, account string) string {
	const most = 5
	var names []string
	for i, a := range list {
		if i == most {
			return strings.Join(names, ", ") + fmt.Sprintf(" and %d more", len(list)-most)
		}
		names = append(names, actorName(a, account))
	}
	return strings.Join(names, ", ")
}

// likeAny reports whether an ARN is like one of some patterns.
func likeAny(patterns []string, arn string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return like(p, arn) })
}

// like reports whether an ARN is like a pattern, in which "*" stands for any
// text and "?" for one character. A policy variable stands for any text, too. On
// a mismatch the last "*" takes one character more: an earlier one never needs
// to be tried again.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func like(pattern, arn string) bool {
	if strings.Contains(pattern, "${") {
		pattern = withoutVariables(pattern)
	}
	p, t := 0, 0
	star, retry := -1, 0
	for t < len(arn) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == arn[t]):
			p++
			t++
		case star >= 0:
			retry++
			p, t = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
