package configfile_test

import (
	"strings"
	"testing"
)

// A refusal is a file, and the first line that is said of it.
type refusal struct {
	text, want string
	// beyond says that the schema takes it.
	beyond bool
}

// with is a file whose role, or what follows a person, is another.
func withRole(role string) string {
	return "version: 1\nrole:\n  name: support\n  " + role + "\ntrust: {people: [{account: \"111122223333\", roles: [lead]}]}\n"
}

func withPeople(people string) string {
	return "version: 1\nrole: {name: support}\ntrust:\n  people:\n    - account: \"111122223333\"\n      " + strings.ReplaceAll(people, "\n", "\n      ") + "\n"
}

func withTrust(trust string) string {
	return "version: 1\nrole: {name: support}\ntrust:\n  " + strings.ReplaceAll(trust, "\n", "\n  ") + "\n"
}

// refuse holds that files are refused as a whole.
func refuse(t *testing.T, cases map[string]refusal) {
	t.Helper()
	for name, tt := range cases {
		c, notes, err := read(t, tt.text)
		if err == nil || c != nil || notes != nil {
			t.Errorf("%s: %v, %v, %v", name, c, notes, err)
			continue
		}
		if first, _, _ := strings.Cut(err.Error(), "\n"); first != tt.want {
			t.Errorf("%s:\n     %v\nwant %s", name, err, tt.want)
		}
	}
}

func TestRefuseText(t *testing.T)   { t.Parallel(); refuse(t, textFaults()) }
func TestRefuseWhole(t *testing.T)  { t.Parallel(); refuse(t, wholeFaults()) }
func TestRefuseRole(t *testing.T)   { t.Parallel(); refuse(t, roleFaults()) }
func TestRefuseTags(t *testing.T)   { t.Parallel(); refuse(t, tagFaults()) }
func TestRefusePeople(t *testing.T) { t.Parallel(); refuse(t, peopleFaults()) }
func TestRefuseGrants(t *testing.T) { t.Parallel(); refuse(t, grantFaults()) }
func TestRefuseOthers(t *testing.T) { t.Parallel(); refuse(t, otherFaults()) }
func TestRefuseOIDC(t *testing.T)   { t.Parallel(); refuse(t, oidcFaults()) }
func TestRefuseScope(t *testing.T)  { t.Parallel(); refuse(t, scopeFaults()) }

// textFaults are those of texts that are not of the kind that is taken, in words
// of this format; internal/strictyaml has the others.
func textFaults() map[string]refusal {
	return map[string]refusal{
		"empty":         {text: "", want: "1:1: expected one document, with the keys version, role and trust"},
		"two documents": {text: small + "---\n" + small, want: "1:1: expected one document, with the keys version, role and trust"},
		"alias":         {text: withPeople("users: [*all]"), want: "6:15: an alias is not taken; a text that begins with * stands in quotes"},
	}
}

func wholeFaults() map[string]refusal {
	const keys = "version, role, policy, trust, scope, found"
	return map[string]refusal{
		"a list":        {text: "- a\n", want: "1:1: expected a mapping for hotline.yaml with " + keys + ", found a list"},
		"text":          {text: "a\n", want: "1:1: expected a mapping for hotline.yaml with " + keys + ", found text"},
		"empty mapping": {text: "{}\n", want: "1:1: expected version in hotline.yaml"},
		"no version":    {text: strings.TrimPrefix(small, "version: 1\n"), want: "1:1: expected version in hotline.yaml"},
		"version 2":     {text: "version: 2\nrules: x\n", want: "1:10: expected version 1, which is the one that this hotline reads"},
		"version text":  {text: "version: '1'\n", want: "1:10: expected version 1, which is the one that this hotline reads"},
		"no role":       {text: "version: 1\ntrust: {people: [{account: \"111122223333\", roles: [lead]}]}\n", want: "1:1: expected role in hotline.yaml"},
		"no trust":      {text: "version: 1\nrole: {name: s}\n", want: "1:1: expected trust in hotline.yaml"},
		"nobody":        {text: withTrust("people: []"), want: "4:3: expected somebody in people, providers or automation: nobody could assume the role"},
		"nothing":       {text: "version: 1\nrole: {name: s}\ntrust:\n", want: "3:7: expected a mapping for trust with people, providers, automation, found nothing"},
		"unknown key":   {text: small + "polcy: x\n", want: `4:1: unknown key "polcy" in hotline.yaml; did you mean policy?; expected ` + keys},
		"key twice":     {text: small + "version: 1\n", want: `4:1: key "version" comes twice`, beyond: true},
		"policy":        {text: small + "policy: least-privileged\n", want: `4:9: expected one of aws-managed, least-privilege for policy, found "least-privileged"; did you mean least-privilege?`},
		"long trust": {text: withPeople("roles:\n" + manyRoles(80)),
			want: "3:1: the trust policy would have 5083 characters, and IAM takes 4096 at most: name groups of people by one role or permission set", beyond: true},
	}
}

// manyRoles are the lines of a list of different names.
func manyRoles(n int) string {
	var out strings.Builder
	for i := range n {
		out.WriteString("  - team-" + strings.Repeat("a", i/26+1) + string(rune('a'+i%26)) + "-incident-responder\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func roleFaults() map[string]refusal {
	long := strings.Repeat("x", 65)
	return map[string]refusal{
		"entry":            {text: "version: 1\nrole: {name: organizationaccountaccessrole}\ntrust: {automation: [{service: ssm.amazonaws.com}]}\n", want: "2:14: expected another name than organizationaccountaccessrole: by the role of this name administrators enter the account", beyond: true},
		"partition":        {text: withTrust("automation: [{role: \"arn:aws:iam::222233334444:role/ci\"}]") + "found: {adopt: [\"arn:aws-us-gov:iam::111122223333:role/x\"]}\n", want: "4:16: role arn:aws:iam::222233334444:role/ci is of another partition than other ARNs here: roles are not assumed across partitions", beyond: true},
		"text":             {text: strings.Replace(small, "{name: support}", "support", 1), want: "2:7: expected a mapping for role with name, path, description, session, tags, boundary, found text"},
		"unknown":          {text: withRole("sesion: 1h"), want: `4:3: unknown key "sesion" in role; did you mean session?; expected name, path, description, session, tags, boundary`},
		"name twice":       {text: withRole("name: x"), want: `4:3: key "name" comes twice`, beyond: true},
		"long name":        {text: "version: 1\nrole: {name: " + long + "}\n" + small[33:], want: `2:14: expected 1 to 64 letters, digits and _+=,.@- for name, found "` + long + `"`},
		"pattern":          {text: strings.Replace(small, "name: support", "name: support*", 1), want: `2:14: expected 1 to 64 letters, digits and _+=,.@- for name, found "support*"`},
		"reserved name":    {text: strings.Replace(small, "name: support", "name: AWSServiceRoleForSupport", 1), want: `2:14: expected a name of your own, found "AWSServiceRoleForSupport": AWS keeps names that begin so for roles of services and of IAM Identity Center`, beyond: true},
		"number":           {text: strings.Replace(small, "name: support", "name: 12", 1), want: "2:14: expected text for name, found a number: digits stand in quotes, since programs take them for a number otherwise, and drop zeros in front"},
		"nothing":          {text: strings.Replace(small, "name: support", "name:", 1), want: "2:13: expected text for name, found nothing"},
		"empty":            {text: strings.Replace(small, "name: support", "name: ''", 1), want: "2:14: expected text for name, found none"},
		"control":          {text: strings.Replace(small, "name: support", `name: "a\tb"`, 1), want: "2:14: expected one line of plain text for name"},
		"path":             {text: withRole("path: team/"), want: `4:9: expected a path that begins and ends with a slash as /team/, of letters, digits and _+=,.@-, found "team/"`},
		"double slash":     {text: withRole("path: //"), want: `4:9: expected a path that begins and ends with a slash as /team/, of letters, digits and _+=,.@-, found "//"`},
		"pattern in path":  {text: withRole("path: /*/"), want: `4:9: expected a path that begins and ends with a slash as /team/, of letters, digits and _+=,.@-, found "/*/"`},
		"reserved path":    {text: withRole("path: /aws-reserved/x/"), want: `4:9: expected a path of your own, found "/aws-reserved/x/": AWS keeps /aws-reserved/ for itself`, beyond: true},
		"long description": {text: withRole("description: " + strings.Repeat("é", 1001)), want: "4:16: expected at most 1000 characters for description, found 1001"},
		"Greek":            {text: withRole("description: λ"), want: "4:16: expected letters of Western European languages for description: IAM takes no others"},
		"description list": {text: withRole("description: [a]"), want: "4:16: expected text for description, found a list"},
		"description map":  {text: withRole("description: {a: b}"), want: "4:16: expected text for description, found a mapping"},
		"short session":    {text: withRole("session: 59m"), want: `4:12: expected 1h to 12h for session, found "59m"`, beyond: true},
		"long session":     {text: withRole("session: 12h1s"), want: `4:12: expected 1h to 12h for session, found "12h1s"`, beyond: true},
		"seconds":          {text: withRole("session: 3600"), want: "4:12: expected text for session, found a number: digits stand in quotes, since programs take them for a number otherwise, and drop zeros in front"},
		"word":             {text: withRole("session: an hour"), want: `4:12: expected a time as 1h, 90m or 1h30m for session, found "an hour"`},
		"fraction":         {text: withRole("session: 1.5h"), want: `4:12: expected a time as 1h, 90m or 1h30m for session, found "1.5h"`},
		"huge session":     {text: withRole("session: 99999999999999999999h"), want: `4:12: expected a time as 1h, 90m or 1h30m for session, found "99999999999999999999h"`, beyond: true},
		"boundary":         {text: withRole("boundary: support-boundary"), want: `4:13: expected none, or the ARN of a policy as arn:{partition}:iam::{account}:policy/NAME for boundary, found "support-boundary"`},
		"boundary role":    {text: withRole("boundary: arn:aws:iam::111122223333:role/x"), want: `4:13: expected none, or the ARN of a policy as arn:{partition}:iam::{account}:policy/NAME for boundary, found "arn:aws:iam::111122223333:role/x"`},
		"other boundary":   {text: withRole("boundary: arn:aws:iam::111122223333:policy/x"), want: "4:3: the boundary is a policy of account 111122223333, and a role has one of its own account: write {account}, or have only that account in scope", beyond: true},
	}
}

func tagFaults() map[string]refusal {
	var many strings.Builder
	for i := range 50 {
		many.WriteString("\n    k" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + ": v")
	}
	const key = `expected the key of a tag, 1 to 128 letters, digits, spaces and _.:/=+-@, found `
	return map[string]refusal{
		"list":       {text: withRole("tags: [a]"), want: "4:9: expected a mapping for tags, found a list"},
		"owner":      {text: withRole("tags: {Managed-By: me}"), want: "4:10: tag managed-by says what hotline owns: it sets it itself"},
		"of AWS":     {text: withRole("tags: {\"AWS:x\": me}"), want: `4:10: tag "AWS:x": keys that begin with aws: are for AWS alone`},
		"empty key":  {text: withRole("tags: {\"\": me}"), want: `4:10: ` + key + `""`},
		"odd key":    {text: withRole("tags: {\"a*\": me}"), want: `4:10: ` + key + `"a*"`},
		"long key":   {text: withRole("tags: {" + strings.Repeat("k", 129) + ": me}"), want: `4:10: ` + key + `"` + strings.Repeat("k", 129) + `"`},
		"any case":   {text: withRole("tags: {team: a, Team: b}"), want: `4:19: tags "team" and "Team" are the same to IAM`, beyond: true},
		"twice":      {text: withRole("tags: {team: a, team: b}"), want: `4:19: key "team" comes twice`, beyond: true},
		"number":     {text: withRole("tags: {cost: 0815}"), want: "4:16: expected text for tag cost, found a number: digits stand in quotes, since programs take them for a number otherwise, and drop zeros in front", beyond: true},
		"truth":      {text: withRole("tags: {cost: true}"), want: "4:16: expected text for tag cost, found a truth value; as text it stands in quotes"},
		"odd value":  {text: withRole("tags: {cost: \"a;b\"}"), want: `4:16: expected the value of a tag, at most 256 letters, digits, spaces and _.:/=+-@, found "a;b"`},
		"long value": {text: withRole("tags: {cost: " + strings.Repeat("v", 257) + "}"), want: `4:16: expected the value of a tag, at most 256 letters, digits, spaces and _.:/=+-@, found "` + strings.Repeat("v", 257) + `"`},
		"many":       {text: withRole("tags:" + many.String()), want: "54:5: more than 49 tags; expected at most that, since a role may have 50 and managed-by is one"},
	}
}

func scopeFaults() map[string]refusal {
	return map[string]refusal{
		"account":        {text: small + "scope: {accounts: [\"1111\"]}\n", want: `4:20: expected an account id of twelve digits, found "1111"`},
		"number":         {text: small + "scope: {accounts: [111122223333]}\n", want: "4:20: expected text for accounts, found a number: digits stand in quotes, since programs take them for a number otherwise, and drop zeros in front"},
		"leading zero":   {text: small + "scope: {accounts: [012345678901]}\n", want: "4:20: expected text for accounts, found a number: digits stand in quotes, since programs take them for a number otherwise, and drop zeros in front", beyond: true},
		"unit":           {text: small + "scope: {units: [Workloads]}\n", want: `4:17: expected the id of an organizational unit as ou-ab12-c3d4e5f6, or of the root as r-ab12, found "Workloads"`},
		"exclude":        {text: small + "scope: {exclude: [sandbox]}\n", want: `4:19: expected the id of an account, or of a unit, found "sandbox"`},
		"twice":          {text: small + "scope: {units: [ou-ab12-c3d4e5f6, ou-ab12-c3d4e5f6]}\n", want: `4:35: "ou-ab12-c3d4e5f6" comes twice`},
		"in and out":     {text: small + "scope:\n  accounts: [\"111122223333\"]\n  exclude: [\"111122223333\"]\n", want: "6:13: 111122223333 is in scope and excluded from it", beyond: true},
		"unit out":       {text: small + "scope:\n  exclude: [ou-ab12-c3d4e5f6]\n  units: [ou-ab12-c3d4e5f6]\n", want: "5:13: ou-ab12-c3d4e5f6 is in scope and excluded from it", beyond: true},
		"everything out": {text: small + "scope: {exclude: [r-ab12]}\n", want: "4:19: the root has all accounts in it: without it no account is left", beyond: true},
		"adopt":          {text: small + "found: {attachments: adopt}\n", want: `4:22: expected one of leave, remove for attachments, found "adopt"`},
		"delete":         {text: small + "found: {extras: delete}\n", want: `4:17: expected one of leave, remove for extras, found "delete"`},
		"adopt name":     {text: small + "found: {adopt: [aws-support]}\n", want: `4:17: expected the ARN of a role as arn:aws:iam::111122223333:role/NAME, found "aws-support"`},
		"adopt twice":    {text: small + "found: {adopt: [\"arn:aws:iam::111122223333:role/x\", \"arn:aws:iam::111122223333:role/x\"]}\n", want: `4:53: "arn:aws:iam::111122223333:role/x" comes twice`},
		"adopt excluded": {text: small + "scope: {exclude: [\"111122223333\"]}\nfound: {adopt: [\"arn:aws:iam::111122223333:role/x\"]}\n", want: "5:17: account 111122223333 is excluded from scope: nothing is adopted there", beyond: true},
		"adopt center": {text: small + "found: {adopt: [\"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_0123456789abcdef\"]}\n",
			want: "4:17: a role of IAM Identity Center or of a service cannot be adopted: nobody else can change it", beyond: true},
	}
}
