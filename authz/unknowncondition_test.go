package authz_test

import (
	"strings"
	"testing"

	"hotline/authz"
)

// TestEveryConditionWithoutItsKey takes every operator of the generated
// policies, with and without IfExists, and every operand: while the key is not
// known the condition decides nothing, and with each of its values it decides
// as if the value had been known from the start.
func TestEveryConditionWithoutItsKey(t *testing.T) {
	t.Parallel()
	for _, s := range subjects() {
		for _, operator := range s.operators {
			bare := strings.TrimSuffix(operator, "IfExists")
			operators := []string{bare, bare + "IfExists"}
			if bare == "Null" || bare == "NoSuchOperator" {
				operators = []string{bare}
			}
			for _, op := range operators {
				for _, operand := range s.operands {
					checkWithoutKey(t, s, quoted(op)+`:{`+quoted(s.key)+`:`+quoted(operand)+`}`)
				}
			}
		}
	}
}

// checkWithoutKey checks one condition, in a statement that allows and in one
// that denies.
func checkWithoutKey(t *testing.T, s subject, condition string) {
	t.Helper()
	values := append([][]string{{"dana"}, {"other"}, {}}, s.values...)
	for _, p := range []*authz.Policies{
		{Identity: list(one(t, allowIf(condition)))},
		{Identity: list(one(t, allowAll), one(t, denyIf(condition)))},
	} {
		open := decide(t, reads(t, authz.NewContext(nil).Doubting(allKeys()...)), p)
		if open.Effect != authz.Conditional && open.Effect != authz.Unknown {
			t.Errorf("%s: %s without its key", condition, open.Effect)
		}
		var others []string
		for _, k := range allKeys() {
			if k != s.key {
				others = append(others, k)
			}
		}
		for _, v := range values {
			told := authz.OpenContext(map[string][]string{s.key: v}, others...)
			want := decide(t, reads(t, told), p)
			if got := open.Given(told); got.Effect != want.Effect {
				t.Errorf("%s: told %q, %s, want %s", condition, v, got.Effect, want.Effect)
			}
		}
		absent := authz.OpenContext(nil, allKeys()...)
		if got, want := open.Given(absent), decide(t, reads(t, absent), p); got.Effect != want.Effect {
			t.Errorf("%s: told to be absent, %s, want %s", condition, got.Effect, want.Effect)
		}
	}
}
