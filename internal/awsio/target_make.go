package awsio

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"hotline/plan"
)

// Make makes one change. It waits, for a time that has an end, where AWS does
// not know yet what was changed here a moment ago. What failed is a *CallError;
// where AWS answered each request with a no, it is plan.ErrNotMade, too.
func (t *Target) Make(ctx context.Context, account string, c plan.Change) error {
	name, about, err := operation(c)
	if err != nil {
		return notMadeError{fmt.Errorf("account %s: %s: %w", account, c.Property, err), false}
	}
	if c.Field == plan.InstanceProfile {
		t.enlist(account, c.Resource())
	}
	noting, lost := notingLost(ctx)
	for w := t.wait(); ; {
		err = t.attempt(noting, account, c, name, about)
		if err != nil && lost.Load() && t.wasMade(ctx, account, c, err) {
			err = nil
		}
		if err == nil || !t.isEarly(account, c.Resource(), err) || !w.next(ctx) {
			break
		}
	}
	switch {
	case err == nil:
		t.note(account, c)
		return nil
	case ctx.Err() != nil:
		err = t.interrupted(ctx, account)
	}
	if !lost.Load() {
		return notMadeError{err, c.Field == plan.Itself && codeIs(err, exists)}
	}
	return err
}

// notMadeError is the error of a change that is known not to be made.
type notMadeError struct {
	error
	there bool
}

func (e notMadeError) Unwrap() error { return e.error }

// Is implements errors.Is.
func (e notMadeError) Is(target error) bool {
	return target == plan.ErrNotMade || e.there && target == plan.ErrThere
}

// exists is the code of IAM for what is there already.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html#API_CreateRole_Errors
const exists = "EntityAlreadyExists"

// attempt makes the call of a change. The settings of a role are sent together:
// the one that stays is read before.
func (t *Target) attempt(ctx context.Context, account string, c plan.Change, name string, about []string) error {
	if name == "iam:UpdateRole" {
		answer, err := t.call(ctx, account, c.Resource(), "iam:GetRole")
		if err != nil {
			return err
		}
		s := plan.State{}
		if err := describeRole(s, c.Name, answer.(*iam.GetRoleOutput)); err != nil {
			return fmt.Errorf("account %s: %s: %w", account, c.Resource(), err)
		}
		if err := s.Set(c.Property, c.After); err != nil {
			return err
		}
		about = settings(s, c.Name)
	}
	_, err := t.call(ctx, account, c.Resource(), name, about...)
	return err
}

// settings are the description and the session of a role. The latter is an hour
// where nothing else is wanted.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
func settings(s plan.State, role string) []string {
	get := func(f plan.Field) string { return s[plan.Property{Kind: plan.Role, Name: role, Field: f}] }
	const hour = 3600
	return []string{get(plan.Description), cmp.Or(get(plan.Session), strconv.Itoa(hour))}
}

// operation is the call that makes a change, and what it is about beside the
// user, group or role.
func operation(c plan.Change) (name string, about []string, err error) {
	kind, err := wordOf(c.Kind)
	if err != nil {
		return "", nil, err
	}
	after := aws.ToString(c.After)
	pick := func(give, take string, more ...string) (string, []string, error) {
		if c.After == nil {
			return "iam:" + take, more[:min(len(more), 1)], nil
		}
		return "iam:" + give, more, nil
	}
	switch {
	case c.Field == plan.Attached:
		return pick("Attach"+kind+"Policy", "Detach"+kind+"Policy", c.Key)
	case c.Field == plan.Inline:
		return pick("Put"+kind+"Policy", "Delete"+kind+"Policy", c.Key, after)
	case c.Kind != plan.Role:
		return "", nil, fmt.Errorf("hotline changes only the policies of a %s", c.Kind)
	}
	switch c.Field {
	case plan.Itself:
		if c.After == nil {
			return "iam:DeleteRole", nil, nil
		}
		if c.Before != nil {
			return "", nil, fmt.Errorf("a role that is there cannot be created")
		}
		return "iam:CreateRole", []string{after}, nil
	case plan.Trust:
		if c.After == nil {
			return "", nil, fmt.Errorf("a role must have a trust policy")
		}
		return "iam:UpdateAssumeRolePolicy", []string{after}, nil
	case plan.Description, plan.Session:
		return "iam:UpdateRole", nil, nil
	case plan.Tag:
		return pick("TagRole", "UntagRole", c.Key, after)
	case plan.Boundary:
		if c.After == nil {
			return "iam:DeleteRolePermissionsBoundary", nil, nil
		}
		return "iam:PutRolePermissionsBoundary", []string{after}, nil
	case plan.InstanceProfile:
		return pick("AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile", c.Key)
	default:
		return "", nil, fmt.Errorf("no property %q of a role", c.Field)
	}
}

// wasMade reports whether a change was made by a request whose answer was lost:
// the one that followed found it done, and failed for that.
func (t *Target) wasMade(ctx context.Context, account string, c plan.Change, err error) bool {
	look := t.read
	switch {
	case codeIs(err, exists):
		t.note(account, c) // so that it is waited for what is said to be there
		defer t.forget(account, c.Property)
		look = t.State
	case !codeIs(err, noSuch, "LimitExceeded"): // the last of an instance profile, which takes one role
		return false
	}
	s, err := look(ctx, account, c.Resource())
	return err == nil && plan.Same(c.Field, s.Value(c.Property), c.After, t.Partition)
}
