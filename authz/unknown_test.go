package authz_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hotline/authz"
	"hotline/policy"
)

// allKeys are the keys of the generated policies.
func allKeys() []string {
	var keys []string
	for _, s := range subjects() {
		keys = append(keys, s.key)
	}
	return keys
}

// drawHidden draws the keys that are not known at first.
func drawHidden(t *rapid.T) []string {
	var hidden []string
	for _, k := range allKeys() {
		if rapid.Bool().Draw(t, "hide "+k) {
			hidden = append(hidden, k)
		}
	}
	return hidden
}

// complete is values with what follows from the request: aws:username.
func (q question) complete(values map[string][]string) map[string][]string {
	out := maps.Clone(values)
	if q.request.Principal.Kind() == authz.User {
		name := q.request.Principal.String()
		out["aws:username"] = []string{name[len(name)-len("dana"):]}
		if name == guest {
			out["aws:username"] = []string{"guest"}
		}
	}
	return out
}

// fill is a context that tells some keys, by their values or that they are
// absent, and no others.
func (q question) fill(values map[string][]string, keys []string) *authz.Context {
	present, absent := map[string][]string{}, []string(nil)
	all := q.complete(values)
	for _, k := range keys {
		if v, ok := all[k]; ok {
			present[k] = v
		} else {
			absent = append(absent, k)
		}
	}
	return authz.OpenContext(present, absent...)
}

// hide is a context in which some keys are not known, in one of two ways: they
// are in doubt, or they are not stated in an open context.
func (q question) hide(t *rapid.T, hidden []string) *authz.Context {
	known := slices.DeleteFunc(allKeys(), func(k string) bool { return slices.Contains(hidden, k) })
	if rapid.Bool().Draw(t, "open") {
		// What follows from the request stays known where nobody doubts it.
		return q.fill(q.values, known).Doubting("aws:UserName", "unused")
	}
	return authz.NewContext(q.values).Doubting(hidden...)
}

// TestUnknownKeysAreSound holds that a decision without some keys says nothing
// that any of their values belies, and that filling them in, at once or one by
// one, decides as if they had been known.
func TestUnknownKeysAreSound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		policies, hidden := q.setup.compile(nil), drawHidden(t)
		open := decide(t, q.in(q.hide(t, append(hidden, "aws:username"))), policies)
		hidden = append(hidden, "aws:username")
		for range 4 {
			values := drawValues(t)
			for k, v := range q.values {
				if !slices.Contains(hidden, k) {
					values[k] = v
				}
			}
			maps.DeleteFunc(values, func(k string, _ []string) bool {
				_, had := q.values[k]
				return !had && !slices.Contains(hidden, k)
			})
			want := decide(t, q.in(authz.NewContext(values)), policies)
			checkSound(t, q, open.Effect, want.Effect)
			if got := open.Given(q.fill(values, hidden)); got.Effect != want.Effect {
				t.Fatalf("filled in %v of %v: %s, known from the start: %s\nopen: %s %s\n%s", hidden, values, got.Effect, want.Effect, open.Effect, open.Condition, q.setup.text())
			}
			steps := open
			for _, k := range shuffled(t, hidden) {
				steps = steps.Given(q.fill(values, []string{k}))
				checkSound(t, q, steps.Effect, want.Effect)
			}
			if steps.Effect != want.Effect {
				t.Fatalf("filled in one by one: %s, known from the start: %s\n%s", steps.Effect, want.Effect, q.setup.text())
			}
		}
	})
}

// checkSound checks that what was said before all was known still holds.
func checkSound(t *rapid.T, q question, before, after authz.Effect) {
	t.Helper()
	allowed := before == authz.Allowed && after != authz.Allowed
	denied := before == authz.ExplicitlyDenied && after != authz.ExplicitlyDenied
	implied := before == authz.ImplicitlyDenied && after != authz.ImplicitlyDenied && after != authz.ExplicitlyDenied
	if allowed || denied || implied {
		t.Fatalf("said to be %s, turned out to be %s\n%s", before, after, q.setup.text())
	}
}

// TestMissingPolicyIsSound holds that a decision without one of the policies
// says nothing that any text of the policy belies, and that it is Unknown
// where the policy matters.
func TestMissingPolicyIsSound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		if len(q.setup.slots) == 0 {
			return
		}
		which := rapid.IntRange(0, len(q.setup.slots)-1).Draw(t, "slot")
		at := q.setup.slots[which]
		principals := at.layer == authz.LayerResource || at.layer == authz.LayerRCP
		r := q.in(authz.NewContext(q.values))
		without := decide(t, r, q.setup.compile(func(i int) *authz.Policy {
			if i != which {
				return nil
			}
			return authz.Missing("lost")
		}))
		seen := map[authz.Effect]bool{}
		for _, d := range candidates(t, at.document, principals) {
			with := decide(t, r, q.setup.mapped(func(old *policy.Document) *policy.Document {
				if old == at.document {
					return d
				}
				return old
			}).compile(nil))
			checkSound(t, q, without.Effect, with.Effect)
			seen[with.Effect] = true
		}
		if seen[authz.Allowed] && len(seen) > 1 && without.Effect != authz.Unknown {
			t.Fatalf("%s, while the policy that is missing decides\n%s", without.Effect, q.setup.text())
		}
	})
}

// candidates are documents that may stand where one is missing.
func candidates(t *rapid.T, own *policy.Document, principals bool) []*policy.Document {
	everybody := ""
	if principals {
		everybody = `,"Principal":"*"`
	}
	list := []*policy.Document{own, drawDocument(t, principals)}
	for _, statement := range []string{allowAll, denyAll, nothing} {
		list = append(list, parsed(t, `{"Version":"2012-10-17","Statement":{`+statement+everybody+`}}`))
	}
	return list
}
