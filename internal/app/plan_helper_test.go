package app_test

import (
	"slices"
	"strings"
	"time"

	"hotline/desired"
	"hotline/internal/app"
	"hotline/org"
	"hotline/plan"
	"hotline/policy"
)

// The accounts of a made-up organization: that of the people, and two in a unit.
const (
	staff  = "222222222222"
	shop   = "333333333333"
	stock  = "444444444444"
	alien  = "999999999999"
	moment = "2026-11-22T03:15:00Z"
)

// fataler is what *testing.T and *rapid.T have in common, as far as it is needed
// here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// An estate is an organization, and what is wanted of it: a support role in shop
// and stock, for the role ops of staff.
type estate struct {
	t fataler
	*org.Snapshot
	config *desired.Config
	wish   plan.Wish
}

func newEstate(t fataler) *estate {
	c := &desired.Config{
		Role:   desired.Role{Name: "aws-support", Path: "/", Description: "for incidents", Session: 4 * time.Hour},
		Policy: desired.AWSManaged,
		Trust:  desired.Trust{People: []desired.People{{Account: staff, Roles: []string{"ops"}}}},
		Scope:  desired.Scope{Units: []string{"ou-prod"}},
		Found:  desired.Found{Roles: desired.Leave, Attachments: desired.Leave, Extras: desired.Leave},
	}
	o := &org.Organization{ID: "o-example0000", FeatureSet: "ALL", MembersComplete: true, Units: []*org.Unit{
		{ID: "r-root", Enabled: []org.PolicyType{}}, {ID: "ou-prod", Parent: "r-root"}, {ID: "ou-test", Parent: "r-root"},
	}}
	e := &estate{t, &org.Snapshot{Organization: o}, c, plan.Wish{Config: c, Mode: plan.Full}}
	for _, id := range []string{staff, shop, stock} {
		e.Accounts = append(e.Accounts, &org.Account{ID: id, Partition: "aws", Member: e.member(id, "ou-prod"), Policies: []*org.Policy{
			{ARN: supportARN, Name: "AWSSupportAccess", Versions: []org.PolicyVersion{{Default: true, Document: e.document(allows("support:*"))}}},
		}})
	}
	o.Members[0].Parent = "r-root"
	return e
}

func allows(action string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"*"}]}`
}

// member has the organization list an account.
func (e *estate) member(id, parent string) *org.Member {
	m := &org.Member{ID: id, Name: "account " + id[:1], State: org.Active, Parent: parent}
	e.Organization.Members = append(e.Organization.Members, m)
	return m
}

func (e *estate) document(text string) org.Document {
	e.t.Helper()
	d, err := policy.Parse(text)
	if err != nil {
		e.t.Fatalf("%v in\n%s", err, text)
	}
	return org.Document{Policy: d}
}

func (e *estate) account(id string) *org.Account {
	return e.Accounts[slices.IndexFunc(e.Accounts, func(a *org.Account) bool { return a.ID == id })]
}

// drop has an account not read.
func (e *estate) drop(id string) {
	e.Accounts = slices.DeleteFunc(e.Accounts, func(a *org.Account) bool { return a.ID == id })
}

func principal(account, kind, name string, policies []string) org.Principal {
	p := org.Principal{ARN: "arn:aws:iam::" + account + ":" + kind + "/" + name, Name: name, Path: "/"}
	for _, arn := range policies {
		p.Attached = append(p.Attached, org.PolicyRef{ARN: arn, Name: arn[strings.LastIndexByte(arn, '/')+1:]})
	}
	return p
}

// user adds a user who may do something, and has managed policies.
func (e *estate) user(account, name, action string, policies ...string) {
	u := &org.User{Principal: principal(account, "user", name, policies)}
	if action != "" {
		u.Inline = []org.InlinePolicy{{Name: "own", Document: e.document(allows(action))}}
	}
	a := e.account(account)
	a.Users = append(a.Users, u)
}

// role adds a role of hotline, or of others.
func (e *estate) role(account, name, trust string, ours bool, policies ...string) *org.Role {
	r := &org.Role{Principal: principal(account, "role", name, policies), Trust: e.document(trust), MaxSession: 4 * time.Hour, Description: "for incidents"}
	if ours {
		r.Tags = []org.Tag{{Key: desired.OwnerTag, Value: desired.OwnerValue}}
	}
	a := e.account(account)
	a.Roles = append(a.Roles, r)
	return r
}

// group adds a group with AWSSupportAccess for a user that is there.
func (e *estate) group(account, name, user string) {
	a := e.account(account)
	a.Groups = append(a.Groups, &org.Group{Principal: principal(account, "group", name, []string{supportARN})})
	for _, u := range a.Users {
		if u.Name == user {
			u.Groups = append(u.Groups, name)
		}
	}
}

// crew adds the role ops of staff, and eva, who can become it.
func (e *estate) crew() {
	e.user(staff, "eva", "sts:AssumeRole")
	r := e.role(staff, "ops", trusts("arn:aws:iam::"+staff+":root"), false)
	r.Inline = []org.InlinePolicy{{Name: "own", Document: e.document(allows("sts:AssumeRole"))}}
}

func (e *estate) plan() *plan.Plan {
	e.t.Helper()
	p, err := app.Plan(fixed{e.Snapshot}, &e.wish, moment)
	if err != nil {
		e.t.Fatalf("%v", err)
	}
	return p
}

// of is what is planned for one account.
func (e *estate) of(id string) plan.Account {
	e.t.Helper()
	for _, a := range e.plan().Accounts {
		if a.ID == id {
			return a
		}
	}
	e.t.Fatalf("nothing is planned for %s", id)
	return plan.Account{}
}

// trust is the trust policy that is wanted.
func (e *estate) trust() string {
	out, err := e.config.TrustPolicy(shop, "aws")
	if err != nil {
		e.t.Fatalf("%v", err)
	}
	return out
}
