package rules

import (
	"fmt"
	"slices"
	"strings"

	"hotline/org"
	"hotline/policy"
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

// like reports whether an ARN is like a pattern, in which a policy variable
// stands for any text, as "*" does.
func like(pattern, arn string) bool {
	if strings.Contains(pattern, "${") {
		pattern = withoutVariables(pattern)
	}
	return policy.Like(pattern, arn)
}
