package awsio

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"hotline/plan"
)

// errMoved says that something went away between two calls.
var errMoved = errors.New("what was just there is gone")

// State reads all properties of a user, group or role, which of users and groups
// are their policies; none where it does not exist. Documents are as they were
// written, byte for byte.
//
// Where a change that was made here does not show yet, it waits until it does,
// or until it must be taken for undone by somebody else.
func (t *Target) State(ctx context.Context, account string, r plan.Resource) (plan.State, error) {
	w := t.wait()
	for {
		s, err := t.read(ctx, account, r)
		early := errors.Is(err, errMoved) || err == nil && t.isStale(account, r, s)
		if !early || !w.next(ctx) {
			if early && ctx.Err() != nil {
				return nil, t.interrupted(ctx, account)
			}
			return s, err
		}
	}
}

// read reads the properties as they are shown now.
func (t *Target) read(ctx context.Context, account string, r plan.Resource) (plan.State, error) {
	kind, err := wordOf(r.Kind)
	if err != nil {
		return nil, err
	}
	s := plan.State{}
	if r.Kind == plan.Role {
		answer, err := t.call(ctx, account, r, "iam:GetRole")
		switch {
		case codeIs(err, noSuch):
			return s, nil
		case err != nil:
			return nil, err
		}
		if err := describeRole(s, r.Name, answer.(*iam.GetRoleOutput)); err != nil {
			return nil, fmt.Errorf("account %s: %s: %w", account, r, err)
		}
	}
	attached, err := t.list(ctx, account, r, "iam:ListAttached"+kind+"Policies")
	switch {
	case codeIs(err, noSuch) && r.Kind != plan.Role:
		return s, nil
	case err != nil:
		return nil, moved(err)
	}
	for _, arn := range attached {
		s[plan.Property{Kind: r.Kind, Name: r.Name, Field: plan.Attached, Key: arn}] = arn
	}
	if err := t.inline(ctx, account, r, kind, s); err != nil {
		return nil, moved(err)
	}
	if r.Kind != plan.Role || t.isCreated(account, r) {
		return s, nil
	}
	profiles, err := t.list(ctx, account, r, "iam:ListInstanceProfilesForRole")
	for _, name := range profiles {
		s[plan.Property{Kind: r.Kind, Name: r.Name, Field: plan.InstanceProfile, Key: name}] = name
	}
	return s, moved(err)
}

// noSuch is the code of IAM for what is not there.
const noSuch = "NoSuchEntity"

// moved is the error of a call about something that was there a moment ago.
func moved(err error) error {
	if codeIs(err, noSuch) {
		return fmt.Errorf("%w: %w", errMoved, err)
	}
	return err
}

// list makes a call whose answer is texts.
func (t *Target) list(ctx context.Context, account string, r plan.Resource, name string, about ...string) (texts, error) {
	answer, err := t.call(ctx, account, r, name, about...)
	if err != nil {
		return nil, err
	}
	return answer.(texts), nil
}

func (t *Target) inline(ctx context.Context, account string, r plan.Resource, kind string, s plan.State) error {
	policies, err := t.list(ctx, account, r, "iam:List"+kind+"Policies")
	if err != nil {
		return err
	}
	for _, name := range policies {
		document, err := t.list(ctx, account, r, "iam:Get"+kind+"Policy", name)
		if err != nil {
			return err
		}
		text, err := url.PathUnescape(document[0])
		if err != nil {
			return fmt.Errorf("account %s: %s: the policy %s: %w", account, r, name, err)
		}
		s[plan.Property{Kind: r.Kind, Name: r.Name, Field: plan.Inline, Key: name}] = text
	}
	return nil
}

// describeRole takes from the answer of GetRole what a role is created with.
// Its document is URL-encoded.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
func describeRole(s plan.State, name string, answer *iam.GetRoleOutput) error {
	if answer.Role == nil {
		return errors.New("the answer of iam:GetRole has no role")
	}
	role := answer.Role
	trust, err := url.PathUnescape(aws.ToString(role.AssumeRolePolicyDocument))
	if err != nil {
		return fmt.Errorf("the trust policy: %w", err)
	}
	set := func(f plan.Field, key, value string) {
		if value != "" || f == plan.Tag {
			s[plan.Property{Kind: plan.Role, Name: name, Field: f, Key: key}] = value
		}
	}
	set(plan.Itself, "", aws.ToString(role.Path))
	set(plan.Trust, "", trust)
	set(plan.Description, "", aws.ToString(role.Description))
	if role.MaxSessionDuration != nil {
		set(plan.Session, "", strconv.Itoa(int(*role.MaxSessionDuration)))
	}
	if role.PermissionsBoundary != nil {
		set(plan.Boundary, "", aws.ToString(role.PermissionsBoundary.PermissionsBoundaryArn))
	}
	for _, tag := range role.Tags {
		set(plan.Tag, aws.ToString(tag.Key), aws.ToString(tag.Value))
	}
	return nil
}

// wordOf is a kind as the names of calls have it.
func wordOf(k plan.Kind) (string, error) {
	switch k {
	case plan.Role:
		return "Role", nil
	case plan.User:
		return "User", nil
	case plan.Group:
		return "Group", nil
	}
	return "", fmt.Errorf("no kind %q of user, group or role", k)
}
