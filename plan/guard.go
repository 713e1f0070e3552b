package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hotline/desired"
	"hotline/org"
	"hotline/policy"
)

// checkRoles holds that the roles that grants are about have one name in all
// accounts, but for those of single ones, and are none by which accounts are
// entered.
func (p *Plan) checkRoles() error {
	everywhere := map[string]bool{}
	for _, arn := range p.Roles {
		parts := regexp.MustCompile(`^arn:(aws[a-z-]*):iam::(\*|[0-9]{12}):role` + rolePattern + `$`).FindStringSubmatch(arn)
		switch {
		case parts == nil:
			return fmt.Errorf("roles: %q is not the ARN of a role", arn)
		case desired.IsEntry(arn[strings.LastIndexByte(arn, '/')+1:]):
			return fmt.Errorf("roles: %s is how accounts are entered, and no support role", arn)
		case parts[2] == "*" && everywhere[parts[1]]:
			return fmt.Errorf("roles: expected one name for the support roles of all accounts, found %s, too", arn)
		}
		everywhere[parts[1]] = everywhere[parts[1]] || parts[2] == "*"
	}
	return nil
}

// A guard holds the changes of an account to those that hotline plans: whoever
// agrees to a plan may not have read every line of it.
type guard struct {
	plan    *Plan
	account *Account
	support string   // the name of the support role; empty for none
	goes    []string // the names of the roles that are deleted
}

func newGuard(p *Plan, a *Account) *guard {
	g := &guard{plan: p, account: a, support: a.Role[strings.LastIndexByte(a.Role, '/')+1:]}
	for _, c := range a.Changes {
		if c.Field == Itself && c.After == nil {
			g.goes = append(g.goes, c.Name)
		}
	}
	return g
}

func (g *guard) harmless(c Change) error {
	isRole := c.Kind == Role
	switch {
	case c.Field == Itself && c.After == nil:
		return g.mayGo(c)
	case isRole && slices.Contains(g.goes, c.Name):
		if c.After != nil {
			return fmt.Errorf("the role is to be deleted")
		}
		return nil // mayGo has said that it may
	case c.Field == Inline && c.Key == desired.GrantPolicy:
		return g.grants(c)
	case c.Field == Attached && c.Key == g.supportAccess() && c.After == nil && g.plan.Purpose == "apply",
		isRole && c.Field == Inline && c.Key == desired.SupportPolicy && c.After == nil:
		return nil
	case g.plan.Purpose == "remove":
		if c.Field == Tag && isOwnerTag(c.Key) && c.After == nil && *c.Before == adoptedValue {
			return nil
		}
		return fmt.Errorf("hotline takes back what it made, and nothing else")
	case c.Field == Attached && (!isRole || c.After != nil && c.Key != g.supportAccess()):
		return fmt.Errorf("hotline attaches AWSSupportAccess to a role, and nothing else")
	case c.Field == Inline && (!isRole || c.After != nil && c.Key != desired.SupportPolicy):
		return fmt.Errorf("hotline writes no such policy")
	case g.support == "" || c.Name != g.support:
		return fmt.Errorf("it is not of the support role, which is %q", g.account.Role)
	}
	return g.supportRole(c)
}

func (g *guard) supportAccess() string {
	return org.AWSManagedPolicy(g.account.Partition, "AWSSupportAccess")
}

// mayGo holds that a role is one of hotline that is taken back, or one that loses
// AWSSupportAccess.
func (g *guard) mayGo(c Change) error {
	spec, _ := ParseRoleSpec(*c.Before) // it fits
	isOwn := false
	for key, value := range spec.Tags {
		isOwn = isOwn || isOwnerTag(key) && value == desired.OwnerValue
	}
	hadAccess := slices.ContainsFunc(g.account.Changes, func(d Change) bool {
		return d.Property == Property{Role, c.Name, Attached, g.supportAccess()} && d.After == nil
	})
	switch {
	case g.plan.Purpose == "remove" && !isOwn:
		return fmt.Errorf("hotline takes back what it made, and nothing else")
	case g.plan.Purpose == "apply" && (!hadAccess || c.Name == g.support):
		return fmt.Errorf("hotline deletes other roles with AWSSupportAccess, and nothing else")
	}
	return nil
}

// grants holds that a policy lets nobody do more than assume the support roles.
func (g *guard) grants(c Change) error {
	switch {
	case c.After == nil:
		return nil
	case g.plan.Purpose == "remove":
		return fmt.Errorf("hotline takes back what it made, and nothing else")
	case !all(added(g.account.Partition, *c.After, before(c)), g.isGrant):
		return fmt.Errorf("the policy allows more than to assume the support roles, which are %s", strings.Join(g.plan.Roles, ", "))
	}
	return nil
}

// before is the value before; empty for none.
func before(c Change) string {
	if c.Before == nil {
		return ""
	}
	return *c.Before
}

// isGrant reports whether a statement allows nothing but to assume the support
// roles.
func (g *guard) isGrant(st policy.Statement) bool {
	return st.Action != nil && st.Resource != nil &&
		all(st.Action.Values, func(a policy.Text) bool {
			return slices.Contains([]string{"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"}, a.Value)
		}) &&
		all(st.Resource.Values, func(r policy.Text) bool { return slices.Contains(g.plan.Roles, r.Value) })
}

// supportRole holds that the support role is given nothing but what it is for.
// What was there may stay, as it does in the mode Additive.
func (g *guard) supportRole(c Change) error {
	switch {
	case c.Field == InstanceProfile:
		return fmt.Errorf("hotline puts no role into an instance profile, nor takes one out of it that stays")
	case c.After == nil:
		if !slices.Contains([]Field{Attached, Inline, Boundary, Description}, c.Field) {
			return fmt.Errorf("hotline does not take it away")
		}
		return nil
	case c.Field == Itself:
		return g.created(c)
	case c.Field == Trust:
		return g.trust(*c.After, before(c))
	case c.Field == Boundary && !g.isPolicy(*c.After):
		return fmt.Errorf("%.80q is not the ARN of a policy", *c.After)
	case c.Field == Tag && isOwnerTag(c.Key) && *c.After != adoptedValue:
		return fmt.Errorf("hotline takes a role of others over as %s alone", adoptedValue)
	case c.Field == Inline && len(added(g.account.Partition, *c.After, before(c), desired.LeastPrivilegePolicy())) > 0:
		return fmt.Errorf("the policy allows more than the list that AWS publishes")
	}
	return nil
}

// created holds that a role comes as hotline's own, by the name that it is known
// by, and that all of what it is created with is what was checked.
func (g *guard) created(c Change) error {
	spec, _ := ParseRoleSpec(*c.After) // it fits
	switch {
	case spec.Text() != *c.After:
		return fmt.Errorf("hotline does not write a role in this way")
	case !strings.HasSuffix(g.account.Role, ":role"+spec.Path+c.Name):
		return fmt.Errorf("the support role is to be %s", g.account.Role)
	case spec.Tags[desired.OwnerTag] != desired.OwnerValue:
		return fmt.Errorf("it lacks the tag %s: %s", desired.OwnerTag, desired.OwnerValue)
	case spec.Boundary != "" && !g.isPolicy(spec.Boundary):
		return fmt.Errorf("%.80q is not the ARN of a policy", spec.Boundary)
	}
	return g.trust(spec.Trust, "")
}

// isPolicy reports whether a text is the ARN of a policy of AWS or of the account.
func (g *guard) isPolicy(arn string) bool {
	return regexp.MustCompile(`^arn:` + g.account.Partition + `:iam::(aws|` + g.account.ID + `):policy/[!-)+->@-~]+$`).MatchString(arn)
}
