package redact

import (
	"errors"
	"testing"

	"hotline/jsonscan"
)

// FuzzJSON holds that any text is redacted to JSON of the same form, or refused
// with a place; and that what was redacted can be redacted again.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `[1, "acme", true, null, 111122223333]`, `{"a":1,"a":2}`, `"${aws:PrincipalTag/a, 'b'}@x.y"`, "\"\xff\"", `"\ud83d\ude00é–"`,
		`{"Statement":[{"Effect":"Allow","Action":"*","Principal":{"AWS":"*"},"Condition":{"StringLike":{"aws:SourceIp":["10.0.0.0/8",5]}}}]}`,
		`{"PolicyDocument":"%7B%22Statement%22%3A%5B%5D%7D","Content":"{\"Statement\":{}}"}`, `{"Content":"dXNlcixhcm4sCmEsYiwK"}`,
		`{"Tags":[{"Key":"owner","Value":"x"}],"Arn":"arn:aws:iam::aws:policy/x","Name":"y"}`, `"arn:aws:iam::111122223333:role/x" "arn:" "see arn:a:b:c:d:e"`,
	} {
		f.Add(seed)
	}
	r := redactor()
	f.Fuzz(func(t *testing.T, text string) {
		out, err := r.JSON(text)
		if err != nil {
			var e *jsonscan.Error
			if !errors.As(err, &e) || out != "" {
				t.Fatalf("%q, %v", out, err)
			}
			return
		}
		sameForm(t, text, out)
		again, err := r.JSON(out)
		if err != nil {
			t.Fatalf("%q became %q: %v", text, out, err)
		}
		sameForm(t, out, again)
		_, _ = r.ErrorText(text), r.Path(text)
	})
}

// sameForm checks that two texts have the same values but for what strings and
// account ids say.
func sameForm(t *testing.T, before, after string) {
	t.Helper()
	a, err := parse(before)
	if err != nil {
		a, err = parse(before[len("\ufeff"):])
	}
	b, err2 := parse(after)
	if err != nil || err2 != nil || !alike(&value{kind: jsonscan.Array, items: a}, &value{kind: jsonscan.Array, items: b}) {
		t.Fatalf("%q became %q: %v, %v", before, after, err, err2)
	}
}

func alike(a, b *value) bool {
	if a.kind != b.kind || len(a.items) != len(b.items) || len(a.members) != len(b.members) || (a.text == "") != (b.text == "") {
		return false
	}
	if a.kind != jsonscan.String && a.text != b.text && (!isAccount(a.text) || !isAccount(b.text)) {
		return false
	}
	for i := range a.items {
		if !alike(a.items[i], b.items[i]) {
			return false
		}
	}
	for i := range a.members {
		if (a.members[i].key == "") != (b.members[i].key == "") || !alike(a.members[i].value, b.members[i].value) {
			return false
		}
	}
	return true
}
