package rules

import (
	"fmt"
	"strings"
	"time"

	"hotline/check"
	"hotline/org"
)

func rootUser() check.Rule {
	return check.Rule{
		ID: "SR020", Name: "root-user", Severity: check.High,
		Title: "The root user has no access keys, has a second factor, and is not used",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management",
			"https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
		},
		Check: func(in *check.Input) []check.Finding { return []check.Finding{judgeRoot(in)} },
	}
}

// rootInUse is for how long after its last use the root user counts as used.
const rootInUse = 90 * 24 * time.Hour

// A root is what the account summary and the credential report tell together of
// the root user.
type root struct {
	known    bool // whether it has keys and a second factor
	keys     bool
	mfa      bool
	password *bool // nil where it is not known
	reported bool  // used is known
	used     time.Time
	at       org.Location
}

// readRoot joins what the two sources tell. That there is no password only the
// summary tells; the management account always has one, since it is no member
// whose root user could be managed for it.
func readRoot(in *check.Input) root {
	r := root{at: in.Place()}
	if report := in.Account.RootUser; report != nil {
		r.known, r.reported, r.at = true, true, report.Location
		r.keys, r.mfa, r.used = report.KeysActive > 0, report.MFA, report.LastUsed()
	}
	if summary := in.Account.Summary; summary != nil {
		r.known, r.at = true, summary.Location
		r.keys, r.mfa, r.password = r.keys || summary.RootKeys > 0, summary.RootMFA, summary.RootPassword
	}
	if in.Organization.IsManagement(in.Account.ID) {
		always := true
		r.password = &always
	}
	return r
}

// hasNone reports whether it is known that there is nothing to sign in with.
func (r *root) hasNone() bool { return r.known && !r.keys && r.password != nil && !*r.password }

// judgeRoot says all that is wrong with the root user in one finding, as severe
// as the worst.
func judgeRoot(in *check.Input) check.Finding {
	r := readRoot(in)
	f := check.Finding{Outcome: check.Pass, Resource: in.Resource(), Location: r.at,
		Message: "the root user has a second factor, no access keys, and was not used in the last 90 days"}
	if r.hasNone() {
		f.Message = "the root user has neither a password nor access keys"
		return f
	}
	var doubts []string
	if doubts, f.Remediation = r.doubts(in); doubts != nil {
		f.Outcome, f.Message = check.Unknown, "of the root user it is not known "+strings.Join(doubts, ", and ")
	}
	if faults := r.faults(in); faults != nil {
		var messages, fix []string
		for _, fault := range faults {
			f.Severity = max(f.Severity, fault.severity)
			messages, fix = append(messages, fault.message), append(fix, fault.fix...)
		}
		f.Outcome, f.Message, f.Remediation = check.Fail, "the root user "+strings.Join(messages, ", and "), lines(fix...)
	}
	return f
}

// A fault is one thing that is wrong, and what to do about it.
type fault struct {
	severity check.Severity
	message  string
	fix      []string
}

func (r *root) faults(in *check.Input) []fault {
	var out []fault
	if r.keys {
		out = append(out, fault{check.High, "has access keys", []string{
			"# sign in as root user and delete the keys; of a member of an organization the management account can delete them:",
			fmt.Sprintf("aws sts assume-root --target-principal %s --task-policy-arn arn=arn:%s:iam::aws:policy/root-task/IAMDeleteRootUserCredentials",
				in.Account.ID, in.Account.Partition)}})
	}
	if r.known && !r.mfa && r.password != nil && *r.password {
		out = append(out, fault{check.High, "has a password and no second factor", []string{
			"# sign in as root user and register a second factor; in a member of an organization the password can be deleted instead"}})
	}
	if !r.used.IsZero() && in.Settings.Now.Sub(r.used) < rootInUse {
		out = append(out, fault{check.Medium, "was used on " + r.used.UTC().Format(time.DateOnly), []string{
			"# find out for what, and make a role for that: for support cases, it is the support role"}})
	}
	return out
}

// doubts lists what is not known, and what would tell.
func (r *root) doubts(in *check.Input) (doubts []string, fix string) {
	var calls []string
	switch {
	case !r.known:
		doubts = append(doubts, "whether it has a password, access keys and a second factor ("+unread(in, org.Summary, "iam:GetAccountSummary")+")")
	case !r.mfa && r.password == nil:
		doubts = append(doubts, "whether it has a password, beside no second factor (AccountPasswordPresent of iam:GetAccountSummary)")
	}
	if doubts != nil {
		calls = append(calls, "aws iam get-account-summary > account-summary.json")
	}
	if !r.reported {
		doubts = append(doubts, "when it was used last ("+unread(in, org.Credentials, "iam:GetCredentialReport")+")")
		calls = append(calls, "aws iam generate-credential-report", "aws iam get-credential-report > credential-report.json")
	}
	return doubts, lines(calls...)
}

// unread says how the call failed that tells a part of an account, or that it
// was not made.
func unread(in *check.Input, part org.Parts, call string) string {
	for _, g := range in.Account.Gaps {
		if g.Missing&part != 0 && g.Call != "" {
			return strings.TrimSuffix(g.Call+" failed with "+g.Code, " with ")
		}
	}
	return call + " was not read"
}
