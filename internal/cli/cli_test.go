package cli

import (
	"bytes"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"testing"

	"hotline/internal/app"
)

// streams are streams in memory with an environment.
func streams(env map[string]string, terminal bool) (Streams, *bytes.Buffer, *bytes.Buffer) {
	var out, err bytes.Buffer
	return Streams{In: strings.NewReader(""), Out: &out, Err: &err, OutTerminal: terminal,
		Getenv: func(name string) string { return env[name] }}, &out, &err
}

func TestColor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		env                 map[string]string
		terminal, forbidden bool
		want                bool
	}{
		{nil, true, false, true},
		{nil, false, false, false},
		{nil, true, true, false},
		{map[string]string{"NO_COLOR": "1"}, true, false, false},
		{map[string]string{"TERM": "dumb"}, true, false, false},
		{map[string]string{"TERM": "xterm"}, true, false, true},
		{map[string]string{"FORCE_COLOR": "1"}, false, false, true},
		{map[string]string{"FORCE_COLOR": "1", "TERM": "dumb"}, false, false, true},
		{map[string]string{"FORCE_COLOR": "1", "NO_COLOR": "1"}, true, false, false},
		{map[string]string{"FORCE_COLOR": "1"}, true, true, false},
	} {
		s, _, _ := streams(tt.env, tt.terminal)
		if got := s.color(tt.forbidden); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

func TestCodeOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want Code
	}{
		{nil, CodeOK},
		{errors.New("x"), CodeError},
		{usagef("x"), CodeUsage},
		{fmt.Errorf("y: %w", usagef("x")), CodeUsage},
		{statusOf(app.Clean), CodeOK},
		{statusOf(app.Found), CodeFound},
		{statusOf(app.Incomplete), CodeIncomplete},
		{statusOf(app.Broken), CodeError},
	} {
		if got := codeOf(tt.err); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.err, got, tt.want)
		}
	}
	for _, c := range codes() {
		if c.meaning() == "" || (statusError{c}).Error() != c.meaning() {
			t.Errorf("exit status %d has no meaning", c)
		}
	}
}

func TestVersionOf(t *testing.T) {
	t.Parallel()
	if v := versionOf(nil); v.Version != "unknown" || v.Commit != "unknown" || v.Date != "unknown" || v.Go == "" {
		t.Errorf("%+v", v)
	}
	build := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-11-22T03:00:00Z"}, {Key: "vcs.modified", Value: "true"}, {Key: "GOARCH", Value: "x"}}}
	if v := versionOf(build); v.Version != "v1.2.3" || v.Commit != "abc" || v.Date != "2026-11-22T03:00:00Z" || !v.Modified {
		t.Errorf("%+v", v)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestWriteFails holds that a result that could not be written is an error.
func TestWriteFails(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"version"}, {"rules", "list"}, {"rules", "show", "SR001"}, {"audit", "../../examples/acme"}} {
		s, _, errs := streams(nil, false)
		s.Out = full{}
		if code := Run(args, s); code != CodeError || !strings.Contains(errs.String(), "write the result: no space left") {
			t.Errorf("%v: %d: %s", args, code, errs)
		}
	}
}

// TestListOnTerminal holds that a table is in columns for a person.
func TestListOnTerminal(t *testing.T) {
	t.Parallel()
	s, out, _ := streams(nil, true)
	if code := Run([]string{"rules", "list"}, s); code != CodeOK || !strings.HasPrefix(out.String(), "SR001  high      support-role-exists") {
		t.Errorf("%d: %s", code, out)
	}
}

func TestWantsJSON(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]bool{
		"audit -o json x": true, "audit -ojson": true, "audit -o=json": true, "audit --output=json": true,
		"audit --output json": true, "audit -o text json": false, "audit -o": false, "audit json": false,
	} {
		if got := wantsJSON(strings.Fields(args)); got != want {
			t.Errorf("%s: %v", args, got)
		}
	}
}
