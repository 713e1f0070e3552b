package arch_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLinks holds that links between the files of the repository lead
// somewhere.
func TestLinks(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)
	files := 0
	walk(t, func(file string) {
		if !strings.HasSuffix(file, ".md") {
			return
		}
		files++
		for _, m := range link.FindAllStringSubmatch(text(t, file), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			target := path.Join(path.Dir(file), m[1])
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s links to %s, which is not there", file, m[1])
			}
		}
	})
	if files < 10 {
		t.Errorf("found only %d Markdown files", files)
	}
}

// TestReadmeCommands holds that the README opens with the command that needs
// nothing and the one that tests, and that CI runs the latter.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)\n```").FindAllStringSubmatch(text(t, "README.md"), 2)
	if len(blocks) != 2 || blocks[0][1] != "go run ./cmd/hotline audit examples/acme" || blocks[1][1] != "make test" {
		t.Fatalf("the README opens with %q", blocks)
	}
	if !strings.Contains(text(t, ".ci/run"), "\nmake test\n") {
		t.Error(".ci/run does not run the README's test command")
	}
	if !regexp.MustCompile(`(?m)^test:.*## `).MatchString(text(t, "Makefile")) {
		t.Error("the Makefile has no documented target test")
	}
}

// TestChangelog holds each fragment to the form in changelog/TEMPLATE.md.
func TestChangelog(t *testing.T) {
	t.Parallel()
	first := regexp.MustCompile(`^(Added|Changed|Fixed|Removed|Security): [A-Z].{10,}\n\n`)
	entries, err := os.ReadDir(filepath.Join(root, "changelog", "unreleased"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("no fragments: %v", err)
	}
	for _, e := range entries {
		fragment := text(t, "changelog/unreleased/"+e.Name())
		if !strings.HasSuffix(e.Name(), ".md") || !first.MatchString(fragment) {
			t.Errorf("changelog/unreleased/%s is not as changelog/TEMPLATE.md wants it", e.Name())
		}
	}
}

// TestDecisions holds that decisions are numbered without gaps, short, and say
// what they decide.
func TestDecisions(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(filepath.Join(root, "docs", "decisions"))
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		page := text(t, "docs/decisions/"+e.Name())
		number := "000" + itoa(i+1)
		if !strings.HasPrefix(e.Name(), number[len(number)-4:]+"-") {
			t.Errorf("%s: expected number %s", e.Name(), number)
		}
		for _, heading := range []string{"# ", "\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"} {
			if !strings.Contains(page, heading) {
				t.Errorf("%s has no %q", e.Name(), heading)
			}
		}
		if n := strings.Count(page, "\n"); n > 70 {
			t.Errorf("%s has %d lines; at most a page", e.Name(), n)
		}
	}
}

// TestHygiene holds that no file names a path of somebody's machine or a
// registry, and that all are text.
func TestHygiene(t *testing.T) {
	t.Parallel()
	bad := regexp.MustCompile(`/(?:home|root|Users)/[a-z]|/wor` + `k/|proxy\.gol` + `ang|registry\.npm` + `js|py` + `pi\.org|pythonhos` + `ted|deb\.deb` + `ian`)
	walk(t, func(file string) {
		content := text(t, file)
		if strings.Contains(file, "testdata/fuzz/") {
			return
		}
		if !utf8.ValidString(content) {
			t.Errorf("%s is not text", file)
		}
		if m := bad.FindString(content); m != "" && !strings.HasSuffix(file, ".sum") {
			t.Errorf("%s names %q", file, m)
		}
	})
}

// TestLicense holds that the licence is there.
func TestLicense(t *testing.T) {
	t.Parallel()
	if l := text(t, "LICENSE"); !strings.Contains(l, "Apache License") || !strings.Contains(l, "Version 2.0, January 2004") {
		t.Error("LICENSE is not the Apache License 2.0")
	}
}
