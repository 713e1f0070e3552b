package policy_test

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"hotline/policy"
)

// TestClone holds that a clone is the same, and shares no text.
func TestClone(t *testing.T) {
	t.Parallel()
	const odd = `{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Odd":{"x":[1]},"NotPrincipal":{"AWS":["*","b"],"Odd":5},"NotAction":"s3:*","NotResource":[]},
		{"Effect":"Deny","Principal":"*","Action":["a:b"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"Null":{"x":["true"],"y":3}}}]}`
	checkClone(t, odd)
	rapid.Check(t, func(t *rapid.T) { checkClone(t, documents().Draw(t, "document")) })
}

func checkClone(t fataler, text string) {
	d, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	start := uintptr(unsafe.Pointer(unsafe.StringData(text)))
	for i := range d.Statements {
		c := d.Statements[i].Clone()
		if difference := cmp.Diff(&d.Statements[i], c, cmpopts.EquateEmpty()); difference != "" {
			t.Fatalf("%s", difference)
		}
		visitTexts(reflect.ValueOf(c), func(s string) {
			if at := uintptr(unsafe.Pointer(unsafe.StringData(s))); s != "" && start <= at && at < start+uintptr(len(text)) {
				t.Fatalf("%q is within the text", s)
			}
		})
	}
}

// visitTexts visits all texts in a value.
func visitTexts(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			visitTexts(v.Elem(), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			visitTexts(v.Field(i), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visitTexts(v.Index(i), visit)
		}
	}
}
