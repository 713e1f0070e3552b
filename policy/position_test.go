package policy_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hotline/policy"
)

// positions lists every position in v, each with the path that leads to it
// from v. It finds fields that are added later by itself.
func positions(path string, v reflect.Value) []string {
	if at, ok := v.Interface().(policy.Position); ok {
		return []string{path + " " + at.String()}
	}
	var out []string
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return positions(path, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, positions(fmt.Sprintf("%s[%d]", path, i), v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			out = append(out, positions(strings.TrimPrefix(path+"."+name, "."), v.Field(i))...)
		}
	}
	return out
}

// testdata/positions.txt has the line and column of each element of
// testdata/positions.json. The list was compared with the document by eye.
func TestPositions(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/positions.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/positions.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := positions("", reflect.ValueOf(*mustParse(t, string(content))))
	if difference := cmp.Diff(strings.Fields(string(want)), strings.Fields(strings.Join(got, "\n"))); difference != "" {
		t.Errorf("%s\nall positions:\n%s", difference, strings.Join(got, "\n"))
	}
}

// In any document, at the place of a text there is that text.
func TestPositionsPointAtTheirText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := mustParse(t, documents().Draw(t, "document")).Indent(rapid.SampledFrom([]string{"", " ", "\t"}).Draw(t, "indent"))
		lines := strings.Split(text, "\n")
		eachText(reflect.ValueOf(*mustParse(t, text)), func(it policy.Text) {
			line := lines[it.Position.Line-1]
			rest := line[it.Position.Column-1:]
			// Numbers and booleans stand there without quotes.
			bare := it.Value != "" && strings.HasPrefix(rest, it.Value)
			if !bare && !strings.HasPrefix(rest, quote(it.Value)) {
				t.Fatalf("%s: want %q there, got %s", it.Position, it.Value, line)
			}
		})
	})
}

// eachText calls see with every Text in v.
func eachText(v reflect.Value, see func(policy.Text)) {
	if text, ok := v.Interface().(policy.Text); ok {
		see(text)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), see)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), see)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			eachText(v.Field(i), see)
		}
	}
}

func TestUnknownElements(t *testing.T) {
	t.Parallel()
	const text = `{
  "version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "*", "Comment": {"a": 1}},
    {"Effect": "Allow", "Action": "*", "Principal": {"aws": "*", "AWS": "*"}, "resource": []},
    {"Effect": "Allow", "Action": "*", "NotPrincipal": {"Group": "g"}}
  ],
  "Note": "n"
}`
	var got []string
	for _, u := range mustParse(t, text).UnknownElements() {
		got = append(got, u.Key.Position.String()+" "+u.Key.Value+" "+u.Raw)
	}
	want := []string{
		`2:3 version "2012-10-17"`, `8:3 Note "n"`, // those of the document come first
		`4:40 Comment {"a": 1}`,
		`5:79 resource []`, `5:54 aws "*"`,
		`6:57 Group "g"`,
	}
	slices.Sort(want)
	slices.Sort(got) // the order is not promised
	if difference := cmp.Diff(want, got); difference != "" {
		t.Error(difference)
	}
	if unknown := mustParse(t, allow(`"Action":"*","Principal":"*"`)).UnknownElements(); len(unknown) > 0 {
		t.Errorf("got %+v", unknown)
	}
}
