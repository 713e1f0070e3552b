package cli

import (
	"net/http"
	"strings"
	"testing"

	"hotline/internal/faultproxy"
)

// denied refuses all calls but that which asks who one is.
func denied(p *faultproxy.Proxy) {
	for _, service := range []string{"iam", "organizations", "sso", "support", "events", "logs", "cloudwatch", "cloudtrail"} {
		p.On(service+":*", faultproxy.Deny())
	}
}

func alone(p *faultproxy.Proxy) {
	p.On("organizations:*", faultproxy.Fail(http.StatusBadRequest, "AWSOrganizationsNotInUseException", "no"))
}

// TestDoctor holds that a diagnosis is about the accounts that a run reads, and
// says what was not tried.
func TestDoctor(t *testing.T) {
	for _, tt := range []struct {
		args   string
		faults func(*faultproxy.Proxy)
		code   Code
		words  []string
	}{
		{"doctor --org", nil, CodeOK, []string{"into 100000000001\n", "untried  iam:GetPolicy, ", "sso:ListPermissionSets", "these ask about what others answer"}},
		{"doctor --org --exclude 100000000001", nil, CodeOK, []string{"into 100000000002\n"}},
		{"doctor --org --accounts 100000000002", nil, CodeOK, []string{"into 100000000002\n"}},
		{"doctor --regions us-east-1,eu-west-1", nil, CodeOK, []string{"events:ListRules in us-east-1,", "events:ListRules in eu-west-1,"}},
		{"doctor", nil, CodeOK, []string{"organization  o-a1b2c3d4e5, of which this is the management account\n"}},
		{"doctor", denied, CodeIncomplete, []string{"organization  not known: not allowed\n", "missing  9 calls: not allowed\nallow    cloudtrail:DescribeTrails, "}},
		{"doctor", alone, CodeOK, []string{"organization  none: the account is in no organization\n"}},
		{"doctor --org", alone, CodeIncomplete, []string{"leave --org out"}},
		{"doctor --org", denied, CodeIncomplete, []string{"missing  15 calls: not allowed\n"}},
		{"doctor --org -o json", denied, CodeIncomplete, []string{`"organization_unread": {`, `"untried": [`}},
		{"doctor --skip organizations:DescribeOrganization", alone, CodeOK, []string{"organization  not asked\n"}},
		{"doctor", func(p *faultproxy.Proxy) { p.On("iam:ListRoles", faultproxy.Deny()) }, CodeIncomplete,
			[]string{"missing  iam:ListRoles: not allowed; not known without it: ", "\nallow    iam:ListRoles\n"}},
	} {
		if tt.faults == nil {
			tt.faults = func(*faultproxy.Proxy) {}
		}
		replay(t, 3, tt.faults)
		code, out, errs := run(strings.Fields(tt.args)...)
		expect(t, code, tt.code, tt.args+"\n"+out+errs, tt.words...)
		if lines := strings.Count(out, "\n"); lines > 24 && !strings.Contains(tt.args, "json") {
			t.Errorf("%s: %d lines are more than a screen:\n%s", tt.args, lines, out)
		}
		if n := strings.Count(out, "missing "); n > 1 {
			t.Errorf("%s: %d reasons:\n%s", tt.args, n, out)
		}
	}
}

// TestDoctorUnits holds that no account is entered where it is not known
// whether a run would enter it.
func TestDoctorUnits(t *testing.T) {
	replay(t, 3)
	code, out, errs := run("doctor", "--org", "--exclude", "ou-ab12-11112222")
	expect(t, code, CodeOK, out+errs)
	if strings.Contains(out, "AssumeRole") {
		t.Error(out)
	}
}
