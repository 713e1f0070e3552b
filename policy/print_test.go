package policy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hotline/jsonscan"
	"hotline/policy"
)

// Printing is without loss to the last byte: what was on one line in the
// spelling of the package comes out as it went in, through any indentation.
func TestPrintGivesTheTextBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := documents().Draw(t, "document")
		d := mustParse(t, text)
		if got := marshal(t, d); got != text {
			t.Fatalf("printed\n%s\nwant\n%s", got, text)
		}
		roundTrip(t, d)
		indented := d.Indent("\t")
		if got := marshal(t, mustParse(t, indented)); got != text {
			t.Fatalf("printed from several lines\n%s\nwant\n%s", got, text)
		}
		if compact(indented) != text {
			t.Fatalf("Indent means another thing than MarshalJSON:\n%s\n%s", indented, text)
		}
	})
}

func TestIndent(t *testing.T) {
	t.Parallel()
	const text = `{
  "Statement": {
    "NotAction": [],
    "Effect": "Deny",
    "Condition": {
      "Bool": {
        "k": [
          true,
          "<"
        ]
      }
    },
    "x": {}
  },
  "Version": "2012-10-17"
}`
	d := mustParse(t, text)
	if got := d.Indent("  "); got != text {
		t.Errorf("got\n%s", got)
	}
	if got, want := d.Indent("\t"), strings.ReplaceAll(text, "  ", "\t"); got != want {
		t.Errorf("with tabs: got\n%s", got)
	}
}

// White space and the spelling of escapes may change, and nothing else.
func TestPrintOfOddSpelling(t *testing.T) {
	t.Parallel()
	const text = " {\n\"x\" : [ 1 , { } ] ,\"Statement\":{ \"Action\" : \"\\u0069am:*\",\"Effect\":\"Allow\" , \"y\\/\":\"\\u00e9\" } }\r\n"
	const want = `{"x":[1,{}],"Statement":{"Action":"iam:*","Effect":"Allow","y/":"\u00e9"}}`
	d := mustParse(t, text)
	if got := marshal(t, d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	roundTrip(t, d)
}

// built is a document that came from no text: it has no positions.
func built() *policy.Document {
	value := func(kind jsonscan.Kind, s string) policy.Value { return policy.Value{Text: *text(s), Kind: kind} }
	names := []policy.PrincipalEntry{{Kind: *text("Service"), Names: one("s")}, {Kind: *text("AWS"), Names: many("a")}}
	unknown := []policy.Unknown{{Key: *text("x"), Raw: ` [ 1 ] `}}
	return &policy.Document{
		Unknown:   unknown,
		ID:        text("i"),
		Version:   text(policy.Version2012),
		Statement: policy.Form{Single: true}, // cannot be: there are two
		Statements: []policy.Statement{
			{
				Unknown: unknown,
				Condition: &policy.Condition{Operators: []policy.Operator{{Name: *text("Op"), Keys: []policy.ConditionKey{
					{Name: *text("k"), Values: []policy.Value{value(jsonscan.Number, "1"), value(jsonscan.Bool, "true"), value(jsonscan.String, "2"), value(0, "3")}},
					{Name: *text("l"), Form: policy.Form{Single: true}},
				}}}},
				Resource: onePtr("r"), Action: onePtr("a"), Principal: &policy.Principals{Unknown: unknown, Entries: names},
				Effect: *text(policy.Allow), Sid: text("s"),
			},
			{NotResource: manyPtr("r"), NotAction: manyPtr(), NotPrincipal: &policy.Principals{Star: true}, Effect: *text(policy.Deny)},
		},
	}
}

// Without positions, elements come in the usual order.
func TestPrintWithoutPositions(t *testing.T) {
	t.Parallel()
	want := `{"Version":"2012-10-17","Id":"i","Statement":[` +
		`{"Sid":"s","Effect":"Allow","Principal":{"Service":"s","AWS":["a"],"x":[1]},"Action":"a","Resource":"r",` +
		`"Condition":{"Op":{"k":[1,true,"2","3"],"l":[]}},"x":[1]},` +
		`{"Effect":"Deny","NotPrincipal":"*","NotAction":[],"NotResource":["r"]}],"x":[1]}`
	if got := marshal(t, built()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := marshal(t, new(policy.Document)); got != `{"Statement":[]}` {
		t.Errorf("an empty document prints as %s", got)
	}
}

// Elements without a position, which were added to a document from a text,
// come first. There are so many of them that a sort which is not stable would
// mix them up.
func TestPrintWithSomePositions(t *testing.T) {
	t.Parallel()
	var d policy.Document
	added, parsed := "", ""
	for i := range 50 {
		key := policy.Text{Value: fmt.Sprint("x", i)}
		if i%2 == 0 {
			key.Position = policy.Position{Line: 1, Column: 2}
			parsed += "," + member(key.Value, "1")
		} else {
			added += "," + member(key.Value, "1")
		}
		d.Unknown = append(d.Unknown, policy.Unknown{Key: key, Raw: "1"})
	}
	if got, want := marshal(t, &d), `{"Statement":[]`+added+parsed+"}"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// encoding/json must find the same in both ways of printing.
func TestPrintIsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := mustParse(t, documents().Draw(t, "document"))
		var line, lines any
		if err := json.Unmarshal([]byte(marshal(t, d)), &line); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(d.Indent("  ")), &lines); err != nil {
			t.Fatal(err)
		}
		if difference := cmp.Diff(line, lines); difference != "" {
			t.Fatal(difference)
		}
	})
}
