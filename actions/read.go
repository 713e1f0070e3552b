package actions

import (
	"compress/gzip"
	_ "embed" // for table.txt
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

//go:embed table.txt
var embedded string

// The header is the first line of a table: npm package, its version, the date
// of that, and how much follows.
const header = "%s %s of %10s: %d services, %d actions"

// maxText bounds the text of a table, in bytes; it is now below 1 MB.
const maxText = 32 << 20

// Load reads the table that is part of the program. It takes some
// milliseconds: keep what it returns. An error is a fault of the build.
func Load() (*Table, error) {
	return Read(embedded)
}

// Read reads a table in the form of table.txt: a header, and in base64 and
// compressed by gzip the services with their actions, as refresh.sh writes
// them. It complains where the order or the header's counts are wrong.
func Read(file string) (*Table, error) {
	head, body, _ := strings.Cut(file, "\n")
	t := new(Table)
	var source string
	var services, actions int
	if _, err := fmt.Sscanf(head, header, &source, &t.version, &t.date, &services, &actions); err != nil {
		return nil, fmt.Errorf("table of actions: expected the header %q: %w", header, err)
	}
	text, err := decompress(body)
	if err != nil {
		return nil, fmt.Errorf("table of actions: %w", err)
	}
	if err := t.parse(text); err != nil {
		return nil, fmt.Errorf("table of actions: %w", err)
	}
	if s, a := t.Len(); s != services || a != actions {
		return nil, fmt.Errorf("table of actions: has %d services and %d actions; expected %d and %d", s, a, services, actions)
	}
	return t, nil
}

// decompress gives the text of a table, cut off where it is too long.
func decompress(body string) (string, error) {
	zip, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(body)))
	if err != nil {
		return "", err
	}
	var text strings.Builder
	text.Grow(5 * len(body)) // a little more than it needs
	_, err = io.Copy(&text, io.LimitReader(zip, maxText))
	return text.String(), err
}

// parse reads the lines of a table. All strings are parts of the text, and
// all lists of resource types parts of one.
func (t *Table) parse(text string) error {
	lines, fields := strings.Count(text, "\n"), strings.Count(text, "\t")
	t.actions = make([]Action, 0, lines)
	resources := make([]string, 0, fields)
	number := 0
	for line := range strings.Lines(text) {
		number++
		name, rest, isAction := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !isAction {
			t.services = append(t.services, name)
			continue
		}
		if len(t.services) == 0 {
			return fmt.Errorf("line %d: an action before any service", number)
		}
		a := Action{Service: t.services[len(t.services)-1], Name: name}
		level, types, hasTypes := strings.Cut(rest, "\t")
		if a.Access = access(level); a.Access == "" {
			return fmt.Errorf("line %d: unknown access level %q", number, level)
		}
		if hasTypes {
			start := len(resources)
			for r := range strings.SplitSeq(types, "\t") {
				resources = append(resources, r)
			}
			a.Resources = resources[start:len(resources):len(resources)]
		}
		if n := len(t.actions); n > 0 && !less(t.actions[n-1], a) {
			return fmt.Errorf("line %d: %s does not follow %s", number, a, t.actions[n-1])
		}
		t.actions = append(t.actions, a)
		t.longest = max(t.longest, keyLen(a))
	}
	return nil
}

// access is the access level of a letter in the table, or "".
func access(letter string) string {
	switch letter {
	case "R":
		return AccessRead
	case "L":
		return AccessList
	case "W":
		return AccessWrite
	case "T":
		return AccessTagging
	case "P":
		return AccessPermissions
	}
	return ""
}
