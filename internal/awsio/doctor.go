package awsio

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// A Diagnosis says what the credentials can read.
type Diagnosis struct {
	Identity
	Organization string // its id; empty where there is none, or it cannot be read
	Management   string // the id of the management account
	Accounts     int    // of the organization
	Entered      string // the account that was entered for a trial; empty for none
	Checks       []Check
}

// A Check is one call that was tried.
type Check struct {
	Call   *Call
	Failed *CallError // nil where it was answered
}

// Diagnose tries the calls that need to be told nothing, and enters one other
// account of the organization.
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
	d := &Diagnosis{Identity: s.Identity}
	var other string
	for _, c := range Calls() {
		about, ok := trial(c, s)
		if !ok || !o.makes(c) {
			continue
		}
		answer, err := c.make(ctx, s, about)
		check := Check{Call: c}
		if err != nil {
			check.Failed = newError(c.Name, o.Profile, err)
			check.Failed.Needs = c.Needs()
			if check.Failed.Class == Interrupted {
				return d, check.Failed
			}
		}
		d.Checks = append(d.Checks, check)
		if other == "" {
			other = d.learn(answer)
		}
	}
	if other != "" {
		check := Check{Call: find(Calls(), "sts:AssumeRole")}
		if _, err := s.enter(ctx, other, o, m); err != nil {
			check.Failed = newError(check.Call.Name, o.Profile, err)
		}
		d.Entered, d.Checks = other, append(d.Checks, check)
	}
	return d, nil
}

// trial is what a call is tried with; false for one that must be told what it
// is about.
func trial(c *Call, s *session) ([]string, bool) {
	switch {
	case c.isRegional():
		return s.regions[:1], true
	case c.Name == "organizations:ListPolicies":
		return []string{string(types.PolicyTypeServiceControlPolicy)}, true
	case c.Scope == Account:
		return nil, c.Name != "iam:GetRole" && c.Name != "iam:GetPolicy" && c.Name != "iam:GetPolicyVersion"
	}
	switch c.Name {
	case "organizations:DescribeOrganization", "organizations:ListAccounts", "organizations:ListRoots",
		"organizations:ListDelegatedAdministrators", "sso:ListInstances":
		return nil, true
	}
	return nil, false
}

// learn takes what an answer tells of the organization, and returns an account
// that can be entered for a trial.
func (d *Diagnosis) learn(answer any) (other string) {
	switch a := answer.(type) {
	case *organizations.DescribeOrganizationOutput:
		if a != nil && a.Organization != nil {
			d.Organization, d.Management = aws.ToString(a.Organization.Id), aws.ToString(a.Organization.MasterAccountId)
		}
	case *accounts:
		d.Accounts = len(a.Accounts)
		for _, account := range a.Accounts {
			if c := candidateOf(account); c.State == "ACTIVE" && c.ID != d.Account {
				return c.ID
			}
		}
	}
	return ""
}
