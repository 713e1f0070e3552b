package rules

import (
	"fmt"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

func otherWaysToSupport() check.Rule {
	return check.Rule{
		ID: "SR019", Name: "other-ways-to-support", Severity: check.Medium,
		Title: "Nobody can open support cases but by the support role",
		References: []string{
			"https://docs.aws.amazon.com/awssupport/latest/user/security-support-cases.html",
			"https://docs.aws.amazon.com/awssupport/latest/user/support-app-permissions.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
		},
		Check: checkOtherWaysToSupport,
	}
}

// checkOtherWaysToSupport has a finding for everybody whose own policies open
// cases, so that an exception can be about one of them, and one for all
// administrators together. Who only becomes one of these by assuming a role is
// named with the role: the way is closed there.
func checkOtherWaysToSupport(in *check.Input) []check.Finding {
	ability, _ := reach.FindAbility("open-case")
	roles := in.SupportRoles()
	var out []check.Finding
	var administrators []*reach.Actor
	for _, e := range in.Index.WhoCan(ability, in.Account.ID).Can {
		isSupportRole := slices.ContainsFunc(roles, func(r *org.Role) bool { return r.ARN == e.Actor.ARN })
		switch {
		case e.Direct == "" || isSupportRole || e.Actor.Kind == reach.RootUser || ofSupport(in.Index, e.Actor):
		case isAdministrator(&e):
			administrators = append(administrators, e.Actor)
		default:
			out = append(out, otherWay(in, &e))
		}
	}
	if administrators != nil {
		out = append(out, check.Finding{Outcome: check.Fail, Severity: check.Low, Resource: in.Resource(), Location: administrators[0].Location,
			Message: fmt.Sprintf("who administers the account can open support cases without the support role, too: %s", actorNames(administrators, in.Account.ID)),
			Remediation: lines(
				"# nothing in the account keeps administrators from it: let them be few, or accept it by an exception for this account",
				"# a service control policy can deny support:CreateCase to all but the support role (aws:PrincipalArn)")})
	}
	if out != nil {
		return out
	}
	f := in.Nothing(org.AllParts, "nobody can open support cases but by the support role, and as root user")[0]
	if f.Outcome == check.NotApplicable {
		f.Outcome = check.Pass
	}
	return []check.Finding{f}
}

// ofSupport reports whether an actor belongs to AWS Support itself: a
// service-linked role, or one that nothing but a service of Support can assume,
// as the one of the AWS Support App.
// https://docs.aws.amazon.com/awssupport/latest/user/support-app-permissions.html
func ofSupport(x *reach.Index, a *reach.Actor) bool {
	if a.ServiceLinked || a.Kind != reach.Role {
		return a.ServiceLinked
	}
	edges := x.Edges(a)
	for _, e := range edges {
		if e.From.Kind != reach.Service || !strings.HasPrefix(e.From.Name, "support") {
			return false
		}
	}
	return edges != nil
}

// isAdministrator reports whether a statement that opens cases is one for all
// actions. What it is about is all resources: cases are not told apart.
func isAdministrator(e *reach.Entry) bool {
	return slices.ContainsFunc(e.Ways, func(w reach.Way) bool { return w.Element == "Action *" || w.Element == "Action *:*" })
}

// otherWay is the finding about one principal.
func otherWay(in *check.Input, e *reach.Entry) check.Finding {
	a := e.Actor
	f := check.Finding{Outcome: check.Fail, Resource: a.ARN, Location: a.Location}
	if e.Direct == authz.Unknown {
		f.Outcome = check.Unknown
		f.Message = actorName(a, a.Account) + " may open support cases: if " + e.Condition.String()
		f.Remediation = readPolicies()
		return f
	}
	f.Location = e.Ways[0].At
	var ways []string
	fix := []string{"# detach each of these, or put a document in its place that does not allow support:CreateCase"}
	for _, w := range e.Ways {
		ways = append(ways, describeWay(&w))
		fix = append(fix, closeWay(a, &w))
	}
	f.Message = actorName(a, a.Account) + " can open support cases without the support role, by " + strings.Join(ways, ", and by ")
	if a.Kind == reach.Role {
		f.Message += whoAssumes(in.Index, a)
	}
	f.Remediation = lines(fix...)
	if a.PermissionSet != "" {
		f.Remediation = changePermissionSet(a.PermissionSet)
	}
	return f
}

// describeWay says by which statement somebody can.
func describeWay(w *reach.Way) string {
	text := w.Policy
	if w.Surprise {
		text += " (which AWS keeps for something else)"
	}
	if w.Group != "" && !w.Inline { // the name of an inline policy says whose it is
		text += " of group " + w.Group
	}
	text += ", " + w.Element
	if w.Condition != nil {
		text += ", if " + w.Condition.String()
	}
	return text
}

// whoAssumes says who can become a role.
func whoAssumes(x *reach.Index, role *reach.Actor) string {
	var who []*reach.Actor
	for _, e := range x.Edges(role) {
		who = append(who, e.From)
	}
	if who == nil {
		return "; nobody can assume it today"
	}
	return "; who can assume it: " + actorNames(who, role.Account)
}

// closeWay is how a policy is taken from somebody.
func closeWay(a *reach.Actor, w *reach.Way) string {
	kind, name := strings.ToLower(string(a.Kind)), a.Name
	if w.Group != "" {
		kind, name = "group", w.Group
	}
	who := flag("--"+kind+"-name", name)
	if w.Inline {
		policy := strings.TrimPrefix(w.Policy, "inline policy ")
		policy, _, _ = strings.Cut(policy, " of ")
		return "aws iam put-" + kind + "-policy " + who + " " + flag("--policy-name", policy) + " --policy-document file://policy.json"
	}
	return "aws iam detach-" + kind + "-policy " + who + " " + flag("--policy-arn", w.Policy)
}
