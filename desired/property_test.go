package desired_test

import (
	"testing"

	"pgregory.net/rapid"

	"hotline/desired"
)

func aName() *rapid.Generator[string] { return rapid.StringMatching(`[a-zA-Z0-9_+=,.@-]{1,12}`) }

// pathAndName is a name, perhaps with a path in front.
func pathAndName() *rapid.Generator[string] {
	return rapid.StringMatching(`(/?(team|a)/)?[a-z_+=,.@-]{1,12}`)
}

func drawPeople(t *rapid.T) desired.People {
	return desired.People{
		Account: rapid.SampledFrom([]string{security, workload, partner}).Draw(t, "account"),
		Roles:   rapid.SliceOfN(pathAndName(), 0, 3).Draw(t, "roles"), Users: rapid.SliceOfN(pathAndName(), 0, 3).Draw(t, "users"),
		PermissionSets: rapid.SliceOfN(aName(), 0, 3).Draw(t, "sets"), MFA: rapid.Bool().Draw(t, "mfa"),
		Organization: rapid.SampledFrom([]string{"", orgID}).Draw(t, "organization"), SourceIdentity: rapid.Bool().Draw(t, "identity"),
		SessionTags: rapid.SliceOfN(aName(), 0, 2).Draw(t, "tags"),
	}
}

func drawAutomation(t *rapid.T) desired.Automation {
	return rapid.SampledFrom([]desired.Automation{
		{Service: "ssm.amazonaws.com", SourceAccount: true}, {Role: securityARN + "role/ci/" + aName().Draw(t, "role")},
		{OIDC: &desired.OIDC{Provider: "ci.example.com", Audiences: []string{"a"}, Subjects: rapid.SliceOfN(rapid.StringMatching(`[a-z:*?]{1,5}`), 1, 2).Draw(t, "subjects")}},
	}).Draw(t, "automation")
}

func drawConfig(t *rapid.T) *desired.Config {
	return with(desired.Trust{
		People: rapid.SliceOfN(rapid.Custom(drawPeople), 0, 3).Draw(t, "people"),
		Providers: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) desired.Provider {
			return desired.Provider{Account: partner, Roles: rapid.SliceOfN(pathAndName(), 0, 2).Draw(t, "roles"), ExternalIDs: map[string]string{workload: aName().Draw(t, "id")}}
		}), 0, 2).Draw(t, "providers"),
		Automation: rapid.SliceOfN(rapid.Custom(drawAutomation), 1, 2).Draw(t, "automation"),
	})
}

// TestEachIsLetIn holds that the trust policies of random configurations are
// documents, let in each of Admits, nobody of an account that they do not name,
// and are the same each time.
func TestEachIsLetIn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		partition := rapid.SampledFrom([]string{"aws", "aws-us-gov"}).Draw(t, "partition")
		d := newDoor(t, c, partition)
		for _, arn := range c.Admits(partition) {
			if !d.admits(arn, nil) {
				t.Fatalf("%s is not let in", arn)
			}
			if other := strangers(arn)[0]; d.admits(other, nil) {
				t.Fatalf("%s is let in", other)
			}
		}
		one, _ := c.TrustPolicy(workload, partition)
		if two, _ := c.TrustPolicy(workload, partition); one != two {
			t.Fatalf("%s\n%s", one, two)
		}
	})
}
