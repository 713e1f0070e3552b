package logs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf16"
)

// A member is one member of an object; its value is a string, an object ([]member), an
// array ([]any) or raw JSON.
type member struct {
	key   string
	value any
}

type raw string

// A writer writes JSON as somebody might: with escapes, space and order by chance.
type writer struct {
	rand    *rand.Rand
	escapes int // one character of how many is escaped for no need; 0 for none
	loose   bool
	out     strings.Builder
}

func (w *writer) space() {
	if w.loose && w.rand.IntN(3) == 0 {
		w.out.WriteString([]string{" ", "\n", "\t", "\r\n  "}[w.rand.IntN(4)])
	}
}

func (w *writer) write(value any) {
	switch v := value.(type) {
	case string:
		w.string(v)
	case raw:
		w.out.WriteString(string(v))
	case []member:
		w.list('{', '}', len(v), func(i int) {
			w.string(v[i].key)
			w.space()
			w.out.WriteByte(':')
			w.space()
			w.write(v[i].value)
		})
	case []any:
		w.list('[', ']', len(v), func(i int) { w.write(v[i]) })
	}
}

func (w *writer) list(open, closing byte, n int, element func(int)) {
	w.out.WriteByte(open)
	for i := range n {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.space()
		element(i)
		w.space()
	}
	w.out.WriteByte(closing)
}

func (w *writer) string(s string) {
	w.out.WriteByte('"')
	for _, r := range s {
		switch {
		case w.escapes > 0 && w.rand.IntN(w.escapes) == 0, r < ' ':
			w.escape(r)
		case r == '"' || r == '\\':
			w.out.WriteByte('\\')
			w.out.WriteRune(r)
		default:
			w.out.WriteRune(r)
		}
	}
	w.out.WriteByte('"')
}

// escape writes \u00XX, in small or large hexadecimal digits.
func (w *writer) escape(r rune) {
	form := []string{`\u%04x`, `\u%04X`}[w.rand.IntN(2)]
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		fmt.Fprintf(&w.out, form+form, high, low)
		return
	}
	fmt.Fprintf(&w.out, form, r)
}

// A maker makes records of a scope, and knows which of them matter: the expectation is
// written here by what the measures are said to be, not taken from the code.
type maker struct {
	rand *rand.Rand
	role string // the name of the support role
	calm int    // out of ten texts how many are of no interest
	n    int
	want []string // ids of those that matter
}

const account = "111122223333"

func (m *maker) pick(options ...string) string { return options[m.rand.IntN(len(options))] }

// noise is text with what could be taken for something else.
func (m *maker) noise() string {
	if m.rand.IntN(10) < m.calm {
		return "nothing"
	}
	return m.pick("", "x", `"eventSource":"support.amazonaws.com"`, m.role, `},{"eventVersion":"1.08"`, "\\", `\u0053`,
		"zürich 東京 🚑", `\`+m.role, "StopLogging", `}]}`, "a\nb\x00", m.role[:len(m.role)-1], strings.Repeat("support.amazonaws.com", 3))
}

// any is any value, at times with what looks like records in it: one or two are told
// from real ones, see TestNestedRecords for more.
func (m *maker) any(depth int) any {
	if m.rand.IntN(10) < m.calm {
		return []any{m.noise()}
	}
	switch n := m.rand.IntN(8); {
	case n < 3 || depth > 3:
		return m.noise()
	case n == 3:
		return raw(m.pick("null", "true", "-1.5e3", "[]", "{}"))
	case n == 4:
		return []any{m.any(depth + 1), m.noise()}
	case n == 5:
		inner := []member{{"eventVersion", "1.08"}, {"eventSource", "support.amazonaws.com"}, {"eventName", m.noise()}, {"x", m.any(depth + 1)}}
		return []any{inner, inner}[m.rand.IntN(2):]
	}
	return []member{{m.pick("roleName", "eventSource", "k"), m.any(depth + 1)}, {m.noise(), m.any(depth + 1)}}
}

// A kind says what a record is about, and whether it matters.
type kind struct {
	matters                    bool
	source, name               string
	identity, request, respond []member
	more                       []member
}

func (m *maker) kinds() []kind {
	role := "arn:aws:iam::" + account + ":role/some/path/" + m.role
	other := []member{{"type", "IAMUser"}, {"arn", "arn:aws:iam::" + account + ":user/jo"}, {"accountId", account}, {"accessKeyId", "AKIAIOSFODNN7EXAMPLE"}}
	issued := []member{{"type", "AssumedRole"}, {"accountId", account}, {"accessKeyId", "ASIAIOSFODNN7EXAMPLE"},
		{"sessionContext", []member{{"sessionIssuer", []member{{"type", "Role"}, {"arn", role}}}}}}
	session := []member{{"arn", "arn:aws:sts::" + account + ":assumed-role/" + m.role + "/jo"}, {"accessKeyId", "ASIAIOSFODNN7EXAMPLE"}}
	params := func(key, value string) []member { return []member{{"a", m.noise()}, {key, value}} }
	failed := func(message string) []member {
		return []member{{"errorCode", "AccessDenied"}, {"errorMessage", message}}
	}
	const sts, iam, support = "sts.amazonaws.com", "iam.amazonaws.com", "support.amazonaws.com"
	trailName := params("name", "arn:aws:cloudtrail:us-east-1:111122223333:trail/t")
	return []kind{
		{true, sts, "AssumeRole", other, params("roleArn", role), nil, nil},
		{true, sts, "AssumeRoleWithSAML", other, params("roleArn", role), nil, nil},
		{true, sts, "AssumeRole", other, nil, nil, failed("User: x is not authorized to perform: sts:AssumeRole on resource: " + role)},
		{true, "ec2.amazonaws.com", "DescribeInstances", issued, nil, nil, nil},
		{true, "trustedadvisor.amazonaws.com", "DescribeChecks", session, nil, nil, failed("")},
		{true, support, m.pick("CreateCase", "AddCommunicationToCase", "ResolveCase"), other, params("caseId", "case-1"), nil, nil},
		{true, iam, m.pick("DeleteRole", "UpdateAssumeRolePolicy", "DetachRolePolicy"), other, params("roleName", m.role), nil, nil},
		{true, iam, "CreatePolicyVersion", other, params("policyArn", "arn:aws:iam::111122223333:policy/hotline-support"), nil, nil},
		{true, "organizations.amazonaws.com", m.pick("AttachPolicy", "DisablePolicyType"), other, nil, nil, nil},
		{true, "cloudtrail.amazonaws.com", m.pick("StopLogging", "PutEventSelectors"), other, trailName, nil, failed("")},
		{true, "events.amazonaws.com", "PutTargets", other, params("rule", "my-hotline-rule"), nil, nil},
		{true, "security-ir.amazonaws.com", "CreateCase", other, nil, []member{{"caseId", "1"}}, nil},
		{true, "ssm-incidents.amazonaws.com", "StartIncident", other, nil, nil, nil},
		{false, sts, "AssumeRole", other, params("roleArn", role+"2"), nil, nil},
		{false, sts, "GetCallerIdentity", other, params("roleArn", role), nil, nil},
		{false, iam, "DeleteRole", other, params("roleName", m.role+"2"), nil, nil},
		{false, iam, "GetRole", other, params("roleName", m.role), nil, nil},
		{false, support, "DescribeCases", other, nil, nil, nil},
		{false, "supportapp.amazonaws.com", "CreateCase", other, nil, nil, nil},
		{false, "security-ir.amazonaws.com", "CreateCase", other, nil, nil, failed("no")},
		{false, "ec2.amazonaws.com", "RunInstances", other, []member{{"x", m.any(0)}}, nil, nil},
		{false, "lambda.amazonaws.com", "StopLogging", other, trailName, nil, nil},
		{false, "events.amazonaws.com", "PutRule", other, params("name", "mine"), nil, nil},
	}
}

// record makes a record, in CloudTrail's order.
func (m *maker) record() []member {
	all := m.kinds()
	k := all[m.rand.IntN(len(all))]
	if m.rand.IntN(2) == 0 {
		k = all[len(all)-3] // the most are of this kind
	}
	m.n++
	id := fmt.Sprintf("event-%04d", m.n)
	if k.matters {
		m.want = append(m.want, id)
	}
	params := func(of []member) any {
		if of == nil {
			return raw("null")
		}
		return of
	}
	out := []member{{"eventVersion", "1.08"}, {"userIdentity", k.identity}, {"eventTime", "2026-03-01T10:00:00Z"}, {"eventSource", k.source}, {"eventName", k.name},
		{"awsRegion", "us-east-1"}, {"sourceIPAddress", "192.0.2.7"}, {"userAgent", m.noise()}}
	out = append(out, k.more...)
	if m.rand.IntN(3) == 0 {
		out = append(out, member{"additionalEventData", m.any(0)})
	}
	return append(out, member{"requestParameters", params(k.request)}, member{"responseElements", params(k.respond)}, member{"eventID", id},
		member{"resources", []any{[]member{{"ARN", m.noise()}}}}, member{"recipientAccountId", account})
}
