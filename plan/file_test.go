package plan_test

import (
	"slices"
	"strings"
	"testing"

	"hotline/desired"
	"hotline/plan"
)

// What is said of changes that hotline never makes, but that may be taken back.
const (
	attaches = "hotline attaches AWSSupportAccess to a role, and nothing else"
	writes   = "hotline writes no such policy"
	listed   = "the policy allows more than the list that AWS publishes"
	more     = "the policy allows more than to assume the support roles, which are"
	opens    = "hotline writes no trust policy that lets everybody in"
	widens   = "hotline lets nobody in as this trust policy does"
	strays   = "hotline writes no such statement of a trust policy"
	keeps    = "hotline does not take it away"
	noPolicy = "is not the ARN of a policy"
	profiles = "hotline puts no role into an instance profile"
	deletes  = "hotline deletes other roles with AWSSupportAccess, and nothing else"
	another  = "it is not of the support role, which is"
	unowned  = "it lacks the tag managed-by: hotline"
	takes    = "hotline takes a role of others over as hotline-adopted alone"
	unlike   = "hotline does not write a role in this way"
	misnamed = "the support role is to be arn:aws:iam::333333333333:role/x"
)

// What is said of what is no change at all.
const (
	noProperty = "no such property"
	noValue    = "is no value of it"
	noName     = "is no name of IAM"
)

// A trial is a change, and what is said of it.
type trial struct {
	change plan.Change
	want   string
}

func change(kind plan.Kind, field plan.Field, key string, before, after *string) plan.Change {
	return plan.Change{Property: plan.Property{Kind: kind, Name: "x", Field: field, Key: key}, Before: before, After: after}
}

// check holds what is said of changes, in a plan of hotline and in one that takes
// another back.
func check(t *testing.T, trials map[string]trial) {
	t.Helper()
	for name, tt := range trials {
		p := onePlan(tt.change)
		_, err := plan.Parse(encode(t, p))
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v\nwant %s", name, err, tt.want)
		}
		p.Purpose = "rollback"
		impossible := []string{noProperty, noValue, noName, "a user has no such property", "a root has no such property", "nothing is changed"}
		if back := !slices.Contains(impossible, tt.want); (p.Check() == nil) != back {
			t.Errorf("%s, taken back: %v", name, p.Check())
		}
	}
}

// TestCheckPolicies holds that nobody is given policies that hotline does not
// give.
func TestCheckPolicies(t *testing.T) {
	t.Parallel()
	const grant = `"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/x"`
	grants := func(statement string) plan.Change {
		return change(plan.Group, plan.Inline, desired.GrantPolicy, nil, ptr(statements(statement)))
	}
	check(t, map[string]trial{
		"attached":                   {change(plan.Role, plan.Attached, supportAccess, nil, ptr(supportAccess)), ""},
		"detached":                   {change(plan.User, plan.Attached, supportAccess, ptr(supportAccess), nil), ""},
		"another detached":           {change(plan.User, plan.Attached, readOnly, ptr(readOnly), nil), attaches},
		"extra detached":             {change(plan.Role, plan.Attached, readOnly, ptr(readOnly), nil), ""},
		"extra taken away":           {change(plan.Role, plan.Inline, "own", ptr(statements(allows("*"))), nil), ""},
		"taken away from a user":     {change(plan.User, plan.Inline, "own", ptr(statements(allows("*"))), nil), writes},
		"grant taken away":           {change(plan.User, plan.Inline, desired.GrantPolicy, ptr(statements(allows("*"))), nil), ""},
		"AdministratorAccess":        {change(plan.Role, plan.Attached, "arn:aws:iam::aws:policy/AdministratorAccess", nil, ptr("arn:aws:iam::aws:policy/AdministratorAccess")), attaches},
		"AWSSupportAccess to a user": {change(plan.User, plan.Attached, supportAccess, nil, ptr(supportAccess)), attaches},
		"of another partition":       {change(plan.Role, plan.Attached, "arn:aws-cn:iam::aws:policy/AWSSupportAccess", nil, ptr("arn:aws-cn:iam::aws:policy/AWSSupportAccess")), attaches},
		"another than it says":       {change(plan.Role, plan.Attached, supportAccess, nil, ptr(readOnly)), noValue},
		"another's policy":           {change(plan.Role, plan.Inline, "own", nil, ptr(desired.LeastPrivilegePolicy())), writes},
		"least":                      {change(plan.Role, plan.Inline, desired.SupportPolicy, nil, ptr(desired.LeastPrivilegePolicy())), ""},
		"more than least":            {change(plan.Role, plan.Inline, desired.SupportPolicy, nil, ptr(statements(allows("*")))), listed},
		"least of a user":            {change(plan.User, plan.Inline, desired.SupportPolicy, nil, ptr(desired.LeastPrivilegePolicy())), writes},
		"grant":                      {grants(grant), ""},
		"grant in an account":        {grants(strings.Replace(grant, "*", workload, 1)), ""},
		"grant of all":               {grants(allows("*")), more},
		"grant of another action":    {grants(strings.Replace(grant, "sts:AssumeRole", "sts:*", 1)), more},
		"grant of all but one":       {grants(strings.Replace(grant, `"Action"`, `"NotAction"`, 1)), more},
		"grant but on one":           {grants(strings.Replace(grant, `"Resource"`, `"NotResource"`, 1)), more},
		"grant of all roles":         {grants(strings.Replace(grant, "role/x", "role/*", 1)), more},
		"grant by a variable":        {grants(strings.Replace(grant, "role/x", "role/${aws:username}", 1)), more},
		"grant and another":          {change(plan.Group, plan.Inline, desired.GrantPolicy, nil, ptr(statements(grant, allows("s3:*")))), more},
	})
}

// TestCheckTrust holds that no role is opened to everybody.
func TestCheckTrust(t *testing.T) {
	t.Parallel()
	spec := func(trust string) *string {
		return ptr(plan.RoleSpec{Path: "/", Trust: trust, Tags: map[string]string{"managed-by": "hotline"}}.Text())
	}
	open, closed := ptr(statements(trusts(`"*"`))), ptr(statements(wantedTrust))
	check(t, map[string]trial{
		"no document":             {change(plan.Role, plan.Trust, "", nil, ptr("{}")), noValue},
		"no document before":      {change(plan.Role, plan.Trust, "", ptr("x"), closed), noValue},
		"open":                    {change(plan.Role, plan.Trust, "", closed, open), opens},
		"open as before":          {change(plan.Role, plan.Trust, "", open, ptr(statements(trusts(`"*"`), wantedTrust))), ""},
		"open in a list":          {change(plan.Role, plan.Trust, "", closed, ptr(statements(trusts(`{"AWS":["`+security+`","*"]}`)))), opens},
		"open but to one":         {change(plan.Role, plan.Trust, "", closed, ptr(strings.Replace(*closed, `"Principal"`, `"NotPrincipal"`, 1))), opens},
		"denied to all":           {change(plan.Role, plan.Trust, "", closed, ptr(strings.Replace(*open, "Allow", "Deny", 1))), strays},
		"taken away":              {change(plan.Role, plan.Trust, "", closed, nil), keeps},
		"created":                 {change(plan.Role, plan.Itself, "", nil, spec(*closed)), ""},
		"created open":            {change(plan.Role, plan.Itself, "", nil, spec(*open)), opens},
		"created by half a role":  {change(plan.Role, plan.Itself, "", nil, ptr(`{"path":"/"}`)), noValue},
		"created by two roles":    {change(plan.Role, plan.Itself, "", nil, ptr(*spec(*closed)+*spec(*closed))), noValue},
		"created by what is more": {change(plan.Role, plan.Itself, "", nil, ptr(`{"path":"/","more":1}`)), noValue},
		"created of others":       {change(plan.Role, plan.Itself, "", nil, ptr(plan.RoleSpec{Path: "/", Trust: *closed}.Text())), unowned},
		"created elsewhere":       {change(plan.Role, plan.Itself, "", nil, ptr(strings.Replace(*spec(*closed), `"/"`, `"/a/"`, 1))), misnamed},
		"created in other words":  {change(plan.Role, plan.Itself, "", nil, ptr(*spec(*closed)+" ")), unlike},
		"created in no boundary":  {change(plan.Role, plan.Itself, "", nil, ptr(strings.TrimSuffix(*spec(*closed), "}")+`,"boundary":"x"}`)), noPolicy},
		"deleted":                 {change(plan.Role, plan.Itself, "", spec(*open), nil), deletes},
	})
}

// TestCheckProperties holds which properties there are, and of whom.
func TestCheckProperties(t *testing.T) {
	t.Parallel()
	closed := ptr(statements(trusts(`{"AWS":"` + security + `"}`)))
	named := func(name string) plan.Change { // of the support role, or of another
		c := change(plan.Role, plan.Description, "", nil, ptr("d"))
		c.Name = name
		return c
	}
	check(t, map[string]trial{
		"session":            {change(plan.Role, plan.Session, "", ptr("3600"), ptr("7200")), ""},
		"no number":          {change(plan.Role, plan.Session, "", nil, ptr("1h")), noValue},
		"boundary":           {change(plan.Role, plan.Boundary, "", nil, ptr(readOnly)), ""},
		"tag":                {change(plan.Role, plan.Tag, "k", nil, ptr("")), ""},
		"no boundary":        {change(plan.Role, plan.Boundary, "", ptr(readOnly), nil), ""},
		"another's boundary": {change(plan.Role, plan.Boundary, "", nil, ptr("arn:aws:iam::"+strange+":policy/p")), noPolicy},
		"session gone":       {change(plan.Role, plan.Session, "", ptr("3600"), nil), keeps},
		"tag gone":           {change(plan.Role, plan.Tag, "k", ptr("v"), nil), keeps},
		"taken over":         {change(plan.Role, plan.Tag, "Managed-By", nil, ptr("hotline-adopted")), ""},
		"taken for its own":  {change(plan.Role, plan.Tag, "Managed-By", nil, ptr("hotline")), takes},
		"profile":            {change(plan.Role, plan.InstanceProfile, "p", ptr("p"), nil), profiles},
		"another role":       {named("y"), another},
		"no tag":             {change(plan.Role, plan.Tag, "", nil, ptr("v")), noProperty},
		"trust of something": {change(plan.Role, plan.Trust, "k", closed, nil), noProperty},
		"no field":           {change(plan.Role, "", "", nil, ptr("v")), noProperty},
		"another field":      {change(plan.Role, "keys", "", nil, ptr("v")), noProperty},
		"trust of a user":    {change(plan.User, plan.Trust, "", nil, closed), "a user has no such property"},
		"another kind":       {change("root", plan.Attached, supportAccess, nil, ptr(supportAccess)), "a root has no such property"},
		"nothing":            {change(plan.Role, plan.Tag, "k", nil, nil), "nothing is changed"},
		"no name":            {named(""), noName},
		"a path":             {named("a/b"), noName},
		"a long name":        {named(strings.Repeat("x", 129)), noName},
		"two lines":          {named("a\n"), noName},
	})
}

// onePlan is a plan of one account.
func onePlan(changes ...plan.Change) *plan.Plan {
	return &plan.Plan{Schema: plan.Schema, Purpose: "apply", Mode: plan.Full, Roles: []string{"arn:aws:iam::*:role/x", arnOf + "role/x"},
		Accounts: []plan.Account{{ID: workload, Partition: "aws", Outcome: plan.Changes, Role: arnOf + "role/x", Changes: changes}}}
}

// TestCheckWhole holds what a plan must say of itself and of its accounts.
func TestCheckWhole(t *testing.T) {
	t.Parallel()
	tag := plan.Change{Property: plan.Property{Kind: plan.Role, Name: "x", Field: plan.Tag, Key: "k"}, After: ptr("v")}
	for name, tt := range map[string]struct {
		edit func(*plan.Plan)
		want string
	}{
		"in order":         {func(*plan.Plan) {}, ""},
		"schema":           {func(p *plan.Plan) { p.Schema = "hotline/plan/2" }, `expected the schema hotline/plan/1, found "hotline/plan/2"`},
		"purpose":          {func(p *plan.Plan) { p.Purpose = "" }, `expected apply, remove or rollback for purpose, found ""`},
		"mode":             {func(p *plan.Plan) { p.Mode = "all" }, `expected observe, additive or full for mode, found "all"`},
		"unchanged":        {func(p *plan.Plan) { p.Accounts[0].Outcome = plan.Unchanged }, "account 333333333333 is unchanged and has changes"},
		"another outcome":  {func(p *plan.Plan) { p.Accounts[0].Outcome = "" }, "account 333333333333 is  and has changes"},
		"id":               {func(p *plan.Plan) { p.Accounts[0].ID = "33333333333" }, `account "33333333333": expected the id of an account, once`},
		"twice":            {func(p *plan.Plan) { p.Accounts = append(p.Accounts, p.Accounts[0]) }, `account "333333333333": expected the id of an account, once`},
		"nothing, no id":   {func(p *plan.Plan) { p.Accounts = append(p.Accounts, plan.Account{Outcome: plan.Unknown}) }, ""},
		"none":             {func(p *plan.Plan) { p.Accounts = nil }, ""},
		"role":             {func(p *plan.Plan) { p.Accounts[0].Role = "x" }, `account 333333333333: "x" is not the ARN of a role of the account`},
		"role elsewhere":   {func(p *plan.Plan) { p.Accounts[0].Role = "arn:aws:iam::" + strange + ":role/x" }, `account 333333333333: "arn:aws:iam::999999999999:role/x" is not the ARN of a role of the account`},
		"no role":          {func(p *plan.Plan) { p.Accounts[0].Role = "" }, `account 333333333333, role/x tag k: it is not of the support role, which is ""`},
		"partition":        {func(p *plan.Plan) { p.Accounts[0].Partition = "aws.*" }, `account 333333333333: "aws.*" is no partition`},
		"changed twice":    {func(p *plan.Plan) { p.Accounts[0].Changes = append(p.Accounts[0].Changes, tag) }, "account 333333333333, role/x tag k: it is changed twice"},
		"roles":            {func(p *plan.Plan) { p.Roles[0] = "arn:aws:iam::*:role/*" }, `roles: "arn:aws:iam::*:role/*" is not the ARN of a role`},
		"roles, entry":     {func(p *plan.Plan) { p.Roles[0] = "arn:aws:iam::*:role/OrganizationAccountAccessRole" }, "roles: arn:aws:iam::*:role/OrganizationAccountAccessRole is how accounts are entered, and no support role"},
		"roles, two names": {func(p *plan.Plan) { p.Roles[1] = "arn:aws:iam::*:role/y" }, "roles: expected one name for the support roles of all accounts, found arn:aws:iam::*:role/y, too"},
		"other partition":  {func(p *plan.Plan) { p.Roles[1] = "arn:aws-cn:iam::*:role/x" }, ""},
		"who is let in":    {func(p *plan.Plan) { p.Accounts[0].Admits = []string{arnOf + "role/a/x", arnOf + "user/u"} }, ""},
		"nobody is let in": {func(p *plan.Plan) { p.Accounts[0].Admits = []string{"arn:aws:iam::" + workload + ":x"} }, `account 333333333333: "arn:aws:iam::333333333333:x" is not the ARN of a user or role`},
		"bad change":       {func(p *plan.Plan) { p.Accounts[0].Changes[0].Key = "" }, "account 333333333333, role/x tag: no such property"},
	} {
		p := onePlan(tag)
		tt.edit(p)
		if err := p.Check(); tt.want == "" && err != nil || tt.want != "" && (err == nil || err.Error() != tt.want) {
			t.Errorf("%s: %v\nwant %s", name, err, tt.want)
		}
	}
}

// TestParseFaults holds where a text is not a plan.
func TestParseFaults(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                      "1:1: EOF",
		"{\n  \"schema\": 5\n}": "2:14: json: cannot unmarshal number into Go struct field Plan.schema of type string",
		"{\n \"schema\":\n]":    "3:2: invalid character ']' looking for beginning of value",
		"{\n\"more\": 1}":       `json: unknown field "more"`,
		`{"schema":"hotline/plan/1","purpose":"apply","mode":"full","accounts":[{"ID":"1"}]}`: `1:73: unknown field "ID"`,
		`{"mode":"observe","mode":"full"}`:         "mode",
		"{\"mode\":\"\xff\"}":                      "UTF-8",
		`{"accounts":[{"changes":[{"after":1}]}]}`: "json: cannot unmarshal number",
		"{}\n{}": "2:2: something follows the plan",
		"{} x":   "something follows the plan",
		"{}":     `expected the schema hotline/plan/1, found ""`,
		"null":   `expected the schema hotline/plan/1, found ""`,
	} {
		if _, err := plan.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
}

// FuzzParse holds that what is read can be written and read again, and that
// nothing is taken that must not be.
func FuzzParse(f *testing.F) {
	s := newScene(f)
	removing(s)
	a := s.plan()
	for _, seed := range []*plan.Plan{onePlan(a.Changes...), onePlan(emptyScene(f).plan().Changes...), {}} {
		f.Add(encode(f, seed))
	}
	f.Add([]byte(`{"schema":"hotline/plan/1","accounts":[null]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := plan.Parse(text)
		if err != nil {
			return
		}
		if _, err := plan.Parse(encode(t, p)); err != nil {
			t.Fatalf("%v", err)
		}
		for _, a := range p.Accounts {
			for _, c := range a.Changes {
				if p.Purpose != "rollback" && c.Field == plan.Attached && c.After != nil && !strings.HasSuffix(*c.After, ":iam::aws:policy/AWSSupportAccess") {
					t.Fatalf("%s is attached", *c.After)
				}
				_ = c.Reverse().Reverse()
			}
		}
		p.Sort()
	})
}
