package rules

import (
	"cmp"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

func usableBySomeone() check.Rule {
	return check.Rule{
		ID: "SR013", Name: "usable-by-someone", Severity: check.High,
		Title: "Somebody can really assume the support role today",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html",
			"https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeUsableBySomeone(in, r) })
		},
	}
}

// judgeUsableBySomeone follows the chains of roles back to somebody who begins
// one: a person, an identity provider, another account, or a service that has a
// role of its own for it.
func judgeUsableBySomeone(in *check.Input, r *org.Role) check.Finding {
	f := check.Finding{Outcome: check.Pass, Location: r.Location}
	who := in.Index.WhoCanAssume(in.Index.Actor(r.ARN))
	var can, doubtful []*reach.Actor
	for _, e := range who.Can {
		switch effect := in.Begins(&e); {
		case check.LetsIn(effect):
			can = append(can, e.Actor)
		case effect == authz.Unknown:
			doubtful = append(doubtful, e.Actor)
		}
	}
	switch {
	case can != nil:
		f.Message = "these can assume the role: " + actorNames(can, in.Account.ID)
	case doubtful != nil || r.Trust.Policy == nil && r.PermissionSet() == "":
		f.Outcome, f.Message = check.Unknown, "whether anybody can assume the role is not known: a policy decides that is not in the snapshot"
		if doubtful != nil {
			f.Message += "; perhaps these: " + actorNames(doubtful, in.Account.ID)
		}
		f.Remediation = readPolicies()
	default:
		f.Outcome, f.Message = check.Fail, "nobody can assume the role: "+whyNot(in, who)
		f.Location, f.Remediation = r.Trust.Location, updateTrust(r)
		if set := r.PermissionSet(); set != "" {
			f.Location, f.Remediation = r.Location, "# assign permission set "+oneLine(set)+" in Identity Center to those who respond to incidents, for account "+in.Account.ID
		}
	}
	return f
}

// whyNot says of each whom the trust policy names what keeps it out.
func whyNot(in *check.Input, who *reach.Assumption) string {
	var out []string
	add := func(name, reason string) { out = append(out, name+" ("+reason+")") }
	for _, e := range who.Can {
		direct := slices.IndexFunc(e.Chains, func(c reach.Chain) bool { return len(c.Hops) == 1 })
		name := actorName(e.Actor, in.Account.ID)
		switch {
		case direct < 0: // who it would become is listed, too
		case check.IsNeverMet(in.Index, &e.Chains[direct]):
			add(name, "it is asked for a second factor, and can never give one")
		case e.Actor.Kind == reach.Service:
			add(name, "it is a service, and no person")
		default:
			add(name, "nobody can become it")
		}
	}
	for _, r := range who.Cannot {
		name := r.Name
		if r.Actor != nil {
			name = actorName(r.Actor, in.Account.ID)
		}
		add(name, cmp.Or(blockedBy(r.Blockers), string(r.Reason)))
	}
	if out == nil {
		return "its trust policy lets in nobody"
	}
	return strings.Join(out, ", ")
}

// blockedBy is what stops somebody, in words.
func blockedBy(blockers []reach.Blocker) string {
	var out []string
	for _, b := range blockers {
		out = append(out, strings.NewReplacer("resource policy trust policy", "trust policy", "resource policy", "trust policy").Replace(b.String()))
	}
	return strings.Join(out, ", ")
}
