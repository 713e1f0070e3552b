package snapfile_test

import (
	"strings"
	"testing"
)

// The parts of an organization that the tests are about.
const (
	fullAccess    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	fullAccessRCP = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`
	denySupport   = `{"Statement":[{"Effect":"Deny","Action":"support:*","Resource":"*"}]}`
	gap444        = "account 444455556666 : 0 roles, missing 1111 member"
)

// A reading is files, and what must be read of them.
type reading struct {
	name    string
	content map[string]string
	want    []string
}

func checkReadings(t *testing.T, readings []reading) {
	t.Helper()
	for _, tt := range readings {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, lines(readTree(t, tt.content).Organization), tt.want)
		})
	}
}

func TestOrganization(t *testing.T) {
	t.Parallel()
	describe := `{"Organization":{"Id":"o-a1b2c3d4e5","Arn":"arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5","FeatureSet":"ALL","MasterAccountId":"111122223333"}}`
	checkReadings(t, []reading{
		{"describe-organization", map[string]string{"a.json": describe},
			[]string{"organization o-a1b2c3d4e5 111122223333 ALL"}},
		{"again", map[string]string{"a.json": describe, "b.json": describe + "[" + describe + "]"},
			[]string{"organization o-a1b2c3d4e5 111122223333 ALL"}},
		{"of two organizations", map[string]string{"a.json": describe, "b.json": strings.ReplaceAll(describe, "o-a1b2c3d4e5", "o-zzzzzzzzzz")},
			[]string{"organization o-a1b2c3d4e5 111122223333 ALL", `damaged 1:17: the organization has Id "o-zzzzzzzzzz" here, and "o-a1b2c3d4e5" in another place; …`}},
		{"ManagementAccountId", map[string]string{"a.json": `{"Organization":{"Id":"o-a1b2c3d4e5","ManagementAccountId":"111122223333","FeatureSet":null}}`},
			[]string{"organization o-a1b2c3d4e5 111122223333"}},
		{"without an id", map[string]string{"a.json": `{"Organization":{"FeatureSet":"ALL"}}`},
			[]string{"damaged 1:17: expected an Id in this object, found none"}},
		{"an id that is none", map[string]string{"a.json": `{"Organization":{"Id":"acme"}}`},
			[]string{`damaged 1:23: expected the id of an organization (o-…) for Id, found "acme"`}},
		{"of the wrong kind", map[string]string{"a.json": `{"Organization":7}`},
			[]string{"damaged 1:17: expected an organization, found a number"}},
		{"cut off", map[string]string{"organization/x.json": `{"Organization":{"Id":"o-a1b2c3d4e5"}} {"Roots":[`},
			[]string{"organization o-a1b2c3d4e5", "damaged 1:50: unexpected end of the input; expected \"]\""}},
		{"a list that is no object", map[string]string{"a.json": describe, "b.json": `["111122223333"]`},
			[]string{"organization o-a1b2c3d4e5 111122223333 ALL", `note: this is not used: expected the JSON that "aws iam get-account-authorization-details" prints, found a string`}},
		{"another file", map[string]string{"a.json": describe, "b.json": `{"Buckets":[]}`},
			[]string{"organization o-a1b2c3d4e5 111122223333 ALL", "note: this is not used: expected the JSON …"}},
	})
}

func TestMembers(t *testing.T) {
	t.Parallel()
	account := func(more string) string { return `{"Accounts":[{"Id":"444455556666",` + more + `}]}` }
	const inOU = `"Paths":["o-a1b2c3d4e5/r-ab12/ou-ab12-11112222/444455556666/"]`
	const arn = `"Arn":"arn:aws:organizations::111122223333:account/o-a1b2c3d4e5/444455556666"`
	checkReadings(t, []reading{
		{"list-accounts", map[string]string{"list-accounts.json": account(`"Name":"Pay","Email":"a@example.com","Status":"SUSPENDED","State":"CLOSED","JoinedTimestamp":"2024-03-05T09:12:44+00:00"`)},
			[]string{`member 444455556666 "Pay" a@example.com CLOSED in "" 2024-03-05T09:12:44+00:00`, "members complete"}},
		{"Status without State", map[string]string{"a.json": account(`"Status":"SUSPENDED","JoinedTimestamp":1709629964`)},
			[]string{`member 444455556666 ""  SUSPENDED in "" 2024-03-05T09:12:44Z`, "members complete"}},
		{"the ARN tells of the organization", map[string]string{"a.json": account(arn + `,"State":"CLOSED"`)},
			[]string{"organization o-a1b2c3d4e5 111122223333", `member 444455556666 ""  CLOSED in ""`, "members complete"}},
		{"Paths", map[string]string{"a.json": account(inOU)},
			[]string{"organization o-a1b2c3d4e5", `unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "" in "r-ab12"`, `member 444455556666 ""   in "ou-ab12-11112222"`, "members complete"}},
		{"Paths without the account", map[string]string{"a.json": account(strings.Replace(inOU, "444455556666/", "", 1))},
			[]string{"organization o-a1b2c3d4e5", `unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "" in "r-ab12"`, `member 444455556666 ""   in "ou-ab12-11112222"`, "members complete"}},
		{"ParentId of the account", map[string]string{"a.json": account(`"ParentId":"r-ab12"`)},
			[]string{`unit r-ab12 "" in ""`, `member 444455556666 ""   in "r-ab12"`, "members complete"}},
		{"parent from the name", map[string]string{"list-accounts-for-parent-r-ab12.json": account(`"Name":"Pay"`)},
			[]string{`unit r-ab12 "" in ""`, `member 444455556666 "Pay"   in "r-ab12"`}},
		{"parent from the directory", map[string]string{"ou-ab12-11112222/list-accounts-for-parent.json": account(`"Name":"Pay"`)},
			[]string{`unit ou-ab12-11112222 "" in ""`, `member 444455556666 "Pay"   in "ou-ab12-11112222"`}},
		{"parent from the object", map[string]string{"a.json": `{"Accounts":[{"Id":"444455556666"}],"ParentId":"r-ab12"}`},
			[]string{`unit r-ab12 "" in ""`, `member 444455556666 ""   in "r-ab12"`}},
		{"a parent that is none", map[string]string{"a.json": `{"ParentId":"up","Accounts":[{"Id":"444455556666"}]}`},
			[]string{`member 444455556666 ""   in ""`, "members complete", `damaged 1:13: found "up" for ParentId, which is no such id`}},
		{"no parent is told", map[string]string{"list-accounts-for-parent.json": account(`"Name":"Pay"`)},
			[]string{`member 444455556666 "Pay"   in ""`}},
		{"two parents", map[string]string{"a.json": account(`"ParentId":"r-ab12"`) + account(`"ParentId":"r-zz99"`)},
			[]string{`unit r-ab12 "" in ""`, `unit r-zz99 "" in ""`, `member 444455556666 ""   in "r-ab12"`, "members complete",
				`damaged 1:70: account 444455556666 has the parent "r-zz99" here, and "r-ab12" in another place; …`}},
		{"two names", map[string]string{"a.json": account(`"Name":"A"`) + account(`"Name":"B"`) + account(`"Name":"C"`)},
			[]string{`member 444455556666 "A"   in ""`, "members complete", `damaged 1:61: account 444455556666 has Name "B" here, and "A" in another place; …`}},
		{"the last page is missing", map[string]string{"a.json": strings.TrimSuffix(account(`"Name":"A"`), "}") + `,"NextToken":"x"}`},
			[]string{`member 444455556666 "A"   in ""`, "incomplete 1:13: the last page of this list is missing (NextToken): organizations:ListAccounts"}},
		{"pages in two files", map[string]string{"a.json": strings.TrimSuffix(account(`"Name":"A"`), "}") + `,"NextToken":"x"}`, "b.json": `{"Accounts":[]}`},
			[]string{`member 444455556666 "A"   in ""`, "members complete"}},
		{"describe-account", map[string]string{"a.json": `{"Account":{"Id":"444455556666","Name":"Pay","State":"ACTIVE"}}`},
			[]string{`member 444455556666 "Pay"  ACTIVE in ""`}},
		{"an account of another service", map[string]string{"a.json": `{"Roots":[]}`, "b.json": `{"Account":{"Name":"x"}}`}, []string{"note: this is not used: …"}},
		{"keys of another program", map[string]string{"a.json": `{"ParentId":7,"Accounts":[{"Id":"444455556666"}],"schema":[]}`}, []string{`member 444455556666 ""   in ""`, "members complete"}},
		{"entries that are none", map[string]string{"a.json": `{"Accounts":[7,{"Name":"x"},{"Id":"1"},{"Id":"444455556666","Arn":"arn:aws:iam::444455556666:root"},{"Id":"444455556666","State":"open"}]}`},
			[]string{"members complete", "damaged 1:14: expected an account, found a number", "damaged 1:16: expected an Id in this object, found none",
				`damaged 1:35: expected an account id of twelve digits for Id, found "1"`,
				`damaged 1:67: expected the ARN of an account of an organization for Arn, found "arn:aws:iam::444455556666:root"`,
				`damaged 1:130: expected the state of an account, as ACTIVE, for State, found "open"`}},
		{"no list", map[string]string{"a.json": `{"Accounts":"none"}`}, []string{"damaged 1:13: expected a list of accounts, found a string"}},
		{"names are bounded", map[string]string{"a.json": account(`"Name":"x` + strings.Repeat("é", 200) + `"`)},
			[]string{`member 444455556666 "x` + strings.Repeat("é", 127) + `…"   in ""`, "members complete"}},
		{"names are of one line", map[string]string{"a.json": account(`"Name":"a\u001b[31m\nb"`)},
			[]string{`member 444455556666 "a [31m b"   in ""`, "members complete"}},
		{"list-delegated-administrators", map[string]string{"a.json": `{"DelegatedAdministrators":[{"Id":"444455556666",` + arn + `,"Name":"Pay","Status":"ACTIVE"},{"Name":"x"}]}`},
			[]string{"organization o-a1b2c3d4e5 111122223333", `member 444455556666 ""   in ""`, "delegated 444455556666 unknown", "damaged 1:160: expected an Id in this object, found none"}},
		{"list-delegated-services-for-account", map[string]string{"x/444455556666.json": `{"DelegatedServices":[{"ServicePrincipal":"sso.amazonaws.com"}]}`, "b.json": `{"DelegatedServices":[{"ServicePrincipal":"guardduty.amazonaws.com"}],"AccountId":"444455556666"}`},
			[]string{"delegated 444455556666 [guardduty.amazonaws.com sso.amazonaws.com]"}},
		{"services of nobody", map[string]string{"a.json": `{"DelegatedServices":[]}`},
			[]string{"damaged 1:22: neither AccountId nor the name of the file says whose services these are"}},
	})
}

func TestUnits(t *testing.T) {
	t.Parallel()
	checkReadings(t, []reading{
		{"list-roots", map[string]string{"a.json": `{"Roots":[{"Id":"r-ab12","Name":"Root","PolicyTypes":[{"Type":"TAG_POLICY","Status":"ENABLED","Other":1},{"Type":"SERVICE_CONTROL_POLICY","Status":"ENABLED"},{"Type":"RESOURCE_CONTROL_POLICY","Status":"PENDING_DISABLE"}]}]}`},
			[]string{`unit r-ab12 "Root" in "" [SERVICE_CONTROL_POLICY TAG_POLICY]`}},
		{"no types", map[string]string{"a.json": `{"Roots":[{"Id":"r-ab12","PolicyTypes":[]}]}`}, []string{`unit r-ab12 "" in "" []`}},
		{"types not told", map[string]string{"a.json": `{"Roots":[{"Id":"r-ab12","PolicyTypes":null}]}`}, []string{`unit r-ab12 "" in ""`}},
		{"types differ", map[string]string{"a.json": `{"Roots":[{"Id":"r-ab12","PolicyTypes":[]}]}{"Roots":[{"Id":"r-ab12","PolicyTypes":[{"Type":"TAG_POLICY","Status":"ENABLED"}]}]}`},
			[]string{`unit r-ab12 "" in "" []`, "damaged 1:55: root r-ab12 has PolicyTypes that are in force here, and others in another place; …"}},
		{"roots that are none", map[string]string{"a.json": `{"Roots":[{"Name":"x"},{"Id":"ou-ab12-11112222"},{"Id":"r-ab12","PolicyTypes":[{"Type":"x y"}]}]}`},
			[]string{"damaged 1:11: expected an Id in this object, found none", `damaged 1:30: expected the id of a root (r-…) for Id, found "ou-ab12-11112222"`,
				`damaged 1:88: expected a type of policies for Type, found "x y"`}},
		{"list-organizational-units-for-parent", map[string]string{"units/r-ab12.json": `{"OrganizationalUnits":[{"Id":"ou-ab12-11112222","Name":"Prod"}]}`},
			[]string{`unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "Prod" in "r-ab12"`}},
		{"name of a command in the name of the file", map[string]string{"list-organizational-units-for-parent-ou-ab12-33334444.json": `{"OrganizationalUnits":[{"Id":"ou-ab12-11112222"}]}`},
			[]string{`unit ou-ab12-11112222 "" in "ou-ab12-33334444"`, `unit ou-ab12-33334444 "" in ""`}},
		{"ParentId", map[string]string{"a.json": `{"OrganizationalUnits":[{"Id":"ou-ab12-11112222"},{"Id":"ou-ab12-33334444","ParentId":"ou-ab12-11112222"}],"ParentId":"r-ab12"}`},
			[]string{`unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "" in "r-ab12"`, `unit ou-ab12-33334444 "" in "ou-ab12-11112222"`}},
		{"Path and Paths", map[string]string{"a.json": `{"OrganizationalUnits":[{"Id":"ou-ab12-11112222","Path":"o-a1b2c3d4e5/r-ab12/ou-ab12-11112222/"},{"Id":"ou-ab12-33334444","Paths":["o-a1b2c3d4e5/r-ab12/"]}]}`},
			[]string{"organization o-a1b2c3d4e5", `unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "" in "r-ab12"`, `unit ou-ab12-33334444 "" in "r-ab12"`}},
		{"describe-organizational-unit", map[string]string{"describe-organizational-unit/ou-ab12-11112222.json": `{"OrganizationalUnit":{"Id":"ou-ab12-11112222","Name":"Prod"}}`},
			[]string{`unit ou-ab12-11112222 "Prod" in ""`}},
		{"units that are none", map[string]string{"a.json": `{"OrganizationalUnits":[{"Name":"x"},{"Id":"x"}]}`},
			[]string{"damaged 1:25: expected an Id in this object, found none", `damaged 1:44: expected the id of a unit (ou-…) for Id, found "x"`}},
		{"list-parents", map[string]string{"list-parents/ou-ab12-11112222.json": `{"Parents":[{"Id":"r-ab12","Type":"ROOT"}]}`, "p.json": `{"Parents":[{"Id":"ou-ab12-11112222"}],"ChildId":"444455556666"}`},
			[]string{`unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "" in "r-ab12"`, `member 444455556666 ""   in "ou-ab12-11112222"`}},
		{"parents of nobody", map[string]string{"a.json": `{"Parents":[{"Id":"r-ab12"}]}`},
			[]string{"damaged 1:12: neither ChildId nor the name of the file says the parents of which unit or account these are"}},
		{"list-children", map[string]string{"list-children/r-ab12.json": `{"Children":[{"Id":"ou-ab12-11112222","Type":"ORGANIZATIONAL_UNIT"},{"Id":"444455556666","Type":"ACCOUNT"}]}`},
			[]string{`unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "" in "r-ab12"`, `member 444455556666 ""   in "r-ab12"`}},
		{"children of nobody", map[string]string{"a.json": `{"Children":[{"Id":"444455556666"},{"Type":"x"}]}`},
			[]string{"damaged 1:36: expected Id in this object, found none", "damaged 1:13: neither ParentId nor the name of the file says the children of which unit these are"}},
		{"the whole tree", map[string]string{
			"accounts-for/r-ab12.json": `{"Accounts":[]}`, "accounts-for/ou-ab12-11112222.json": `{"Accounts":[{"Id":"444455556666"}]}`,
			"units-for/r-ab12.json": `{"OrganizationalUnits":[{"Id":"ou-ab12-11112222"}]}`, "units-for/ou-ab12-11112222.json": `{"OrganizationalUnits":[]}`},
			[]string{`unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "" in "r-ab12"`, `member 444455556666 ""   in "ou-ab12-11112222"`, "members complete"}},
		{"a tree with a hole", map[string]string{
			"accounts-for/r-ab12.json": `{"Accounts":[]}`, "units-for/r-ab12.json": `{"OrganizationalUnits":[{"Id":"ou-ab12-11112222"}]}`, "units-for/ou-ab12-11112222.json": `{"OrganizationalUnits":[]}`},
			[]string{`unit r-ab12 "" in ""`, `unit ou-ab12-11112222 "" in "r-ab12"`}},
	})
}
