package trail

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseRole(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 64)
	for s, want := range map[string]Role{
		"hotline-support": {"", "hotline-support"}, "111122223333/hotline-support": {home, "hotline-support"}, "a+=,.@_-9*": {"", "a+=,.@_-9*"},
		"arn:aws:iam::111122223333:role/hotline-support": {home, "hotline-support"}, "arn:aws-us-gov:iam::111122223333:role/a/b/n": {home, "n"}, "arn:aws-cn:iam::111122223333:role//n": {home, "n"},
		"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_X_*": {home, "AWSReservedSSO_X_*"},
		"111122223333": {"", "111122223333"}, long: {"", long}, long + "*": {"", long + "*"},
	} {
		if got, err := ParseRole(s); err != nil || got != want {
			t.Errorf("ParseRole(%q) = %+v, %v", s, got, err)
		}
	}
	const name, form = "expected the name of a role, perhaps with a * at its end, found ", "expected NAME, ACCOUNT/NAME or the ARN of a role, found "
	for s, want := range map[string]string{
		"": name + `""`, "*": name + `"*"`, "a*b": name + `"a*b"`, "a**": name + `"a**"`, "a b": name + `"a b"`, "a\n": name + `"a\n"`, "é": name + `"é"`, long + "a": name + `"` + long + `a"`,
		"111122223333/": name + `"111122223333/"`, "111122223333/a/b": name + `"111122223333/a/b"`, "arn:aws:iam::111122223333:role/x y": name + `"arn:aws:iam::111122223333:role/x y"`,
		"1111/x": form + `"1111/x"`, "/x": form + `"/x"`, "arn:aws:iam::1:role/x": form + `"arn:aws:iam::1:role/x"`, "arn:aws:iam::111122223333:user/x": form + `"arn:aws:iam::111122223333:user/x"`,
		"arn:aws:iam::111122223333:role/": form + `"arn:aws:iam::111122223333:role/"`, "arn:aws:sts::111122223333:assumed-role/x/y": form + `"arn:aws:sts::111122223333:assumed-role/x/y"`,
		"arn:AWS:iam::111122223333:role/x": form + `"arn:AWS:iam::111122223333:role/x"`, "arn:aws:iam::111122223333:role": name + `"arn:aws:iam::111122223333:role"`, "x\narn:aws:iam::111122223333:role/x": form + `"x\narn:aws:iam::111122223333:role/x"`,
	} {
		if got, err := ParseRole(s); err == nil || err.Error() != want || got != (Role{}) {
			t.Errorf("ParseRole(%q) = %+v, %v, expected %s", s, got, err, want)
		}
	}
}

// printed is the regular expression that a condition has in SQL.
func printed(t *rapid.T, c Cond) *regexp.Regexp {
	begin, end := strings.Index(c.sql, `'\A`), strings.LastIndex(c.sql, `'`)
	if !strings.HasPrefix(c.sql, "regexp_like(") || begin < 0 {
		t.Fatalf("no expression in %s", c.sql)
	}
	re, err := regexp.Compile(strings.ReplaceAll(c.sql[begin+1:end], "''", "'"))
	if err != nil {
		t.Fatalf("%s: %v", c.sql, err)
	}
	return re
}

// TestPatternsInSQL holds that patterns mean the same here as the regular expressions
// that are printed for them.
func TestPatternsInSQL(t *testing.T) {
	t.Parallel()
	part := rapid.OneOf(rapid.StringMatching(`[ab.*'\n]{0,4}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		patterns := rapid.SliceOfN(rapid.OneOf(rapid.StringMatching(`[ab.*'\n\[\\]{0,6}`), part), 1, 3).Draw(t, "patterns")
		s := part.Draw(t, "text")
		if rapid.Bool().Draw(t, "made") { // a text that one of them describes, perhaps
			pieces := strings.Split(patterns[0], "*")
			s = pieces[0]
			for _, p := range pieces[1:] {
				s += part.Draw(t, "between") + p
			}
		}
		c := matchesAny(field(IP), patterns)
		if got, want := c.holds(event(fields{IP: s})), printed(t, c).MatchString(s); got != want {
			t.Fatalf("%q describes %q: %v, in SQL %v", patterns, s, got, want)
		}
	})
}

func TestGlob(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "anything", true}, {"*", "two\nlines", false}, {"a", "a", true}, {"a", "A", false}, {"a", "ab", false},
		{"a*", "a", true}, {"a*", "abc", true}, {"a*", "ba", false}, {"*a", "ba", true}, {"*a", "ab", false}, {"*a*", "bab", true}, {"*a*", "b", false},
		{"a*a", "a", false}, {"a*a", "aa", true}, {"a*b*c", "a-b-b-c", true}, {"a*b*c", "acb", false}, {"**", "x", true}, {"a**b", "ab", true},
		{"a.c", "abc", false}, {"[a]", "a", false}, {"a*\nb", "a\nb", true}, {"a*b", "a\nb", false}, {"a*b*", "a\nb", false}, {"*b*", "b\n", false},
	} {
		if got := glob(c.pattern, c.s); got != c.want {
			t.Errorf("%q describes %q: %v", c.pattern, c.s, got)
		}
	}
}

// randomScope has roles and patterns of all kinds.
func randomScope(t *rapid.T) Scope {
	s := testScope()
	name := rapid.StringMatching(`[ab+.]{1,3}\*?`)
	for range rapid.IntRange(0, 3).Draw(t, "roles") {
		s.Roles = append(s.Roles, Role{rapid.SampledFrom([]string{"", home}).Draw(t, "account"), name.Draw(t, "name")})
	}
	return s
}

// TestRolesInSQL holds that roles are found here as by the regular expressions that are
// printed for them.
func TestRolesInSQL(t *testing.T) {
	t.Parallel()
	rest := rapid.StringMatching(`[ab/ :\n]{0,3}`)
	rapid.Check(t, func(t *rapid.T) {
		s := randomScope(t)
		arn := rapid.SampledFrom([]string{"arn:aws", "arn:aws-cn", "arn:aws1", "arn", ""}).Draw(t, "partition") + rapid.SampledFrom([]string{":iam::", ":sts::", ""}).Draw(t, "service") +
			rapid.SampledFrom([]string{home, away, "1", ""}).Draw(t, "account") + rapid.SampledFrom([]string{":role/", ":role", ":user/"}).Draw(t, "kind") + rest.Draw(t, "path") +
			rapid.OneOf(rapid.StringMatching(`/?[ab+.]{1,3}`), rapid.Just("hotline-support"), rapid.Just("AWSReservedSSO_Support_")).Draw(t, "name") + rest.Draw(t, "rest")
		c := s.matchesRole(field(IssuerARN))
		if got, want := c.holds(event(fields{IssuerARN: arn})), printed(t, c).MatchString(arn); got != want {
			t.Fatalf("%q is one of %v: %v, in SQL %v", arn, s.Roles, got, want)
		}
		e := event(fields{RequestRoleName: arn[strings.LastIndexByte(arn, '/')+1:], Recipient: rapid.SampledFrom([]string{home, away, "", "x"}).Draw(t, "recipient")})
		c = s.namesRole(field(RequestRoleName), field(Recipient))
		value := e.Get(Recipient) + "/" + e.Get(RequestRoleName)
		if got, want := c.holds(e), printed(t, c).MatchString(value); got != want {
			t.Fatalf("%q names one of %v: %v, in SQL %v", value, s.Roles, got, want)
		}
	})
}

// TestRoleAsWritten holds that a role is read as it is written.
func TestRoleAsWritten(t *testing.T) {
	t.Parallel()
	for _, r := range append(testScope().Roles, Role{home, "x"}) {
		if got, err := ParseRole(r.String()); err != nil || got != r {
			t.Errorf("%+v is written %s, which is %+v, %v", r, r, got, err)
		}
	}
	equal(t, "a role", Role{home, "x*"}.String(), home+"/x*")
}

// TestAccountIn holds that the quick way to the account in an ARN is that of the
// regular expression which is printed.
func TestAccountIn(t *testing.T) {
	t.Parallel()
	x := accountIn(field(IssuerARN))
	_, rest, _ := strings.Cut(x.sql, ", '")
	pattern, _, _ := strings.Cut(rest, "'")
	re := regexp.MustCompile(pattern)
	part := rapid.SampledFrom([]string{"arn:aws", "arn:aws-cn", ":iam::", home, "1", ":", " ", "role/x", "11112222333a", "\n"})
	rapid.Check(t, func(t *rapid.T) {
		arn := strings.Join(rapid.SliceOfN(part, 0, 8).Draw(t, "parts"), "")
		want := ""
		if m := re.FindStringSubmatch(arn); m != nil {
			want = m[1]
		}
		if got := x.eval(event(fields{IssuerARN: arn})); got != want {
			t.Fatalf("the account in %q is %q, expected %q", arn, got, want)
		}
	})
	for arn, want := range map[string]string{roleARN: home, "arn:aws-cn:iam::999900001111:role/x": away, "arn:aws:iam::1:role/x": "", "arn:aws:iam::111122223333": "", sessionARN: "", "": ""} {
		equal(t, "the account in "+arn, x.eval(event(fields{IssuerARN: arn})), want)
	}
}
