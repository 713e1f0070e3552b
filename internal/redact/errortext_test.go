package redact

import (
	"strings"
	"testing"
)

// TestErrorText holds what becomes of what the AWS CLI prints.
func TestErrorText(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"\nAn error occurred (AccessDeniedException) when calling the ListRoots operation: You don't have permissions to access this resource.\n",
			"\nAn error occurred (AccessDeniedException) when calling the ListRoots operation: You §'§ have permissions to access this resource.\n"},
		{"An error occurred (AccessDenied) when calling the GetRole operation (reached max retries: 4): User: arn:aws:sts::111122223333:assumed-role/deploy/anna " +
			"is not authorized to perform: iam:GetRole on resource: role orders because no identity-based policy allows the iam:GetRole action",
			"An error occurred (AccessDenied) when calling the GetRole operation (reached max retries: 4): User: arn:aws:sts::§:assumed-role/§/§ " +
				"is not authorized to perform: iam:GetRole on resource: role § because no identity-based policy allows the iam:GetRole action"},
		{"The config profile (orders-audit) could not be found", "The config profile (§-§) could not be found"},
		{`Could not connect to the endpoint URL: "https://organizations.us-east-1.amazonaws.com/"`, `Could not connect to the endpoint URL: "https://organizations.us-east-1.amazonaws.com/"`},
		{"denied: secret:Paychecks, 4711 404 eu-west-1 berlin:GetRole x7y7:GetRole/orders\xff",
			"denied: §:§, § 404 eu-west-1 berlin:GetRole §:§/§"},
		{"(Orders) when calling Anna", "(§) when calling §"},
	} {
		if got := r.ErrorText(c.text); !isLike(got, c.want, c.text) {
			t.Errorf("%q became %q, want %s", c.text, got, c.want)
		}
	}
	if got := r.ErrorText(strings.Repeat("\n", 3)); got != "\n\n\n" {
		t.Errorf("%q", got)
	}
}

// TestPath holds what becomes of paths in a snapshot.
func TestPath(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ path, want string }{
		{"accounts/111122223333/get-account-authorization-details.json", "accounts/§/get-account-authorization-details.json"},
		{"accounts/202601021504/get-account-summary.2.json", "accounts/§/get-account-summary.2.json"},
		{"backup/202601021504.json", "§/202601021504.json"},
		{"organization/list-policies-for-target/ou-ab12-cdef3456.SERVICE_CONTROL_POLICY.json", "organization/list-policies-for-target/ou-§-§.SERVICE_CONTROL_POLICY.json"},
		{"organization/list-accounts-for-parent-r-4711-12.json", "organization/list-accounts-for-parent-r-§-12.json"},
		{"identity-center/list-account-assignments/111122223333.ps-0123456789abcdef.error", "identity-center/list-account-assignments/§.ps-§.error"},
		{"identity-center/get-inline-policy-for-permission-set/ps-0123456789abcdef.json", "identity-center/get-inline-policy-for-permission-set/ps-§.json"},
		{"111122223333-orders-roles.JSON", "§-§-roles.JSON"}, {"scps-for-target.json", "§-for-target.json"}, {"scp.json", "scp.json"},
		{"manifest.json", "manifest.json"}, {"orders.v2.json", "§.§.json"}, {".orders", ".§"}, {"anna@acme.com/x.error", "§@§.§.example.com/§.error"},
		{"orders\xff/é.json", "§/§.json"}, {"", ""}, {"get-orders.json", "§-§.json"}, {"describe-policy/p-orders01.json", "describe-policy/p-§.json"},
		{strings.Repeat("orders", 20) + "-sso.json", "§-sso.json"},
	} {
		if got := r.Path(c.path); !isLike(got, c.want, c.path) {
			t.Errorf("%q became %q, want %s", c.path, got, c.want)
		}
	}
	for _, call := range []string{"get-account-authorization-details", "get-account-summary", "get-credential-report", "generate-credential-report", "list-roles",
		"get-role", "assume-role", "get-caller-identity", "describe-organization", "describe-account", "list-accounts", "list-accounts-for-parent", "list-roots",
		"list-organizational-units-for-parent", "describe-organizational-unit", "list-parents", "list-children", "list-policies", "list-policies-for-target",
		"describe-policy", "list-targets-for-policy", "list-delegated-administrators", "list-delegated-services-for-account", "list-instances",
		"list-permission-sets", "describe-permission-set", "list-managed-policies-in-permission-set",
		"list-customer-managed-policy-references-in-permission-set", "get-inline-policy-for-permission-set", "list-tags-for-resource",
		"list-account-assignments", "list-account-assignments-for-principal", "list-users", "list-groups"} {
		if got := r.Path(call + "/" + call + ".json"); got != call+"/"+call+".json" {
			t.Errorf("%s became %s", call, got)
		}
	}
}
