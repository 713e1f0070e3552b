package snapfile_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pieces are what is said of one organization, in objects that each say what
// they are about.
func pieces() []string {
	list := func(key, entry string) string { return `{"` + key + `":[` + entry + `]}` }
	about := func(object, key, id string) string {
		return strings.TrimSuffix(object, "}") + `,"` + key + `":"` + id + `"}`
	}
	assignment := `{"AccountId":"444455556666","PermissionSetArn":"` + setARN + `","PrincipalType":"USER","PrincipalId":"u-1"}`
	return []string{
		`{"Organization":{"Id":"o-a1b2c3d4e5","FeatureSet":"ALL","MasterAccountId":"111122223333"}}`,
		list("Accounts", `{"Id":"444455556666","Name":"Pay","Status":"ACTIVE"}`),
		list("Accounts", `{"Id":"111122223333","Paths":["o-a1b2c3d4e5/r-ab12/111122223333/"]}`),
		about(list("Accounts", `{"Id":"444455556666","State":"ACTIVE","Arn":"arn:aws:organizations::111122223333:account/o-a1b2c3d4e5/444455556666"}`), "ParentId", "ou-ab12-11112222"),
		list("Roots", `{"Id":"r-ab12","Name":"Root","PolicyTypes":[{"Type":"SERVICE_CONTROL_POLICY","Status":"ENABLED"}]}`),
		about(list("OrganizationalUnits", `{"Id":"ou-ab12-11112222","Name":"Prod"}`), "ParentId", "r-ab12"),
		`{"OrganizationalUnit":{"Id":"ou-ab12-11112222","Name":"Prod"}}`,
		about(list("Parents", `{"Id":"ou-ab12-11112222"}`), "ChildId", "444455556666"),
		about(list("Children", `{"Id":"444455556666"}`), "ParentId", "ou-ab12-11112222"),
		list("Policies", summary(deny, scp)),
		`{"Policy":{"PolicySummary":` + summary(deny, scp) + `,"Content":` + strconv.Quote(denySupport) + `}}`,
		about(list("Policies", summary(deny, scp)), "TargetId", "r-ab12"),
		about(`{"Policies":[],"NextToken":"x"}`, "TargetId", "444455556666"),
		about(list("Targets", `{"TargetId":"r-ab12"}`), "PolicyId", deny),
		list("DelegatedAdministrators", `{"Id":"444455556666"}`),
		about(list("DelegatedServices", `{"ServicePrincipal":"sso.amazonaws.com"}`), "AccountId", "444455556666"),
		list("Instances", `{"InstanceArn":"`+instance+`"}`),
		list("PermissionSets", `"`+setARN+`","`+setARN2+`"`),
		`{"PermissionSet":{"Name":"Support","PermissionSetArn":"` + setARN + `","SessionDuration":"PT1H"}}`,
		about(list("AttachedManagedPolicies", `{"Arn":"arn:aws:iam::aws:policy/A"}`), "PermissionSetArn", setARN),
		about(list("CustomerManagedPolicyReferences", `{"Name":"a"}`), "PermissionSetArn", setARN),
		about(`{"InlinePolicy":`+strconv.Quote(denySupport)+`}`, "PermissionSetArn", setARN),
		about(list("Tags", `{"Key":"a","Value":"1"}`), "PermissionSetArn", setARN2),
		about(list("AccountAssignments", assignment), "PermissionSetArn", setARN),
		list("Users", `{"UserId":"u-1","UserName":"alice"}`),
		list("Groups", `{"GroupId":"g-1","DisplayName":"ops"}`),
	}
}

// TestOrderDoesNotMatter holds that however what is said of an organization is
// spread over files, it is the same organization.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	said := pieces()
	content := func(random *rand.Rand) map[string]string {
		files := map[string]string{}
		for _, i := range random.Perm(len(said)) {
			name := fmt.Sprintf("%d/%d.json", random.IntN(2), random.IntN(5))
			if random.IntN(3) == 0 {
				files[name] += "[" + said[i] + "]"
			} else {
				files[name] += said[i] + "\n"
			}
		}
		return files
	}
	withoutPlaces := func(lines []string) []string {
		var out []string
		for _, l := range lines {
			if kind, rest, ok := strings.Cut(l, ": "); ok && strings.HasPrefix(kind, "incomplete") {
				l = rest
			}
			out = append(out, l)
		}
		return out
	}
	want := withoutPlaces(lines(readTree(t, map[string]string{"all.json": strings.Join(said, "\n")}).Organization))
	if len(want) != 18 {
		t.Errorf("%d lines:\n%s", len(want), strings.Join(want, "\n"))
	}
	for seed := range uint64(60) {
		files := content(rand.New(rand.NewPCG(seed, 1)))
		if diff := cmp.Diff(want, withoutPlaces(lines(readTree(t, files).Organization))); diff != "" {
			t.Fatalf("seed %d: %v\n%s", seed, files, diff)
		}
	}
}

// TestKeysOfOneObject holds that one object may say several things.
func TestKeysOfOneObject(t *testing.T) {
	t.Parallel()
	var apart []string
	for _, i := range []int{0, 1, 4, 9, 14, 16, 17, 24, 25} { // of different keys
		apart = append(apart, pieces()[i])
	}
	together := strings.ReplaceAll(strings.Join(apart, "\n"), "}\n{", ",\n")
	want := lines(readTree(t, map[string]string{"a.json": strings.Join(apart, "\n ")}).Organization)
	got := lines(readTree(t, map[string]string{"a.json": together}).Organization)
	for i := range want {
		_, want[i], _ = strings.Cut(want[i], " ")
		_, got[i], _ = strings.Cut(got[i], " ")
	}
	if diff := cmp.Diff(want[:len(want)-1], got[:len(got)-1]); diff != "" || len(got) < 12 {
		t.Errorf("%s", diff)
	}
}
