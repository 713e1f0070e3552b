package rules

import (
	"fmt"
	"strings"

	"hotline/authz"
	"hotline/check"
	"hotline/org"
	"hotline/reach"
)

func trustMFA() check.Rule {
	return check.Rule{
		ID: "SR016", Name: "trust-mfa", Severity: check.Medium,
		Title: "Users give a second factor to assume the support role",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#enable-mfa-for-privileged-users",
		},
		Check: func(in *check.Input) []check.Finding { return eachRole(in, judgeTrustMFA) },
	}
}

// judgeTrustMFA looks at IAM users: nobody else has a second factor to give.
func judgeTrustMFA(t *trusted) check.Finding {
	var without, unread []*reach.Actor
	asked, doubt := 0, reach.Edge{}
	for _, e := range t.edges() {
		switch {
		case e.From.Kind == reach.Foreign && t.in.IsKnown(e.From.Account) && !check.AsksForMFA(e):
			unread = append(unread, e.From)
		case !isUser(e.From):
		case check.AsksForMFA(e):
			asked++
		case e.Effect == authz.Unknown:
			doubt = e
		default:
			without = append(without, e.From)
		}
	}
	switch {
	case without != nil:
		return t.withoutMFA(without)
	case doubt.From != nil:
		return t.undecided("whether "+actorName(doubt.From, t.in.Account.ID)+" can assume the role without a second factor", doubt)
	case unread != nil:
		f := t.finding(check.Unknown, fmt.Sprintf("whether users can assume the role without a second factor is not known: trusted as a whole is %s",
			actorNames(unread, t.in.Account.ID)))
		f.Remediation = lines("# in each of these accounts, and audit them together", "aws iam get-account-authorization-details > FILE.json")
		return f
	case asked > 0:
		return t.finding(check.Pass, "no user can assume the role without a second factor")
	}
	return t.finding(check.Pass, "no user can assume the role, and nobody else has a second factor to give")
}

func (t *trusted) withoutMFA(who []*reach.Actor) check.Finding {
	f := t.finding(check.Fail, "a second factor is not asked of "+actorNames(who, t.in.Account.ID)+": whoever finds an access key of theirs reaches Support")
	f.Location = t.place(func(_, name string) bool {
		return name == "*" || name == who[0].ARN || org.IsAccountRoot(name) && org.PrincipalAccount(name) == who[0].Account
	})
	f.Remediation = lines(f.Remediation,
		`# in each statement that lets users in: "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}`,
		"# roles, services and Identity Center must have a statement of their own, without it")
	return f
}

// isUser reports whether an actor is an IAM user, of an account of the snapshot
// or not.
func isUser(a *reach.Actor) bool {
	return a.Kind == reach.User || a.Kind == reach.ForeignUser && strings.Contains(a.ARN, ":user/")
}
