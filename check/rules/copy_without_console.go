package rules

import (
	"fmt"
	"strings"

	"hotline/check"
	"hotline/org"
	"hotline/policy"
)

func copyWithoutConsole() check.Rule {
	return check.Rule{
		ID: "SR009", Name: "copy-without-console", Severity: check.Medium,
		Title: "Copies of AWSSupportAccess also allow the Support Center console",
		References: []string{
			"https://docs.aws.amazon.com/awssupport/latest/user/support-console-access-control.html",
			"https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSupportAccess.html",
		},
		Check: checkCopyWithoutConsole,
	}
}

func checkCopyWithoutConsole(in *check.Input) []check.Finding {
	var out []check.Finding
	for _, p := range in.Account.Policies {
		if arn, _ := org.ParseARN(p.ARN); arn.Account == "aws" {
			continue
		}
		doc := p.DefaultDocument()
		if doc == nil || doc.Policy == nil {
			out = append(out, check.Finding{Outcome: check.Unknown, Resource: p.ARN, Location: p.Location,
				Message:     "the document of the version in force could not be read",
				Remediation: "aws iam get-policy-version --policy-arn " + shell(p.ARN) + " --version-id " + shell(p.DefaultVersion)})
			continue
		}
		out = judgeCopy(out, doc, check.Finding{Resource: p.ARN, Location: p.Location,
			Message:     "customer managed policy " + p.Name,
			Remediation: "aws iam create-policy-version --policy-arn " + shell(p.ARN) + " --policy-document file://support.json --set-as-default"})
	}
	eachInline(in, func(kind string, owner *org.Principal, p *org.InlinePolicy) {
		out = judgeCopy(out, &p.Document, check.Finding{Resource: owner.ARN, Location: p.Location,
			Message: "inline policy " + p.Name,
			Remediation: fmt.Sprintf("aws iam put-%s-policy --%s-name %s --policy-name %s --policy-document file://support.json",
				kind, kind, shell(owner.Name), shell(p.Name))})
	})
	if out == nil {
		return in.Nothing(org.AllParts, "the account has no copy of AWSSupportAccess")
	}
	return out
}

// eachInline calls visit for every inline policy of the account.
func eachInline(in *check.Input, visit func(kind string, owner *org.Principal, p *org.InlinePolicy)) {
	all := func(kind string, owner *org.Principal) {
		for i := range owner.Inline {
			visit(kind, owner, &owner.Inline[i])
		}
	}
	for _, u := range in.Account.Users {
		all("user", &u.Principal)
	}
	for _, g := range in.Account.Groups {
		all("group", &g.Principal)
	}
	for _, r := range in.Account.Roles {
		all("role", &r.Principal)
	}
}

// judgeCopy appends the finding about a policy, if that is a copy of
// AWSSupportAccess. f holds what is to be said in either case.
func judgeCopy(out []check.Finding, doc *org.Document, f check.Finding) []check.Finding {
	if doc.Policy == nil || !opensCases(doc.Policy) {
		return out
	}
	if allowsConsole(doc.Policy) {
		f.Outcome, f.Remediation = check.Pass, ""
		f.Message += " allows support-console as well"
		return append(out, f)
	}
	f.Outcome = check.Fail
	f.Message += " allows support:CreateCase and nothing of support-console: on its own it leaves the Support Center console closed (AccessDenied)"
	f.Remediation = lines(
		`# support.json: the document as it is, with "support-console:*" added beside "support:*"`,
		f.Remediation,
		"# or attach AWSSupportAccess in its place, then detach or delete this policy")
	return append(out, f)
}

// opensCases reports whether d names actions of the service support, and the
// one that opens a case among them.
func opensCases(d *policy.Document) bool {
	return allowsAction(d, func(pattern string) bool {
		return strings.HasPrefix(strings.ToLower(pattern), "support:") && policy.MatchAction(pattern, "support:CreateCase")
	})
}

// allowsConsole reports whether d allows an action of the service
// support-console: all of them, or those of AWS's list of least privilege.
// https://docs.aws.amazon.com/awssupport/latest/user/support-interaction-perm-custom-policy.html
func allowsConsole(d *policy.Document) bool {
	for i := range d.Statements {
		st := &d.Statements[i]
		if st.Effect.Value == policy.Allow && st.NotAction != nil && covers(st, "support-console:GetAccountState") {
			return true
		}
	}
	return allowsAction(d, func(pattern string) bool {
		service, _, named := strings.Cut(pattern, ":")
		return policy.MatchAction(service, "support-console") || !named && policy.MatchAction(pattern, "support-console:GetAccountState")
	})
}

// allowsAction reports whether d allows an action whose pattern is as wanted.
func allowsAction(d *policy.Document, wanted func(pattern string) bool) bool {
	for i := range d.Statements {
		st := &d.Statements[i]
		if st.Effect.Value != policy.Allow || st.Action == nil {
			continue
		}
		for _, a := range st.Action.Values {
			if wanted(a.Value) {
				return true
			}
		}
	}
	return false
}
