package configfile_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"hotline/internal/configfile"
)

// validator compiles the schema.
func validator(t *testing.T) func(text string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(configfile.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("hotline.schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("hotline.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		converted, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			return err
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(converted)))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return s.Validate(v)
	}
}

// TestSchemaIsPublished holds docs/reference to the schema of the program.
func TestSchemaIsPublished(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/reference/hotline.schema.json")
	if err != nil || string(page) != configfile.Schema() {
		t.Errorf("docs/reference/hotline.schema.json is another than internal/configfile/hotline.schema.json: %v", err)
	}
}

// valid are files that are in order, all of the format in them.
func valid() map[string]string {
	out := map[string]string{"small": small}
	for name, text := range map[string]string{
		"boundary none":     withRole("boundary: none"),
		"boundary of AWS":   withRole("boundary: arn:aws-us-gov:iam::aws:policy/PowerUserAccess"),
		"boundary of one":   withRole("boundary: arn:aws:iam::111122223333:policy/team/x") + "scope: {accounts: [\"111122223333\"]}\n",
		"empty description": withRole("description: ''"),
		"lines":             withRole("description: >-\n    é a\n    b"),
		"session":           withRole("session: 12h"),
		"session in all":    withRole("session: 1h30m30s"),
		"no tags":           withRole("tags: {}"),
		"tags":              withRole("tags: {a: '', \"b c\": \"1/2\", é: x@y}"),
		"all people":        withPeople("roles: [/team/lead, root]\nusers: [alice@example.com]\npermission_sets: [OnCall]\nmfa: true\norganization: o-a1b2c3d4e5\nsource_identity: false\nsession_tags: [a, b]\ngrants: [{group: g}, {role: lead}, {user: alice@example.com}]"),
		"two of one":        withPeople("users: [a]") + "    - {account: \"111122223333\", users: [b], roles: [a]}\n",
		"provider":          withTrust("providers: [{account: \"999900001111\", external_ids: ids.json}]"),
		"automation":        withTrust("automation:\n  - {service: ssm.amazonaws.com, source_account: true}\n  - {service: ec2.amazonaws.com.cn}\n  - {role: \"arn:aws-cn:iam::111122223333:role/x/y\"}"),
		"oidc": withTrust("automation:\n  - oidc: {provider: oidc.eks.eu-west-1.amazonaws.com/id/ABC, audiences: [a, b], subjects: [\"system:serviceaccount:x:*\"]}\n" +
			"  - oidc: {provider: token.actions.githubusercontent.com, audiences: [a], subjects: [\"repo:a/b:*\", \"repo:a@1/c@2:ref:refs/heads/main\", \"repo:a/d\"]}"),
		"scope": small + "scope: {accounts: [\"111122223333\"], units: [r-ab12, ou-ab12-c3d4e5f6], exclude: [\"444455556666\", ou-ab12-00000000]}\n",
		"found": small + "found: {roles: adopt, adopt: [\"arn:aws:iam::111122223333:role/x\"], attachments: remove, extras: leave}\npolicy: least-privilege\n",
	} {
		out[name] = text
	}
	return out
}

// TestSchemaTakes holds that reader and schema agree on what a file may be.
func TestSchemaTakes(t *testing.T) {
	t.Parallel()
	validate := validator(t)
	cases := valid()
	for _, path := range []string{"../../examples/hotline.yaml", "../../examples/msp.yaml"} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cases[path] = string(text)
	}
	for name, text := range cases {
		if err := validate(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := read(t, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefuses holds that what the reader refuses is refused by the schema
// too, but for what goes beyond it.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	validate := validator(t)
	for _, table := range []map[string]refusal{wholeFaults(), roleFaults(), tagFaults(), peopleFaults(), grantFaults(), otherFaults(), oidcFaults(), scopeFaults()} {
		for name, tt := range table {
			if err := validate(tt.text); (err == nil) != tt.beyond && !strings.Contains(tt.want, "comes twice") {
				t.Errorf("%s: beyond the schema is %v, and the schema says: %v\n%s", name, tt.beyond, err, tt.text)
			}
		}
	}
}

// An object is a part of the schema with keys, or with words to choose from.
type object struct {
	Ref        string `json:"$ref"`
	Properties map[string]object
	Items      *object
	Enum       []string
	Defs       map[string]object `json:"$defs"`
}

// TestSchemaHasTheKeys holds that schema and reader know the same keys and
// words: each mapping is asked for a key, and each choice for a word, that there
// is not.
func TestSchemaHasTheKeys(t *testing.T) {
	t.Parallel()
	var root object
	if err := json.Unmarshal([]byte(configfile.Schema()), &root); err != nil {
		t.Fatal(err)
	}
	asked := 0
	var visit func(o object, path []string)
	visit = func(o object, path []string) {
		if ref, ok := strings.CutPrefix(o.Ref, "#/$defs/"); ok {
			o = root.Defs[ref]
		}
		switch {
		case o.Items != nil:
			visit(*o.Items, append(slices.Clone(path), "-"))
		case o.Enum != nil:
			asked++
			expect(t, nested(path, "nonsense"), slices.Sorted(slices.Values(o.Enum)))
		case o.Properties != nil:
			asked++
			expect(t, nested(append(slices.Clone(path), "nonsense"), "x"), slices.Sorted(maps.Keys(o.Properties)))
		}
		for key, property := range o.Properties {
			visit(property, append(slices.Clone(path), key))
		}
	}
	visit(root, nil)
	if asked != 14 {
		t.Errorf("asked for %d mappings and choices", asked)
	}
}

// nested is a file with a value within keys and lists.
func nested(path []string, value string) string {
	for _, key := range slices.Backward(path) {
		if key == "-" {
			value = "[" + value + "]"
		} else {
			value = "{" + key + ": " + value + "}"
		}
	}
	return value
}

// expect holds that a fault of a file lists some words.
func expect(t *testing.T, text string, want []string) {
	t.Helper()
	_, _, err := read(t, text)
	m := regexp.MustCompile(`(?:unknown key "nonsense".*; expected |expected one of )([a-z_, -]+?)(?: for [a-z]+, found "nonsense"|\n|$)`).FindStringSubmatch(fmt.Sprint(err))
	if m == nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	if got := slices.Sorted(slices.Values(strings.Split(m[1], ", "))); !slices.Equal(got, want) {
		t.Errorf("%s: the reader knows %v, and the schema %v", text, got, want)
	}
}

// TestPage holds the examples in docs/reference/config.md to the reader and the
// schema.
func TestPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/reference/config.md")
	if err != nil {
		t.Fatal(err)
	}
	validate := validator(t)
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(blocks) == 0 {
		t.Fatal("the page has no example")
	}
	for _, b := range blocks {
		if err := validate(b[1]); err != nil {
			t.Error(err)
		}
		if _, _, err := configfile.Read(b[1], filepath.Join("../../examples", "page.yaml")); err != nil {
			t.Error(err)
		}
	}
}
