package rules

import (
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

// A reaching gathers what somebody can do with AWS Support, and what stops them.
type reaching struct {
	denied, doubtful, conditional causes
	blockers                      []reach.Blocker
}

// Causes are reasons, each with the abilities that it is the reason for, in the
// order in which they were found.
type causes struct {
	order     []string
	abilities map[string][]string
}

func (c *causes) add(cause string, ability reach.Ability) {
	if c.abilities[cause] == nil {
		c.order = append(c.order, cause)
	}
	if c.abilities == nil {
		c.abilities = map[string][]string{}
	}
	c.abilities[cause] = append(c.abilities[cause], ability.Title)
}

// sentence says, of each cause, what one can or cannot do for it.
func (c *causes) sentence(verb, link string) string {
	var parts []string
	for _, cause := range c.order {
		parts = append(parts, verb+" "+strings.Join(c.abilities[cause], ", ")+link+cause)
	}
	return strings.Join(parts, "; it ")
}

// ask asks about some abilities by their names. otherwise says why one is
// denied that nothing blocks.
func ask(names []string, stands func(reach.Ability) reach.Standing, otherwise string) *reaching {
	g := &reaching{}
	for _, name := range names {
		ability, _ := reach.FindAbility(name)
		switch s := stands(ability); s.Effect {
		case authz.Allowed:
		case authz.Conditional:
			g.conditional.add(s.Condition.String(), ability)
		case authz.Unknown:
			g.doubtful.add(s.Condition.String(), ability)
		default:
			g.deny(ability, s.Blockers, otherwise)
		}
	}
	return g
}

func (g *reaching) deny(ability reach.Ability, blockers []reach.Blocker, otherwise string) {
	var parts []string
	for _, b := range blockers {
		parts = append(parts, b.String())
		if !slices.Contains(g.blockers, b) {
			g.blockers = append(g.blockers, b)
		}
	}
	if parts == nil {
		parts = []string{otherwise}
	}
	g.denied.add(strings.Join(parts, ", "), ability)
}

// finding says how it stands with who: "the role".
func (g *reaching) finding(who string, fix func() string) check.Finding {
	switch {
	case g.denied.order != nil:
		return check.Finding{Outcome: check.Fail, Message: who + " " + g.denied.sentence("cannot", ": "), Remediation: fix()}
	case g.doubtful.order != nil:
		return check.Finding{Outcome: check.Unknown, Remediation: readPolicies(),
			Message: "a policy that is not in the snapshot decides: " + who + " " + g.doubtful.sentence("can", " only if ")}
	case g.conditional.order != nil:
		return check.Finding{Outcome: check.Pass, Message: who + " " + g.conditional.sentence("can", " if ")}
	}
	return check.Finding{Outcome: check.Pass, Message: who + " can do all that Support takes"}
}

// readPolicies is how a snapshot gets the policies that decide.
func readPolicies() string {
	return lines(
		"aws iam get-account-authorization-details > details.json",
		"# and those of the organization: for the root, for each unit, and for each account",
		"aws organizations list-policies-for-target --target-id TARGET --filter SERVICE_CONTROL_POLICY",
		"aws organizations describe-policy --policy-id POLICY")
}

// mendControls is how service control policies are made to let Support through:
// those that deny it, and the nodes of the tree where none allows it.
func (g *reaching) mendControls() []string {
	var out []string
	for _, b := range g.blockers {
		switch {
		case b.Layer != authz.LayerSCP:
		case b.Policy == "":
			out = append(out,
				"# one of these must allow support:* and support-console:*",
				"aws organizations list-policies-for-target "+flag("--target-id", inBrackets(b.Node))+" --filter SERVICE_CONTROL_POLICY")
		default:
			id := flag("--policy-id", inBrackets(b.Policy))
			out = append(out,
				"aws organizations describe-policy "+id+" --query Policy.Content --output text > scp.json",
				`# edit scp.json: let "support:*" and "support-console:*" through; in a denial of other regions, among those of NotAction`,
				"aws organizations update-policy "+id+" --content file://scp.json")
		}
	}
	return out
}

// inBrackets is the id in a name that is followed by its id: Workloads
// (ou-ab12-cdef3456). What has none is an id itself.
func inBrackets(name string) string {
	if i := strings.LastIndex(name, " ("); i >= 0 {
		return strings.TrimSuffix(name[i+2:], ")")
	}
	return name
}

// mendRole is how a role is made to reach Support.
func (g *reaching) mendRole(r *org.Role) string {
	out := g.mendControls()
	for _, b := range g.blockers {
		if b.Layer == authz.LayerBoundary {
			out = append(out, mendBoundary(r)...)
			break
		}
	}
	if g.denied.abilities[ownPolicies] != nil {
		out = append(out,
			"# look for a statement that denies it, and take that out",
			"aws iam list-role-policies "+flag("--role-name", r.Name),
			"aws iam list-attached-role-policies "+flag("--role-name", r.Name))
	}
	if set := r.PermissionSet(); set != "" {
		out = append(out, changePermissionSet(set))
	}
	return lines(out...)
}

// mendBoundary is how the permissions boundary of a role is widened.
func mendBoundary(r *org.Role) []string {
	if arn, _ := org.ParseARN(r.Boundary.ARN); arn.Account == "aws" {
		return []string{
			"# AWS keeps this boundary: put one of your own in its place that allows support:* and support-console:*",
			"aws iam put-role-permissions-boundary " + flag("--role-name", r.Name) + " --permissions-boundary NEW-BOUNDARY-ARN"}
	}
	return []string{
		`# boundary.json: the document as it is, with "support:*" and "support-console:*" allowed`,
		"aws iam create-policy-version " + flag("--policy-arn", r.Boundary.ARN) + " --policy-document file://boundary.json --set-as-default"}
}
