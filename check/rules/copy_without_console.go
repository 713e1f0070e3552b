package rules

import (
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
			"https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SupportUser.html",
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
				Remediation: "aws iam get-policy-version " + flag("--policy-arn", p.ARN) + " " + flag("--version-id", p.DefaultVersion)})
			continue
		}
		out = judgeCopy(out, doc, check.Finding{Resource: p.ARN, Location: p.Location,
			Message:     "customer managed policy " + p.Name,
			Remediation: "aws iam create-policy-version " + flag("--policy-arn", p.ARN) + " --policy-document file://support.json --set-as-default"})
	}
	eachPrincipal(in, func(h *holder) {
		for i := range h.Inline {
			p := &h.Inline[i]
			out = judgeCopy(out, &p.Document, check.Finding{Resource: h.ARN, Location: p.Location,
				Message: "inline policy " + p.Name, Remediation: h.replaceInline(p.Name)})
		}
		out = h.judgeSupportUser(in, out)
	})
	out = judgeUnseenSets(in, out)
	if out == nil {
		return in.Nothing(org.AllParts, "the account has no copy of AWSSupportAccess")
	}
	return out
}

// judgeCopy appends the finding about a policy, if that is a copy of
// AWSSupportAccess. f holds what is to be said in either case.
func judgeCopy(out []check.Finding, doc *org.Document, f check.Finding) []check.Finding {
	if doc.Policy == nil || !opensCases(doc.Policy) {
		return out
	}
	missing := missingConsole(doc.Policy)
	if missing == nil {
		f.Outcome, f.Remediation = check.Pass, ""
		f.Message += " allows what the Support Center console needs"
		return append(out, f)
	}
	f.Outcome = check.Fail
	f.Message += " allows support:CreateCase, and not " + strings.Join(missing, ", ") +
		": on its own it leaves the Support Center console closed (AccessDenied)"
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

// consoleActions are the actions of the console that AWS's own list of least
// privilege has.
// https://docs.aws.amazon.com/awssupport/latest/user/support-interaction-perm-custom-policy.html
func consoleActions() []string {
	return []string{
		"support-console:GetAccountState", "support-console:GetAccountGovCloudEnabled", "support-console:GetCaseDraft",
		"support-console:CreateCaseDraft", "support-console:DeleteCaseDraft", "support-console:GetBanner",
		"support-console:DescribeDynamicHelp", "support-console:CreateContact",
	}
}

// missingConsole lists which of those d does not allow: as support-console:*
// where it allows none.
func missingConsole(d *policy.Document) []string {
	var missing []string
	for _, action := range consoleActions() {
		if !allowsPlainly(d, action) {
			missing = append(missing, action)
		}
	}
	if len(missing) == len(consoleActions()) {
		return []string{"support-console:*"}
	}
	return missing
}

// allowsPlainly reports whether a statement of d allows an action, and none
// denies it without a condition.
func allowsPlainly(d *policy.Document, action string) bool {
	allowed := false
	for i := range d.Statements {
		st := &d.Statements[i]
		switch {
		case !st.IsAbout(action):
		case st.Effect.Value == policy.Allow:
			allowed = true
		case st.Condition == nil:
			return false
		}
	}
	return allowed
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
