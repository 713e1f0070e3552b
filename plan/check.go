package plan

import (
	"fmt"
	"regexp"
	"slices"

	"hotline/policy"
)

// Check holds that a plan has the form that hotline writes, and that its changes
// are ones that it plans.
func (p *Plan) Check() error {
	switch {
	case p.Schema != Schema:
		return fmt.Errorf("expected the schema %s, found %q", Schema, p.Schema)
	case !slices.Contains([]string{"apply", "remove", "rollback"}, p.Purpose):
		return fmt.Errorf("expected apply, remove or rollback for purpose, found %q", p.Purpose)
	case !slices.Contains([]Mode{Observe, Additive, Full}, p.Mode):
		return fmt.Errorf("expected observe, additive or full for mode, found %q", p.Mode)
	}
	if err := p.checkRoles(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range p.Accounts {
		a := &p.Accounts[i]
		if a.Outcome != Changes {
			if len(a.Changes) > 0 {
				return fmt.Errorf("account %s is %s and has changes", a.ID, a.Outcome)
			}
			continue
		}
		if !policy.IsAccountID(a.ID) || seen[a.ID] {
			return fmt.Errorf("account %q: expected the id of an account, once", a.ID)
		}
		seen[a.ID] = true
		if err := p.checkAccount(a); err != nil {
			return fmt.Errorf("account %s%w", a.ID, err)
		}
	}
	return nil
}

// checkAccount holds that the changes of an account are ones that hotline makes,
// each once. What a rollback puts back may be anything that was there.
func (p *Plan) checkAccount(a *Account) error {
	for _, arn := range a.Admits {
		if !regexp.MustCompile(`^arn:[a-z-]+:iam::[0-9]{12}:(user|role)/[^*?]+$`).MatchString(arn) {
			return fmt.Errorf(": %q is not the ARN of a user or role", arn)
		}
	}
	if !regexp.MustCompile(`^aws[a-z-]*$`).MatchString(a.Partition) {
		return fmt.Errorf(": %q is no partition", a.Partition)
	}
	if a.Role != "" && !regexp.MustCompile(`^arn:`+a.Partition+`:iam::`+a.ID+`:role`+rolePattern+`$`).MatchString(a.Role) {
		return fmt.Errorf(": %q is not the ARN of a role of the account", a.Role)
	}
	g := newGuard(p, a)
	seen := map[Property]bool{}
	for _, c := range a.Changes {
		err := c.check()
		if err == nil && seen[c.Property] {
			err = fmt.Errorf("it is changed twice")
		}
		if err == nil && p.Purpose != "rollback" {
			err = g.harmless(c)
		}
		if err != nil {
			return fmt.Errorf(", %s: %w", c.Property, err)
		}
		seen[c.Property] = true
	}
	return nil
}

// rolePattern is the path and name of a role.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
const rolePattern = `/(?:[!-)+->@-~]+/)?[\w+=,.@-]+`

// check holds that there is such a property, and that the values are ones of it.
func (c Change) check() error {
	keyed := slices.Contains([]Field{Tag, Attached, Inline, InstanceProfile}, c.Field)
	single := slices.Contains([]Field{Itself, Trust, Description, Session, Boundary}, c.Field)
	switch {
	case !keyed && !single || keyed != (c.Key != ""):
		return fmt.Errorf("no such property")
	case !slices.Contains([]Kind{Role, User, Group}, c.Kind) || c.Kind != Role && c.Field != Attached && c.Field != Inline:
		return fmt.Errorf("a %s has no such property", c.Kind)
	case !regexp.MustCompile(`^[\w+=,.@-]{1,128}$`).MatchString(c.Name):
		return fmt.Errorf("%q is no name of IAM", c.Name)
	case c.Before == nil && c.After == nil:
		return fmt.Errorf("nothing is changed")
	}
	for _, v := range []*string{c.Before, c.After} {
		if v != nil && !c.fits(*v) {
			return fmt.Errorf("%.80q is no value of it", *v)
		}
	}
	return nil
}

// fits reports whether a value is one of the property.
func (c Change) fits(value string) bool {
	switch c.Field {
	case Itself:
		s, err := ParseRoleSpec(value)
		return err == nil && isDocument(s.Trust)
	case Trust, Inline:
		return isDocument(value)
	case Session:
		return regexp.MustCompile(`^[0-9]{1,6}$`).MatchString(value)
	case Attached, InstanceProfile:
		return value == c.Key
	default:
		return true
	}
}

func isDocument(text string) bool {
	_, err := policy.Parse(text)
	return err == nil
}

func all[T any](list []T, holds func(T) bool) bool {
	return !slices.ContainsFunc(list, func(v T) bool { return !holds(v) })
}
