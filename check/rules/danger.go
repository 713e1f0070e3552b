package rules

import (
	"fmt"
	"slices"
	"strings"

	"hotline/actions"
	"hotline/authz"
	"hotline/org"
)

// A danger is what the actions amount to that a role is allowed besides reaching
// Support, and that change something.
type danger struct {
	// star says that a statement allows all actions on all resources: what is
	// left of that, the others say.
	star, itself, changesIAM, passes, assumes bool
	critical                                  bool // itself or changesIAM without a condition
	// others are all other actions, perhaps those whose service is not the one
	// that the resources of the statement belong to.
	others  []string
	perhaps bool
}

// see takes an action into account, and a statement that allows it.
func (d *danger) see(r *org.Role, a *actions.Action, g *authz.Grant) {
	name := a.String()
	d.star = d.star || (g.Element == "Action *" || g.Element == "Action *:*") && slices.Contains(g.Resources, "*") && !g.NotResources
	switch {
	case editsItself(r, name, g):
		d.itself, d.critical = true, d.critical || !g.Conditional
	case isAdministrative(a):
		d.changesIAM, d.critical = true, d.critical || !g.Conditional
	case name == "iam:PassRole":
		d.passes = true
	case name == "sts:AssumeRole":
		d.assumes = true
	case g.IsAbout(a.Service):
		d.others = append(d.others, name)
	default:
		d.perhaps = true
	}
}

// editsItself reports whether an action on the role itself widens what it may do,
// or whom it trusts.
func editsItself(r *org.Role, action string, g *authz.Grant) bool {
	switch action {
	case "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:UpdateAssumeRolePolicy":
		return likeAny(g.Resources, r.ARN) != g.NotResources
	}
	return false
}

// isAdministrative reports whether whoever can do an action may become
// administrator by it. Of what changes something in IAM, these do not lead there:
// to pass a role, which takes a service to use it, to make a role that belongs to
// a service, to change one's own password, and to tag.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html
func isAdministrative(a *actions.Action) bool {
	switch a.Name {
	case "PassRole", "CreateServiceLinkedRole", "DeleteServiceLinkedRole", "ChangePassword":
		return false
	}
	return a.Service == "iam" && a.Access != actions.AccessTagging
}

// words says what it amounts to, the worst first. bounded says that the role has
// a permissions boundary.
func (d *danger) words(bounded bool) []string {
	if d.star && d.changesIAM && !bounded {
		return []string{"do everything"}
	}
	var out []string
	for _, say := range []struct {
		is   bool
		text string
	}{
		{d.itself, "edit its own policies or its trust policy"},
		{d.changesIAM, "change IAM"},
		{d.passes, "pass roles to services (iam:PassRole)"},
		{d.assumes, "assume other roles (sts:AssumeRole)"},
	} {
		if say.is {
			out = append(out, say.text)
		}
	}
	slices.Sort(d.others)
	switch others := slices.Compact(d.others); {
	case len(others) == 1:
		out = append(out, "do "+others[0])
	case others != nil:
		out = append(out, fmt.Sprintf("change something by %d actions, as %s", len(others), others[0]))
	case out == nil && d.perhaps:
		out = []string{"perhaps change something"}
	}
	return out
}

// enumerate joins words to a list: a, b and c.
func enumerate(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
