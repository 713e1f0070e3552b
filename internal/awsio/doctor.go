package awsio

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// A Diagnosis says what the credentials can read.
type Diagnosis struct {
	Identity
	Organization string     // its id; empty where there is none, or it cannot be read
	Unread       *CallError // why there is no id
	Management   string     // the id of the management account
	Accounts     int        // of the organization
	Entered      string     // the account that was entered for a trial; empty for none
	Checks       []Check
	Untried      []*Call // those that must be told what another answers
}

// A Check is one call that was tried.
type Check struct {
	Call   *Call
	About  string     // the region, where it is tried in several
	Failed *CallError // nil where it was answered
}

// A doctor makes a Diagnosis.
type doctor struct {
	*Diagnosis
	session *session
	o       Options
	other   string // an account to enter for a trial
}

// Diagnose tries the calls that need to be told nothing, and enters one other
// of the accounts that a run with the same options reads.
func Diagnose(ctx context.Context, o Options) (*Diagnosis, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	o = o.complete()
	m := newMeter()
	s, err := connect(ctx, o, m)
	if err != nil {
		return nil, err
	}
	d := &doctor{Diagnosis: &Diagnosis{Identity: s.Identity}, session: s, o: o}
	if err := d.describe(ctx); err != nil {
		return d.Diagnosis, err
	}
	for _, c := range Calls() {
		if c.Name == theOrganization || !o.makes(c) || c.Scope == Above && d.isAlone() {
			continue
		}
		if err := d.tryAll(ctx, c); err != nil {
			return d.Diagnosis, err
		}
	}
	if d.other != "" {
		return d.Diagnosis, d.enter(ctx, m)
	}
	return d.Diagnosis, nil
}

const theOrganization = "organizations:DescribeOrganization"

// describe asks for the organization, be it read or not: any account may ask
// for that of its own.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
func (d *doctor) describe(ctx context.Context) error {
	if slices.Contains(d.o.Skip, theOrganization) {
		return nil
	}
	check, err := d.try(ctx, find(Calls(), theOrganization), nil)
	d.Unread = check.Failed
	if d.o.Org {
		d.Checks = append(d.Checks, check)
	}
	return err
}

// isAlone reports whether the account is known to be in no organization.
func (d *doctor) isAlone() bool { return d.Unread != nil && d.Unread.Class == NoOrganization }

// tryAll tries a call wherever it is made.
func (d *doctor) tryAll(ctx context.Context, c *Call) error {
	if c.Scope == Hub {
		return nil // when an account is known
	}
	abouts, ok := trials(c, d.session)
	if !ok {
		d.Untried = append(d.Untried, c)
		return nil
	}
	for _, about := range abouts {
		check, err := d.try(ctx, c, about)
		if err != nil {
			return err
		}
		if c.isRegional() && len(abouts) > 1 {
			check.About = about[0]
		}
		d.Checks = append(d.Checks, check)
	}
	return nil
}

// try tries a call. It returns an error where that ends the diagnosis.
func (d *doctor) try(ctx context.Context, c *Call, about []string) (Check, error) {
	answer, err := c.make(ctx, d.session, about)
	check := Check{Call: c}
	if err == nil {
		d.learn(answer)
		return check, nil
	}
	check.Failed = newError(c.Name, d.o.Profile, err)
	check.Failed.Needs = c.Needs()
	if check.Failed.Class == Interrupted && ctx.Err() != nil {
		return check, check.Failed
	}
	return check, nil
}

// enter enters the account that was found.
func (d *doctor) enter(ctx context.Context, m *meter) error {
	check := Check{Call: find(Calls(), assumeRole)}
	if _, err := d.session.enter(ctx, d.other, d.o, m); err != nil {
		check.Failed = newError(check.Call.Name, d.o.Profile, err)
		if ctx.Err() != nil {
			check.Failed.Class = Interrupted
			return check.Failed
		}
	}
	d.Entered, d.Checks = d.other, append(d.Checks, check)
	return nil
}

// trials is what a call is tried with; false for one that must be told what it
// is about.
func trials(c *Call, s *session) (abouts [][]string, ok bool) {
	switch {
	case c.isRegional():
		for _, region := range s.regions {
			abouts = append(abouts, []string{region})
		}
		return abouts, true
	case c.Name == "organizations:ListPolicies":
		return [][]string{{string(types.PolicyTypeServiceControlPolicy)}}, true
	case c.Scope == Account:
		return [][]string{nil}, c.Name != "iam:GetRole" && c.Name != "iam:GetPolicy" && c.Name != "iam:GetPolicyVersion"
	}
	switch c.Name {
	case "organizations:ListAccounts", "organizations:ListRoots", "organizations:ListDelegatedAdministrators", "sso:ListInstances":
		return [][]string{nil}, true
	}
	return nil, false
}

// learn takes what an answer tells of the organization, and an account that
// can be entered for a trial.
func (d *doctor) learn(answer any) {
	switch a := answer.(type) {
	case *organizations.DescribeOrganizationOutput:
		if a != nil && a.Organization != nil {
			d.Organization, d.Management = aws.ToString(a.Organization.Id), aws.ToString(a.Organization.MasterAccountId)
		}
	case *accounts:
		d.Accounts = len(a.Accounts)
		for _, account := range a.Accounts {
			if c := candidateOf(account); d.other == "" && d.mayEnter(c) {
				d.other = c.ID
			}
		}
	}
}

// mayEnter reports whether a run would enter an account. Where AWS does not say
// which units it is in, and units are chosen, that is not known: then it is
// left alone.
func (d *doctor) mayEnter(c candidate) bool {
	isUnit := func(id string) bool { return !isAccountID(id) }
	if len(c.Above) == 0 && slices.ContainsFunc(slices.Concat(d.o.Units, d.o.Exclude), isUnit) {
		return false
	}
	return c.State == active && c.ID != d.Account && d.o.wants(c)
}
