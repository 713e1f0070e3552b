package policy_test

import (
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// The generators below write documents as JSON on one line, in the spelling of
// package policy, so that printing what was parsed must give the same bytes.
// They know the grammar from AWS's description of it, not from the package.

// object puts members in any order.
func object(t *rapid.T, members []string) string {
	if len(members) > 0 {
		members = rapid.Permutation(members).Draw(t, "order")
	}
	return "{" + strings.Join(members, ",") + "}"
}

func member(key, value string) string { return quote(key) + ":" + value }

// maybe draws whether something optional is there.
func maybe(t *rapid.T, label string) bool { return rapid.Bool().Draw(t, label) }

// oneOrMore writes one of the values alone, or a list of them.
func oneOrMore(t *rapid.T, value *rapid.Generator[string]) string {
	if maybe(t, "alone") {
		return value.Draw(t, "value")
	}
	return "[" + strings.Join(rapid.SliceOfN(value, 0, 4).Draw(t, "values"), ",") + "]"
}

// names generates strings from a few usual ones, so that equal ones and those
// that differ in case are frequent, and from any others.
func names(usual ...string) *rapid.Generator[string] {
	return rapid.Map(rapid.OneOf(rapid.SampledFrom(usual), rapid.SampledFrom(usual), rapid.String()), quote)
}

func actions() *rapid.Generator[string] {
	return names("*", "iam:PassRole", "IAM:passrole", "s3:Get*", "s3:GetObject?", "support:*")
}

func resources() *rapid.Generator[string] {
	return names("*", "arn:aws:s3:::b/*", "arn:aws:s3:::B/*", "arn:aws:iam::111122223333:role/${aws:username}")
}

func principalNames() *rapid.Generator[string] {
	return names("*", "111122223333", "arn:aws:iam::111122223333:root", "11112222333", "ec2.amazonaws.com", "accounts.google.com")
}

// anyJSON generates values for elements that the grammar does not have.
func anyJSON(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		kinds := 4
		if depth > 0 {
			kinds = 6
		}
		switch rapid.IntRange(1, kinds).Draw(t, "kind") {
		case 1:
			return rapid.SampledFrom([]string{"null", "true", "false"}).Draw(t, "word")
		case 2, 3:
			return scalars().Draw(t, "scalar")
		case 4:
			return names("", "x").Draw(t, "string")
		case 5:
			return "[" + strings.Join(rapid.SliceOfN(anyJSON(depth-1), 0, 3).Draw(t, "items"), ",") + "]"
		default:
			var members []string
			for _, key := range distinct("a", "A", "Effect", "<é>").Draw(t, "keys") {
				members = append(members, member(key, anyJSON(depth-1).Draw(t, key)))
			}
			return object(t, members)
		}
	})
}

// distinct generates lists of different strings, most of them usual ones.
func distinct(usual ...string) *rapid.Generator[[]string] {
	return rapid.SliceOfNDistinct(rapid.OneOf(rapid.SampledFrom(usual), rapid.StringMatching(`x[a-z]{1,3}`)), 0, 3, rapid.ID[string])
}

// scalars generates condition values: strings, numbers and booleans.
func scalars() *rapid.Generator[string] {
	return rapid.OneOf(
		names("x", "X", "1", "true", "*"),
		rapid.SampledFrom([]string{"true", "false", "0", "-0", "1", "1.0", "1e3", "-1.50E+02"}),
		rapid.Map(rapid.Int64(), func(n int64) string { return strconv.FormatInt(n, 10) }),
	)
}

func conditions() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var operators []string
		for _, op := range distinct("StringEquals", "stringequals", "ForAnyValue:StringLike", "ForAllValues:StringEqualsIfExists", "Bool").Draw(t, "operators") {
			var keys []string
			for _, key := range distinct("aws:username", "AWS:UserName", "aws:RequestTag/Team", "aws:requesttag/Team", "aws:RequestTag/team", "s3:x/Y/Z").Draw(t, "keys") {
				keys = append(keys, member(key, oneOrMore(t, scalars())))
			}
			operators = append(operators, member(op, object(t, keys)))
		}
		return object(t, operators)
	})
}

func principals() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if maybe(t, "everyone") {
			return `"*"`
		}
		var members []string
		for _, kind := range []string{"AWS", "Service", "Federated", "CanonicalUser"} {
			if maybe(t, kind) {
				members = append(members, member(kind, oneOrMore(t, principalNames())))
			}
		}
		return object(t, append(members, unknown(t)...))
	})
}

// unknown writes elements that the grammar has at no level.
func unknown(t *rapid.T) []string {
	if !maybe(t, "unknown elements") {
		return nil
	}
	var members []string
	for _, key := range distinct("aws", "effect", "version", "Comment").Draw(t, "unknown") {
		members = append(members, member(key, anyJSON(2).Draw(t, key)))
	}
	return members
}

func statements() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		members := []string{member("Effect", rapid.SampledFrom([]string{`"Allow"`, `"Deny"`}).Draw(t, "Effect"))}
		add := func(key string, value *rapid.Generator[string]) {
			members = append(members, member(key, value.Draw(t, key)))
		}
		// not chooses between an element and its opposite.
		not := func(element string) string { return rapid.SampledFrom([]string{"", "Not"}).Draw(t, "not") + element }
		list := func(value *rapid.Generator[string]) *rapid.Generator[string] {
			return rapid.Custom(func(t *rapid.T) string { return oneOrMore(t, value) })
		}
		add(not("Action"), list(actions()))
		if maybe(t, "Sid") {
			add("Sid", names("", "One"))
		}
		if maybe(t, "principal") {
			add(not("Principal"), principals())
		}
		if maybe(t, "resource") {
			add(not("Resource"), list(resources()))
		}
		if maybe(t, "Condition") {
			add("Condition", conditions())
		}
		return object(t, append(members, unknown(t)...))
	})
}

// documents generates policy documents of every form.
func documents() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		members := []string{member("Statement", oneOrMore(t, statements()))}
		if maybe(t, "Version") {
			members = append(members, member("Version", rapid.SampledFrom([]string{`"2008-10-17"`, `"2012-10-17"`}).Draw(t, "Version")))
		}
		if maybe(t, "Id") {
			members = append(members, member("Id", names("", "id").Draw(t, "Id")))
		}
		return object(t, append(members, unknown(t)...))
	})
}
