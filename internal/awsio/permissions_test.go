package awsio_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
)

// bounded is an account with one role, whose boundary is not described.
const bounded = `<GetAccountAuthorizationDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountAuthorizationDetailsResult>` +
	`<IsTruncated>false</IsTruncated><UserDetailList/><GroupDetailList/><Policies/><RoleDetailList><member><Path>/</Path><RoleName>r</RoleName>` +
	`<RoleId>AROAEXAMPLE</RoleId><Arn>arn:aws:iam::123456789012:role/r</Arn><AssumeRolePolicyDocument>%7B%22Statement%22%3A%5B%5D%7D</AssumeRolePolicyDocument>` +
	`<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType><PermissionsBoundaryArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PermissionsBoundaryArn></PermissionsBoundary>` +
	`</member></RoleDetailList></GetAccountAuthorizationDetailsResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetAccountAuthorizationDetailsResponse>`

// TestPermissions holds that hotline needs to be allowed what it does, and
// nothing more: the policy that it prints has the actions that are called.
func TestPermissions(t *testing.T) {
	w := startWorld(t, 1)
	for _, depth := range []awsio.Depth{awsio.Quick, awsio.Full} {
		w.reset(func(w *world) {
			w.On("iam:GetAccountAuthorizationDetails", faultproxy.In("", faultproxy.Reply(bounded)))
			w.On("iam:GetCredentialReport", faultproxy.Times(2, faultproxy.Fail(http.StatusGone, "ReportNotPresent", "no report")))
		})
		o := fast()
		o.Org, o.Depth = true, depth
		r, err := awsio.Collect(t.Context(), t.TempDir(), o)
		must(t, err)
		if len(r.Failures) > 0 {
			t.Errorf("%v: %v", depth, r.Failures)
		}
		delete(r.Calls, "sts:GetCallerIdentity") // which nobody can be denied
		var allowed []string
		for _, s := range awsio.Permissions("aws", o).Statement {
			allowed = append(allowed, s.Action...)
		}
		slices.Sort(allowed)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(r.Calls)), allowed); diff != "" {
			t.Errorf("%v: called is -, allowed is +\n%s", depth, diff)
		}
	}
}

// TestSessionPolicy holds that sessions in accounts can only read, and that AWS
// takes the policy.
func TestSessionPolicy(t *testing.T) {
	t.Parallel()
	o := fast()
	text := awsio.SessionPolicy("aws", o)
	if len(text) > 2048 || !json.Valid([]byte(text)) {
		t.Errorf("%d characters: %s", len(text), text)
	}
	for _, c := range awsio.CallsFor(o) {
		for _, action := range c.Needs() {
			_, operation, _ := strings.Cut(action, ":")
			if !slices.ContainsFunc([]string{"Get", "List", "Describe", "AssumeRole", "GenerateCredentialReport"}, func(p string) bool { return strings.HasPrefix(operation, p) }) {
				t.Errorf("%s does not read", action)
			}
		}
	}
}
