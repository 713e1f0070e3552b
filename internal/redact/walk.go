package redact

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"hotline/jsonscan"
)

// value redacts the value of a key of what the AWS CLI prints, or a value
// without one.
func (r *Redactor) value(key string, v *value) {
	switch v.kind {
	case jsonscan.Object:
		r.object(key, v)
	case jsonscan.Array:
		for _, item := range v.items {
			r.value(key, item)
		}
	case jsonscan.String:
		v.text = r.textOf(key, v.text)
	case jsonscan.Number:
		v.text = r.number(v.text)
	default: // true, false, null
	}
}

// number redacts a number that may be the id of an account.
func (r *Redactor) number(s string) string {
	if isAccount(s) {
		return r.names.replace(s)
	}
	return s
}

func isAccount(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }

func (r *Redactor) object(key string, v *value) {
	switch {
	case v.member("Statement") != nil:
		r.policy(v)
	case v.member("Key") != nil && v.member("Value") != nil:
		r.each(v, r.key, func(key string, v *value) {
			switch {
			case key == "Key" && v.isString():
				v.text = r.tagKey(v.text)
			case key == "Value":
				r.tagValue(v)
			default:
				r.value(key, v)
			}
		})
	case key == "Tags":
		r.each(v, r.tagKey, func(_ string, v *value) { r.tagValue(v) })
	case isAWSManaged(v):
		r.each(v, r.key, func(key string, v *value) {
			if !v.isString() || !slices.Contains([]string{"Name", "PolicyName", "Path", "Description"}, key) {
				r.value(key, v)
			}
		})
	default:
		r.each(v, r.key, r.value)
	}
}

// each redacts the keys and values of an object.
func (r *Redactor) each(v *value, key func(string) string, val func(string, *value)) {
	for i := range v.members {
		m := &v.members[i]
		val(m.key, m.value)
		m.key = key(m.key)
	}
}

// isAWSManaged reports whether an object describes a policy of AWS's own, or
// names one: then the name beside its ARN is public, too.
func isAWSManaged(v *value) bool {
	for _, key := range []string{"Arn", "ARN", "PolicyArn"} {
		if arn := v.member(key); arn.isString() {
			parts := splitARN(arn.text)
			return len(parts) == arnParts && parts[0] == "arn" && parts[4] == "aws"
		}
	}
	return false
}

// key keeps the keys that the AWS CLI has. All others may be names.
func (r *Redactor) key(s string) string {
	if r.public.keys[s] {
		return s
	}
	return r.text(r.names, s)
}

// tagKey redacts the key of a tag. Those that AWS sets begin with "aws:".
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
func (r *Redactor) tagKey(s string) string {
	if hasPrefix(s, "aws:") {
		return s
	}
	return r.tokens(r.tagKeys, s, false)
}

func (r *Redactor) tagValue(v *value) {
	switch {
	case !v.isString():
		r.value("", v)
	case !isPlain(v.text):
		v.text = r.text(r.names, v.text)
	}
}

// isPlain reports whether a text is a date, a time, or a truth value.
func isPlain(s string) bool {
	s = strings.TrimSpace(s)
	return isDate(s) || strings.EqualFold(s, "true") || strings.EqualFold(s, "false")
}

// isDate reports whether a text is written like a date, or a date and time, of
// ISO 8601.
func isDate(s string) bool {
	const date, rest = "0000-00-00", "0123456789:.TZ+-"
	if len(s) < len(date) || len(s) > len("2006-01-02T15:04:05.000000000+00:00") {
		return false
	}
	for i := range len(date) {
		if digit := '0' <= s[i] && s[i] <= '9'; digit != (date[i] == '0') || !digit && s[i] != '-' {
			return false
		}
	}
	tail := s[len(date):]
	return tail == "" || tail[0] == 'T' && strings.Trim(tail, rest) == ""
}

// textOf redacts the text of a key.
func (r *Redactor) textOf(key, s string) string {
	switch {
	case r.isPublic(key, s):
		return s
	case key == "ServicePrincipal":
		return r.service(s)
	case key == "TagKeys" || key == "TagKey":
		return r.tagKey(s)
	}
	if key == "Content" {
		if report, ok := r.credentialReport(s); ok {
			return report
		}
	}
	if document, ok := r.document(s); ok {
		return document
	}
	return r.text(r.names, s)
}

// isPublic reports whether a key has a value of those that AWS defines.
func (r *Redactor) isPublic(key, s string) bool {
	switch {
	case r.public.enums[s] && r.public.has("enum keys", key):
		return true
	case isDate(s):
		return isDateKey(key)
	case isRegion(s):
		return strings.HasSuffix(key, "Region") || key == "RegionName"
	}
	switch key {
	case "VersionId", "DefaultVersionId":
		number, found := strings.CutPrefix(s, "v")
		return found && len(number) <= 4 && strings.Trim(number, "0123456789") == ""
	case "ServiceNamespace":
		return r.public.isService(s)
	case "SessionDuration":
		return regexp.MustCompile(`^P[0-9]{0,3}D?T?([0-9]{1,5}[HMS]){0,3}$`).MatchString(s)
	case "Partition", "partition":
		return r.public.isPartition(s)
	case "schema":
		version, found := strings.CutPrefix(s, "hotline/snapshot/")
		return found && strings.Trim(version, "0123456789") == ""
	}
	return false
}

func isDateKey(key string) bool {
	for _, end := range []string{"Date", "Time", "Timestamp", "LastUsed", "At", "Expiration", "DateEnabled", "created"} {
		if strings.HasSuffix(key, end) {
			return true
		}
	}
	return false
}

// document redacts a document within a string: JSON, or JSON in percent
// encoding. It reports false where s is neither, and within such a document.
func (r *Redactor) document(s string) (string, bool) {
	text, encoded := s, strings.HasPrefix(s, "%")
	if encoded {
		text, _ = url.PathUnescape(s) // nothing where that is wrong
	}
	if r.within || !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return "", false
	}
	values, err := parse(text)
	if err != nil || len(values) != 1 {
		return "", false
	}
	r.within = true
	r.value("", values[0])
	r.within = false
	var out strings.Builder
	values[0].write(&out, compact)
	if encoded {
		return strings.ReplaceAll(url.QueryEscape(out.String()), "+", "%20"), true
	}
	return out.String(), true
}
