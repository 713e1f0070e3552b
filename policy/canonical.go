package policy

import (
	"encoding/json"
	"slices"
	"strings"
)

// Canonical returns the canonical form of d: a policy document in which all
// that carries no meaning has one spelling, so that two documents mean the
// same if their canonical forms are equal. (The converse does not hold: "a*"
// and the list of "a*" and "ab" also mean the same.) partition is that of the
// account the document belongs to, and completes bare account ids.
//
// In the canonical form
//
//   - statements, and the items of every list, are sorted, and none comes
//     twice; every value is in a list;
//   - actions are in lower case, and condition keys too, except for the tag
//     key after "/" (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html);
//   - an account id as principal is the ARN of the account's root, and the
//     principal "*" is {"AWS": "*"}
//     (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html);
//   - a condition value is a string, and an operator without keys is left out;
//   - the Version is always there;
//   - Sid and Id, which name things and decide nothing, are left out. What the
//     grammar does not have stays, with the last of two equal keys within it.
//
// A lone statement gains a list around it, and so a level of nesting.
func (d *Document) Canonical(partition string) []byte {
	c := canonical{partition}
	out := map[string]any{"Version": d.LanguageVersion()}
	var statements []string
	for i := range d.Statements {
		statements = append(statements, encode(c.statement(&d.Statements[i])))
	}
	list := []json.RawMessage{}
	for _, s := range sortedSet(statements) {
		list = append(list, json.RawMessage(s))
	}
	out["Statement"] = list
	c.unknown(out, d.Unknown)
	return []byte(encode(out))
}

// Equivalent reports whether the canonical forms of a and b are equal.
func Equivalent(a, b *Document, partition string) bool {
	return string(a.Canonical(partition)) == string(b.Canonical(partition))
}

// encode prints v, with object keys sorted. v holds nothing that JSON cannot.
func encode(v any) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
	return strings.TrimSuffix(out.String(), "\n")
}

// sortedSet returns the distinct values of list in order. It is never nil.
func sortedSet(list []string) []string {
	sorted := append([]string{}, list...)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

type canonical struct {
	partition string
}

func (c canonical) statement(st *Statement) map[string]any {
	out := map[string]any{"Effect": st.Effect.Value}
	c.list(out, "Action", st.Action, strings.ToLower)
	c.list(out, "NotAction", st.NotAction, strings.ToLower)
	c.list(out, "Resource", st.Resource, verbatim)
	c.list(out, "NotResource", st.NotResource, verbatim)
	c.principals(out, "Principal", st.Principal)
	c.principals(out, "NotPrincipal", st.NotPrincipal)
	if st.Condition != nil {
		c.condition(out, st.Condition)
	}
	c.unknown(out, st.Unknown)
	return out
}

func verbatim(s string) string { return s }

func (canonical) list(out map[string]any, key string, l *List, spell func(string) string) {
	if l != nil {
		out[key] = spelled(l, spell)
	}
}

// spelled is the set of the values of l, each as spell writes it.
func spelled(l *List, spell func(string) string) []string {
	var values []string
	for _, v := range l.Values {
		values = append(values, spell(v.Value))
	}
	return sortedSet(values)
}

func (c canonical) principals(out map[string]any, key string, p *Principals) {
	if p == nil {
		return
	}
	kinds := map[string]any{}
	if p.Star {
		kinds[PrincipalAWS] = []string{"*"}
	}
	for _, e := range p.Entries {
		spell := verbatim
		if e.Kind.Value == PrincipalAWS {
			spell = c.account
		}
		kinds[e.Kind.Value] = spelled(&e.Names, spell)
	}
	c.unknown(kinds, p.Unknown)
	out[key] = kinds
}

// account turns a bare account id into the ARN of its root.
func (c canonical) account(principal string) string {
	if !IsAccountID(principal) {
		return principal
	}
	return "arn:" + c.partition + ":iam::" + principal + ":root"
}

// IsAccountID reports whether s is an AWS account id: twelve digits.
func IsAccountID(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

func (canonical) condition(out map[string]any, c *Condition) {
	operators := map[string]any{}
	for _, op := range c.Operators {
		keys := map[string]any{}
		for _, k := range op.Keys {
			var values []string
			for _, v := range k.Values {
				values = append(values, v.Value)
			}
			keys[conditionKey(op.Keys, k.Name.Value)] = sortedSet(values)
		}
		if len(keys) > 0 {
			operators[op.Name.Value] = keys
		}
	}
	if len(operators) > 0 {
		out["Condition"] = operators
	}
}

// conditionKey is name in lower case up to "/", unless that would make one of
// two keys that differ in case: both are then tested, so both stay.
func conditionKey(keys []ConditionKey, name string) string {
	spelling := foldKey(name)
	same := 0
	for _, k := range keys {
		if foldKey(k.Name.Value) == spelling {
			same++
		}
	}
	if same > 1 {
		return name
	}
	return spelling
}

func foldKey(name string) string {
	context, tag, found := strings.Cut(name, "/")
	if !found {
		return strings.ToLower(name)
	}
	return strings.ToLower(context) + "/" + tag
}

// unknown keeps what the grammar does not have, with object keys in order.
func (canonical) unknown(out map[string]any, unknown []Unknown) {
	for _, u := range unknown {
		var value any
		d := json.NewDecoder(strings.NewReader(u.Raw))
		d.UseNumber()
		_ = d.Decode(&value) // Raw was parsed before
		out[u.Key.Value] = value
	}
}
