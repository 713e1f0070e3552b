package trail

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Scope says whose doings are measured. Patterns are ARNs or names in which * stands
// for any text.
type Scope struct {
	// Roles are the support roles.
	Roles []Role
	// Declared are the principals that may reach AWS Support in other ways.
	Declared []string
	// Admins are the principals that may do everything.
	Admins []string
	// Trusted are those that may assume the support role by what was agreed. Without
	// any, nothing is said about it.
	Trusted []string
	// Policies are the customer managed policies of the support role.
	Policies []string
	// EventRules are the names of the rules of EventBridge that watch the role.
	EventRules []string
	// Near is how far a case may be from the assumption of the role that it is
	// ascribed to.
	Near time.Duration
	// Window is how long after the start of an incident a case still counts as being
	// about it.
	Window time.Duration
}

// A Role is a support role: by its name, in one account or in all.
type Role struct {
	Account string // twelve digits, or empty for any
	Name    string // a * at its end stands for any text: permission sets have such names
}

// ParseRole reads a role as people write it: NAME, ACCOUNT/NAME, or its ARN.
func ParseRole(s string) (Role, error) {
	if m := regexp.MustCompile(`^arn:aws[a-z-]*:iam::(\d{12}):role/(?:.*/)?([^/]+)$`).FindStringSubmatch(s); m != nil {
		return checkRole(Role{m[1], m[2]}, s)
	}
	account, name, found := strings.Cut(s, "/")
	if !found {
		return checkRole(Role{"", s}, s)
	}
	if !regexp.MustCompile(`^\d{12}$`).MatchString(account) {
		return Role{}, fmt.Errorf("expected NAME, ACCOUNT/NAME or the ARN of a role, found %q", s)
	}
	return checkRole(Role{account, name}, s)
}

// checkRole refuses names that no role has.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func checkRole(r Role, written string) (Role, error) {
	if !regexp.MustCompile(`^[\w+=,.@-]{1,64}\*?$`).MatchString(r.Name) {
		return Role{}, fmt.Errorf("expected the name of a role, perhaps with a * at its end, found %q", written)
	}
	return r, nil
}

// matchesRole holds where an expression is the ARN of a support role.
func (s Scope) matchesRole(arn Expr) Cond {
	return s.named(arn, func(r Role) string {
		account := `[0-9]{12}`
		if r.Account != "" {
			account = r.Account
		}
		return `arn:aws[a-z-]*:iam::` + account + `:role/([^ ]*/)?` + nameExpression(r.Name)
	}, func(r Role, value string) bool {
		rest, ok := strings.CutPrefix(value, "arn:aws")
		partition := strings.IndexByte(rest, ':')
		if !ok || partition < 0 || strings.Trim(rest[:partition], "abcdefghijklmnopqrstuvwxyz-") != "" {
			return false
		}
		rest, ok = strings.CutPrefix(rest[partition:], ":iam::")
		account, resource, _ := strings.Cut(rest, ":")
		path, isRole := strings.CutPrefix(resource, "role/")
		return ok && isRole && (r.Account == "" && isAccount(account) || r.Account != "" && r.Account == account) &&
			r.isCalled(path[strings.LastIndexByte(path, '/')+1:]) && !strings.Contains(path, " ")
	})
}

// namesRole holds where an expression is the name of a support role in an account.
func (s Scope) namesRole(name, account Expr) Cond {
	return s.named(join(account, text("/"), name), func(r Role) string {
		account := `[0-9]*`
		if r.Account != "" {
			account = r.Account
		}
		return account + `/` + nameExpression(r.Name)
	}, func(r Role, value string) bool {
		account, name, _ := strings.Cut(value, "/")
		return (r.Account == account || r.Account == "" && strings.Trim(account, "0123456789") == "") && r.isCalled(name)
	})
}

// named holds where an expression is one of the support roles: by a regular expression
// in SQL, and by what is quicker here. The name of a role must be in such an event.
func (s Scope) named(x Expr, pattern func(Role) string, is func(Role, string) bool) Cond {
	c := never()
	var patterns []string
	for _, r := range s.Roles {
		patterns = append(patterns, pattern(r))
		if n := (Needle{Text: r.prefix()}); !slices.Contains(c.needles, n) {
			c.needles = append(c.needles, n)
		}
	}
	if patterns == nil {
		return c
	}
	c.sql = likeAny(x, patterns)
	c.holds = func(e *Event) bool {
		value := x.eval(e)
		return value != "" && slices.ContainsFunc(s.Roles, func(r Role) bool { return is(r, value) })
	}
	return c
}

// prefix is what the name of a role begins with.
func (r Role) prefix() string { return strings.TrimSuffix(r.Name, "*") }

// isCalled reports whether a role of that name is meant.
func (r Role) isCalled(name string) bool {
	if prefix := r.prefix(); prefix != r.Name {
		return strings.HasPrefix(name, prefix) && !strings.ContainsAny(name, "/ ")
	}
	return name == r.Name
}

// nameExpression is a regular expression for the name of a role.
func nameExpression(name string) string {
	if prefix, ok := strings.CutSuffix(name, "*"); ok {
		return regexp.QuoteMeta(prefix) + `[^/ ]*`
	}
	return regexp.QuoteMeta(name)
}

func isAccount(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }

// matchesAny holds where an expression is one of those that patterns describe.
func matchesAny(x Expr, patterns []string) Cond {
	if len(patterns) == 0 {
		return never()
	}
	var expressions []string
	var needles []Needle
	for _, p := range patterns {
		if x.verbatim {
			needles = append(needles, Needle{Text: literal(p)})
		}
		expressions = append(expressions, strings.ReplaceAll(regexp.QuoteMeta(p), `\*`, `[^\n]*`))
	}
	return Cond{
		holds: func(e *Event) bool {
			value := x.eval(e)
			return slices.ContainsFunc(patterns, func(p string) bool { return glob(p, value) })
		},
		sql:     likeAny(x, expressions),
		needles: needles,
	}
}

// literal is the longest text that all that a pattern describes contains.
func literal(pattern string) string {
	return slices.MaxFunc(strings.Split(pattern, "*"), func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

// likeAny is a condition in SQL: one of some regular expressions matches the whole.
func likeAny(x Expr, expressions []string) string {
	return "regexp_like(" + x.sql + ", " + quote(`\A(?:`+strings.Join(expressions, `|`)+`)\z`) + ")"
}

// glob reports whether a pattern, in which * stands for any text, describes the whole
// of a text of one line.
func glob(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	s, ok := strings.CutPrefix(s, parts[0])
	if !ok || len(parts) == 1 {
		return ok && s == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(s, part)
		if i < 0 || strings.Contains(s[:i], "\n") {
			return false
		}
		s = s[i+len(part):]
	}
	rest, ok := strings.CutSuffix(s, parts[len(parts)-1])
	return ok && !strings.Contains(rest, "\n")
}

// String is the role as ParseRole reads it.
func (r Role) String() string {
	if r.Account == "" {
		return r.Name
	}
	return r.Account + "/" + r.Name
}
