package actions_test

import (
	"encoding/base64"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"hotline/actions"
)

// TestLoad holds that the table is what its header and refresh.sh say, that
// what it has is well-formed, and that each load gives the same.
func TestLoad(t *testing.T) {
	t.Parallel()
	table := load(t)
	script, err := os.ReadFile("refresh.sh")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(script), "\nversion="+table.Version()+"\n") {
		t.Errorf("the table has version %s; refresh.sh makes another", table.Version())
	}
	notice, err := os.ReadFile("LICENSE-iam-data")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(notice), table.Version()) || !strings.Contains(string(notice), "MIT License") {
		t.Error("LICENSE-iam-data is not the licence of this version")
	}
	if !regexp.MustCompile(`^20\d\d-[01]\d-[0-3]\d$`).MatchString(table.Date()) {
		t.Errorf("the date is %q", table.Date())
	}
	services, count := table.Len()
	if services < 400 || count < 20000 {
		t.Errorf("only %d services and %d actions", services, count)
	}
	// Read compares the header with what it parsed; this counts once more.
	all, seen := table.Expand("*"), map[string]bool{}
	for _, a := range all {
		seen[a.Service] = true
	}
	if len(all) != count || len(seen) != services {
		t.Errorf("found %d services and %d actions; the header has %d and %d", len(seen), len(all), services, count)
	}
	if !reflect.DeepEqual(load(t), table) {
		t.Error("another load gives another table")
	}
}

// TestActionsAreWellFormed holds that names are names and levels are levels.
func TestActionsAreWellFormed(t *testing.T) {
	t.Parallel()
	action := regexp.MustCompile(`^[a-z0-9-]+:[A-Za-z0-9-]+$`)
	levels := map[string]int{}
	with := 0
	for _, a := range load(t).Expand("*") {
		levels[a.Access]++
		if !action.MatchString(a.String()) {
			t.Errorf("found %q", a)
		}
		if a.HasResources() {
			with++
		}
		for i, r := range a.Resources {
			if r == "" || r != strings.TrimSpace(r) || i > 0 && r <= a.Resources[i-1] {
				t.Errorf("%s has the resource types %q", a, a.Resources)
			}
		}
	}
	for _, l := range []string{actions.AccessRead, actions.AccessList, actions.AccessWrite, actions.AccessTagging, actions.AccessPermissions} {
		if levels[l] < 100 {
			t.Errorf("only %d actions have the access level %s", levels[l], l)
		}
		delete(levels, l)
	}
	if len(levels) != 0 || with < 10000 {
		t.Errorf("unknown access levels %v, or only %d actions with resource types", levels, with)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	table, err := small(t, "package 1.2 of 2026-01-31: 2 services, 3 actions", "a-b", "Do\tR\tx y\tz", "Eat\tT", "a", "Do\tP")
	if err != nil {
		t.Fatal(err)
	}
	want := []actions.Action{
		{Service: "a-b", Name: "Do", Access: "Read", Resources: []string{"x y", "z"}},
		{Service: "a-b", Name: "Eat", Access: "Tagging"},
		{Service: "a", Name: "Do", Access: "Permissions management"},
	}
	if got := table.Expand("*"); !reflect.DeepEqual(got, want) || table.Version() != "1.2" || table.Date() != "2026-01-31" {
		t.Errorf("read %v of %s, %s", got, table.Version(), table.Date())
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const header = "p 1 of 2026-01-31: 1 services, 1 actions"
	whole := pack(t, header, "a\nDo\tR\n")
	for name, c := range map[string]struct{ file, want string }{
		"nothing":               {"", "expected the header"},
		"another header":        {"p 1\n", "expected the header"},
		"no body":               {header, "EOF"},
		"no base64":             {header + "\n!!!!\n", "illegal base64"},
		"no gzip":               {header + "\n" + base64.StdEncoding.EncodeToString([]byte("plain text, and not gzip")), "invalid header"},
		"cut short":             {whole[:len(whole)-9], "EOF"},
		"too few":               {pack(t, header, "a\n"), "1 services and 0 actions; expected 1 and 1"},
		"too many":              {pack(t, header, "a\nDo\tR\nb\nDo\tR\n"), "2 services and 2 actions; expected 1 and 1"},
		"no service":            {pack(t, header, "Do\tR\n"), "line 1: an action before any service"},
		"an access level":       {pack(t, header, "a\nDo\tX\n"), `line 2: unknown access level "X"`},
		"no access level":       {pack(t, header, "a\nDo\t\n"), `line 2: unknown access level ""`},
		"twice":                 {pack(t, header, "a\nDo\tR\ndo\tR\n"), "line 3: a:do does not follow a:Do"},
		"services not in order": {pack(t, header, "a\nDo\tR\na-b\nDo\tR\n"), "line 4: a-b:Do does not follow a:Do"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, err := actions.Read(c.file)
			if err == nil || table != nil || !strings.HasPrefix(err.Error(), "table of actions: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}
