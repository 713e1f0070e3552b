package configfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/desired"
	"hotline/internal/configfile"
	"hotline/jsonscan"
	"hotline/org"
)

// small is a file with what it must have, of which other lines follow.
const small = "version: 1\nrole: {name: support}\ntrust: {people: [{account: \"111122223333\", roles: [lead]}]}\n"

func read(t *testing.T, text string) (*desired.Config, []org.Note, error) {
	t.Helper()
	return configfile.Read(text, filepath.Join(t.TempDir(), "x.yaml"))
}

func TestReadSmall(t *testing.T) {
	t.Parallel()
	want := &desired.Config{
		Role:   desired.Role{Name: "support", Path: "/", Session: time.Hour},
		Policy: desired.AWSManaged,
		Trust:  desired.Trust{People: []desired.People{{Account: "111122223333", Roles: []string{"lead"}}}},
		Found:  desired.Found{Roles: desired.Leave, Attachments: desired.Leave, Extras: desired.Leave},
	}
	for _, text := range []string{small, "\ufeff" + small, "---\n" + strings.ReplaceAll(small, "\n", "\r\n") + "...\n", small + "scope: {}\nfound: {}\npolicy: 'aws-managed'\n"} {
		got, notes, err := read(t, text)
		if diff := cmp.Diff(want, got); err != nil || notes != nil || diff != "" {
			t.Errorf("%q: %v %v\n%s", text, err, notes, diff)
		}
	}
}

// TestExamples holds the examples to what they say.
func TestExamples(t *testing.T) {
	t.Parallel()
	c, notes, err := configfile.Load("../../examples/hotline.yaml")
	want := &desired.Config{
		Role: desired.Role{Name: "aws-support", Path: "/", Description: "Opens and manages cases with AWS Support during incidents", Session: time.Hour,
			Tags: []org.Tag{{Key: "owner", Value: "cloud-security"}, {Key: "review-date", Value: "2027-06-30"}}},
		Policy: desired.AWSManaged,
		Trust: desired.Trust{People: []desired.People{
			{Account: "111122223333", Roles: []string{"incident-responder"}, Organization: "o-acme000001", SourceIdentity: true, Grants: []desired.Grantee{{Kind: "role", Name: "incident-responder"}}},
			{Account: "111122223333", Users: []string{"oncall"}, MFA: true, Organization: "o-acme000001"},
		}},
		Scope: desired.Scope{Exclude: []string{"666677778888"}},
		Found: desired.Found{Roles: desired.Leave, Adopt: []string{"arn:aws:iam::333344445555:role/aws-support"}, Attachments: desired.Leave, Extras: desired.Remove},
	}
	if diff := cmp.Diff(want, c); err != nil || notes != nil || diff != "" {
		t.Errorf("%v %v\n%s", err, notes, diff)
	}
	c, notes, err = configfile.Load("../../examples/msp.yaml")
	want = &desired.Config{
		Role: desired.Role{Name: "msp-support", Path: "/msp/", Description: "For the provider, under its contract,\nand for the people who look after it.", Session: 90 * time.Minute,
			Boundary: "arn:{partition}:iam::{account}:policy/support-boundary"},
		Policy: desired.AWSManaged,
		Trust: desired.Trust{
			People: []desired.People{{Account: "111122223333", PermissionSets: []string{"SupportEngineer"}, SessionTags: []string{"ticket"}}},
			Providers: []desired.Provider{{Account: "999900001111", Roles: []string{"support/case-desk"}, File: filepath.FromSlash("../../examples/msp-external-ids.json"),
				ExternalIDs: map[string]string{"555566667777": "MZ7WQ2K5TNX4RD6HYGC3BLA2JU"}}},
			Automation: []desired.Automation{{Service: "ssm.amazonaws.com", SourceAccount: true},
				{OIDC: &desired.OIDC{Provider: "token.actions.githubusercontent.com", Audiences: []string{"sts.amazonaws.com"}, Subjects: []string{"repo:acme/runbooks:ref:refs/heads/main"}}}},
		},
		Scope: desired.Scope{Units: []string{"ou-acme-partners"}},
		Found: desired.Found{Roles: desired.Remove, Attachments: desired.Remove, Extras: desired.Remove},
	}
	if diff := cmp.Diff(want, c); err != nil || notes != nil || diff != "" {
		t.Errorf("%v %v\n%s", err, notes, diff)
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "hotline.yaml")
	if _, _, err := configfile.Load(path); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if _, _, err := configfile.Load(dir); err == nil {
		t.Error("a directory was read")
	}
	if err := os.WriteFile(path, []byte(strings.Repeat(" ", 2<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := configfile.Load(path); err == nil || err.Error() != "1:1: larger than 1 MiB; expected at most that" {
		t.Error(err)
	}
}

// TestAllFaults holds that faults come in the order of the file, all of a few
// and the first of many.
func TestAllFaults(t *testing.T) {
	t.Parallel()
	_, _, err := read(t, "version: 1\nfound: {roles: ignore}\nrole:\n  path: /x\ntrust:\n  people:\n    - acount: 1\n")
	want := `2:16: expected one of leave, adopt, remove for roles, found "ignore"
4:3: expected name in role
4:9: expected a path that begins and ends with a slash as /team/, of letters, digits and _+=,.@-, found "/x"
7:7: unknown key "acount" in people 1; did you mean account?; expected account, roles, users, permission_sets, mfa, organization, source_identity, session_tags, grants
7:7: expected account in people 1`
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	_, _, err = read(t, "version: 1\nrole: {name: s}\ntrust:\n  people:\n"+strings.Repeat("  - x\n", 1000))
	if err == nil || strings.Count(err.Error(), "\n") != 20 || !strings.HasSuffix(err.Error(), "\n980 more of these") {
		t.Errorf("%v", err)
	}
}

// faults are those that an error joins.
func faults(err error) []*jsonscan.Error {
	var one *jsonscan.Error
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []*jsonscan.Error
		for _, e := range joined.Unwrap() {
			out = append(out, faults(e)...)
		}
		return out
	}
	if errors.As(err, &one) {
		return []*jsonscan.Error{one}
	}
	return nil
}
