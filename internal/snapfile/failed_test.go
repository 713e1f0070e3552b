package snapfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotline/internal/snapfile"
)

// occurred is what the AWS CLI prints of a call that failed.
func occurred(code, operation, message string) string {
	return "\nAn error occurred (" + code + ") when calling the " + operation + " operation: " + message + "\n"
}

func TestFailures(t *testing.T) {
	t.Parallel()
	denied := occurred("AccessDeniedException", "ListPolicies", "You don't have permissions to access this resource.")
	describe := `{"Policies":[` + summary(deny, scp) + `]}`
	checkReadings(t, []reading{
		{"of the organization", map[string]string{"organization/list-policies/" + scp + ".error": denied},
			[]string{"incomplete 2:1: organizations:ListPolicies failed with AccessDeniedException: You don't have permissions to access this resource."}},
		{"beside an empty answer", map[string]string{"o/x.json": "", "o/x.error": denied}, []string{"incomplete 2:1: organizations:ListPolicies …"}},
		{"the service from the message", map[string]string{"a.error": occurred("AccessDenied", "ListUsers", "User: x is not authorized to perform: identitystore:ListUsers on resource: *")},
			[]string{"incomplete 2:1: identitystore:ListUsers failed with AccessDenied: User: x …"}},
		{"with retries", map[string]string{"a.error": "aws: [ERROR]: An error occurred (ThrottlingException) when calling the ListInstances operation (reached max retries: 4): Rate exceeded"},
			[]string{"incomplete 1:15: sso:ListInstances failed with ThrottlingException: Rate exceeded"}},
		{"several", map[string]string{"a.error": denied + occurred("X", "ListRoots", "")}, []string{"incomplete 2:1: organizations:ListPolicies …", "incomplete 4:1: organizations:ListRoots failed with X"}},
		{"too many", map[string]string{"a.error": strings.Repeat(occurred("X", "ListRoots", ""), 30)}, func() []string {
			var want []string
			for range 20 {
				want = append(want, "incomplete …")
			}
			return want
		}()},
		{"other words", map[string]string{"organization/list-roots.error": "\n\nUnable to locate credentials\x1b[0m. You can …"},
			[]string{"incomplete 3:1: organizations:ListRoots failed: Unable to locate credentials [0m. You can …"}},
		{"other words, of a directory's call", map[string]string{"list-parents/444455556666.error": strings.Repeat("x", 400)},
			[]string{"incomplete 1:1: organizations:ListParents failed: " + strings.Repeat("x", 300) + "…"}},
		{"other words, of a snapshot", map[string]string{"a.json": `{"Roots":[]}`, "x.error": "Killed"}, []string{"incomplete 1:1: a call failed: Killed"}},
		{"white space", map[string]string{"a.json": `{"Roots":[]}`, "x.error": "\n\n"}, []string{}},
		{"no organization", map[string]string{"organization/describe-organization.error": occurred("AWSOrganizationsNotInUseException", "DescribeOrganization", "Your account is not a member of an organization.")}, nil},
		{"no organization, but roots", map[string]string{"a.json": `{"Roots":[]}`, "a.error": occurred("AWSOrganizationsNotInUseException", "DescribeOrganization", "x")},
			[]string{"note: organizations:DescribeOrganization failed with AWSOrganizationsNotInUseException: x"}},
		{"a policy that could not be described", map[string]string{"list-policies/a.json": describe, "describe-policy/p-deny0001.error": occurred("AccessDenied", "DescribePolicy", "no"), "describe-policy/p-deny0001.json": ""},
			[]string{unknown, "incomplete 2:1: organizations:DescribePolicy failed with AccessDenied: no"}},
		{"a broken answer of the organization", map[string]string{"organization/list-roots.json": "{"}, []string{`damaged 1:2: unexpected end of the input; expected "}"`}},
		{"a broken answer about an account", map[string]string{"list-policies-for-target/444455556666.json": "{"}, []string{`damaged 1:2: unexpected end of the input; expected "}"`}},
		{"a broken file of a snapshot", map[string]string{"a.json": `{"Roots":[]}`, "b.json": "{"}, []string{`damaged 1:2: unexpected end of the input; expected "}"`}},
	})
}

func TestFailuresOfAccounts(t *testing.T) {
	t.Parallel()
	for _, tt := range []reading{
		{"details", map[string]string{"444455556666/x.json": "", "444455556666/x.error": occurred("AccessDenied", "GetAccountAuthorizationDetails", "no")},
			[]string{"account 444455556666 : 0 roles, missing 1111", "incomplete 2:1: iam:GetAccountAuthorizationDetails failed with AccessDenied: no"}},
		{"summary", map[string]string{"444455556666/a.json": emptyPage, "444455556666/b.error": occurred("AccessDenied", "GetAccountSummary", "no")},
			[]string{"account 444455556666 : 0 roles, missing 10000", "incomplete …"}},
		{"report", map[string]string{"444455556666/a.json": emptyPage, "444455556666/b.error": occurred("ReportInProgress", "GetCredentialReport", "")},
			[]string{"account 444455556666 : 0 roles, missing 100000", "incomplete 2:1: iam:GetCredentialReport failed with ReportInProgress"}},
		{"sessions", map[string]string{"444455556666/a.json": emptyPage, "444455556666/b.error": occurred("AccessDenied", "ListRoles", "")},
			[]string{"account 444455556666 : 0 roles, missing 0", "incomplete …"}},
		{"the role", map[string]string{"444455556666/assume.error": occurred("AccessDenied", "AssumeRole", "no")},
			[]string{"account 444455556666 : 0 roles, missing 111111", "incomplete 2:1: sts:AssumeRole failed with AccessDenied: no"}},
		{"a call of IAM that has the name of another", map[string]string{"444455556666/x.error": occurred("AccessDenied", "ListPolicies", "not authorized to perform: iam:ListPolicies")},
			[]string{"account 444455556666 : 0 roles, missing 1111", "incomplete 2:1: iam:ListPolicies failed …", "incomplete: no page has …"}},
		{"an unknown call", map[string]string{"444455556666/x.error": occurred("AccessDenied", "ListThings", "no")},
			[]string{"account 444455556666 : 0 roles, missing 1111", "incomplete 2:1: ListThings failed with AccessDenied: no", "incomplete: no page has …"}},
		{"other words", map[string]string{"444455556666/get-account-authorization-details.error": "Could not connect to the endpoint URL"},
			[]string{"account 444455556666 : 0 roles, missing 1111", "incomplete 1:1: iam:GetAccountAuthorizationDetails failed: Could not connect to the endpoint URL"}},
		{"told by the name of the file", map[string]string{"444455556666-details.error": occurred("AccessDenied", "GetAccountAuthorizationDetails", "no")},
			[]string{"account 444455556666 : 0 roles, missing 1111", "incomplete 2:1: iam:GetAccountAuthorizationDetails failed with AccessDenied: no"}},
		{"told by nothing", map[string]string{"x.error": occurred("AccessDenied", "GetAccountAuthorizationDetails", "no")},
			[]string{"account  : 0 roles, missing 1111", "incomplete 2:1: iam:GetAccountAuthorizationDetails failed with AccessDenied: no"}},
		{"a broken answer", map[string]string{"get-account-summary.json": "{", "organization/list-roots.json": `{"Roots":[]}`},
			[]string{"account  : 0 roles, missing 0", `damaged 1:2: unexpected end of the input; expected "}"`}},
		{"an empty answer without a reason", map[string]string{"444455556666/x.json": "", "444455556666/x.error": ""},
			[]string{"account 444455556666 : 0 roles, missing 0", "damaged 1:1: the file is empty; …"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, accountLines(readTree(t, tt.content).Accounts), tt.want)
		})
	}
}

// TestUnreadableFailure holds that an .error file that cannot be read is told.
func TestUnreadableFailure(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"444455556666/x.error": "x"})
	s := snapfile.Files{Paths: []string{dir}}.Open()
	if err := os.Remove(filepath.Join(dir, "444455556666/x.error")); err != nil {
		t.Fatal(err)
	}
	if a := s.Account(0); len(a.Gaps) != 1 || a.Gaps[0].Message != "no such file or directory" {
		t.Errorf("%+v", a.Gaps)
	}
	if err := os.Mkdir(filepath.Join(dir, "y.error"), 0o700); err != nil {
		t.Fatal(err)
	}
	snap := snapfile.Files{Paths: []string{filepath.Join(dir, "none.error")}}.Snapshot()
	same(t, accountLines(snap.Accounts), []string{"account  : 0 roles, missing 0", "damaged: no such file or directory"})
}
