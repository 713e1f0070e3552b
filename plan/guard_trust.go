package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hotline/org"
	"hotline/policy"
)

// trust holds that what a trust policy has more than before is as hotline writes
// it: nobody is let in but by a condition that says who.
func (g *guard) trust(after, before string) error {
	for _, st := range added(g.account.Partition, after, before) {
		switch {
		case isOpen(st):
			return fmt.Errorf("hotline writes no trust policy that lets everybody in")
		case st.Effect.Value != policy.Allow, st.Action == nil, !all(st.Action.Values, isEntering):
			return fmt.Errorf("hotline writes no such statement of a trust policy")
		}
		for _, e := range st.Principal.Entries {
			for _, name := range e.Names.Values {
				if !g.isNarrow(e.Kind.Value, name.Value, tests(st.Condition)) {
					return fmt.Errorf("hotline lets nobody in as this trust policy does: %s %.80q", e.Kind.Value, name.Value)
				}
			}
		}
	}
	return nil
}

// isOpen reports whether a statement of a trust policy lets everybody in, on
// whatever conditions.
func isOpen(st policy.Statement) bool {
	if st.Effect.Value != policy.Allow {
		return false
	}
	return st.Principal == nil || st.Principal.Star || slices.ContainsFunc(st.Principal.Entries, func(e policy.PrincipalEntry) bool {
		return !all(e.Names.Values, func(v policy.Text) bool { return v.Value != "*" })
	})
}

func isEntering(a policy.Text) bool {
	return slices.Contains([]string{"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession", "sts:AssumeRoleWithWebIdentity"}, a.Value)
}

// tests are the values of a condition, by operator and key.
func tests(c *policy.Condition) map[[2]string][]string {
	out := map[[2]string][]string{}
	if c == nil {
		return out
	}
	for _, o := range c.Operators {
		for _, k := range o.Keys {
			for _, v := range k.Values {
				out[[2]string{o.Name.Value, k.Name.Value}] = append(out[[2]string{o.Name.Value, k.Name.Value}], v.Value)
			}
		}
	}
	return out
}

// isNarrow reports whether the condition says who of a principal is let in: of an
// account by ARN, or by an external id; of an identity provider of the account by
// audience and subject. A service says so itself.
func (g *guard) isNarrow(kind, name string, tests map[[2]string][]string) bool {
	given := func(operator, key string, holds func(string) bool) bool {
		values := tests[[2]string{operator, key}]
		return len(values) > 0 && all(values, holds)
	}
	isText := func(v string) bool { return v != "" && !strings.Contains(v, "${") }
	switch kind {
	case policy.PrincipalAWS:
		account := org.PrincipalAccount(name)
		if !policy.IsAccountID(account) || name != account && name != "arn:"+g.account.Partition+":iam::"+account+":root" {
			return false
		}
		isOf := func(arn string) bool { return isPerson(g.account.Partition, account, arn) }
		return given("ArnLike", "aws:PrincipalArn", isOf) || given("ArnEquals", "aws:PrincipalArn", isOf) || given("StringEquals", "sts:ExternalId", isText)
	case policy.PrincipalFederated:
		host, isOwn := strings.CutPrefix(name, "arn:"+g.account.Partition+":iam::"+g.account.ID+":oidc-provider/")
		isSubject := func(v string) bool { return isText(v) && v[0] != '*' && v[0] != '?' }
		return isOwn && given("StringEquals", host+":aud", isText) && (given("StringEquals", host+":sub", isSubject) || given("StringLike", host+":sub", isSubject))
	case policy.PrincipalService:
		return regexp.MustCompile(`^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$`).MatchString(name)
	}
	return false
}

// isPerson reports whether a pattern is the ARN of one user or role of an
// account, or that of the role of a permission set.
func isPerson(partition, account, pattern string) bool {
	return regexp.MustCompile(`^arn:` + partition + `:iam::` + account + `:(user|role)/([!-#%-)+->@-~]+|aws-reserved/sso\.amazonaws\.com\*/AWSReservedSSO_[\w+=,.@-]+_\?{16})$`).MatchString(pattern)
}
