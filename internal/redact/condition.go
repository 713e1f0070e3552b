package redact

import (
	"strings"

	"hotline/jsonscan"
)

// condition redacts the element Condition.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
func (r *Redactor) condition(v *value) {
	r.each(v, r.operator, func(operator string, v *value) {
		if v.kind != jsonscan.Object {
			r.value("", v)
			return
		}
		r.each(v, r.conditionKey, func(key string, v *value) {
			r.texts(v, func(s string) string { return r.conditionValue(operator, key, s) })
		})
	})
}

// bareOperator is a condition operator without qualifier and suffix, in lower
// case.
func bareOperator(s string) string {
	s = strings.ToLower(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "foranyvalue:"), "forallvalues:")
	return strings.TrimSuffix(s, "ifexists")
}

// operator keeps the condition operators that there are.
func (r *Redactor) operator(s string) string {
	switch o := strings.Replace(bareOperator(s), "not", "", 1); o {
	case "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "bool", "binaryequals", "ipaddress", "null":
		return s
	default:
		order := strings.TrimPrefix(strings.TrimPrefix(o, "numeric"), "date")
		switch order {
		case "equals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals":
			return s
		}
	}
	return r.text(r.names, s)
}

// conditionKey redacts what is private of a condition key: the key of a tag,
// and the host of an identity provider.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (r *Redactor) conditionKey(s string) string {
	space := len(s) - len(strings.TrimLeft(s, " "))
	prefix, name, _ := strings.Cut(s[space:], ":")
	if lower := strings.ToLower(prefix); lower != "aws" && lower != "saml" && !r.public.isService(lower) {
		return r.providerKey(s)
	}
	known := leading(name, func(c rune) bool { return isWord(c) && c < 0x80 || c == '-' || c == ' ' || c == '*' || c == '?' })
	kept := s[:len(s)-len(name)+len(known)]
	switch rest := name[len(known):]; {
	case strings.HasPrefix(rest, "/"):
		return kept + "/" + r.tagKey(rest[1:])
	default: // nothing, as a rule
		return kept + r.tokens(r.names, rest, true)
	}
}

// providerKey redacts a key of an identity provider: its host, which may have
// a path, and the name of a claim.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
func (r *Redactor) providerKey(s string) string {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return r.text(r.names, s)
	}
	claim := s[i+1:]
	if !r.public.has("claims", strings.ToLower(claim)) {
		claim = r.tokens(r.subjects, claim, true)
	}
	return r.text(r.names, s[:i]) + ":" + claim
}

// conditionValue redacts a value that a condition compares its key with.
func (r *Redactor) conditionValue(operator, key, s string) string {
	key, operator = strings.ToLower(key), bareOperator(operator)
	switch {
	case isPlain(s), strings.HasPrefix(operator, "numeric") && !isAccount(s) && strings.Trim(s, "+-.0123456789eE") == "":
		return s
	case strings.HasPrefix(operator, "date") && !isAccount(s) && strings.Trim(s, "0123456789-+:.TZ") == "":
		return s // seconds since 1970 are one, too
	case strings.Contains(operator, "ipaddress"), key == "aws:sourceip", key == "aws:vpcsourceip":
		if address, ok := r.address(s); ok {
			return address
		}
	case strings.HasSuffix(key, "tagkeys"):
		return r.tagKey(s)
	case r.public.has("condition names", key):
		return r.defined(key, s)
	case strings.HasSuffix(key, ":sub") && !strings.HasPrefix(key, "saml:"):
		return r.text(r.subjects, s)
	}
	return r.text(r.names, s)
}

// defined keeps a value that AWS defines, or a pattern of such.
func (r *Redactor) defined(key, s string) string {
	lower := strings.ToLower(s)
	switch {
	case r.public.enums[s], r.public.has("principal types", s), r.public.isRegion(lower):
		return s
	case key == "saml:aud":
		return r.audience(s)
	}
	return r.service(s)
}

// audience keeps the addresses at which AWS takes SAML responses.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
func (r *Redactor) audience(s string) string {
	host, found := strings.CutPrefix(strings.ToLower(s), "https://")
	host, path, _ := strings.Cut(host, "/")
	if region, rest, _ := strings.Cut(host, "."); isRegion(region) {
		host = rest
	}
	if found && path == "saml" && strings.HasPrefix(host, "signin.") && r.public.has("hosts", host) {
		return s
	}
	return r.text(r.names, s)
}
