package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInitAsks holds the questions on a terminal, and what becomes of answers.
func TestInitAsks(t *testing.T) {
	t.Parallel()
	for answers, want := range map[string]string{
		"\n111122223333\nlead, desk\nOnCall\nalice\no-a1b2c3d4e5\n": "name: aws-support|account: \"111122223333\"|- lead|- desk|- OnCall|- alice|mfa: true|organization: o-a1b2c3d4e5",
		"msp-support\n111122223333\n\n\nalice\n\n":                  "name: msp-support|- alice|mfa: true",
		"\n111122223333\nlead\n\n\no-a1b2c3d4e5":                    "- lead|organization: o-a1b2c3d4e5",
	} {
		s, out, errs := streams(nil, false)
		s.In, s.ErrTerminal = strings.NewReader(answers), true
		if err := executeInit(s, "init", "-f", "-"); err != nil {
			t.Errorf("%q: %v", answers, err)
		}
		for part := range strings.SplitSeq(want, "|") {
			if !strings.Contains(out.String(), part+"\n") {
				t.Errorf("%q: no %s in\n%s", answers, part, out)
			}
		}
		if !strings.HasPrefix(errs.String(), "Name of the support role, the same in each account [aws-support]: Account of the people") {
			t.Errorf("%s", errs)
		}
	}
	for answers, want := range map[string]string{
		"":                                 "there was no answer; --account with",
		"\n111122223333\n":                 "there was no answer; --account with",
		"\n1111\nlead\n\n\n\n":             `the names and ids do not make a hotline.yaml: expected an account id of twelve digits, found "1111"`,
		"\n111122223333\n\n\n\n\n":         "the names and ids do not make a hotline.yaml: expected somebody in roles, users or permission_sets",
		"\n111122223333\nlead\n\n\nacme\n": "expected the id of an organization",
	} {
		s, out, _ := streams(nil, false)
		s.In, s.ErrTerminal = strings.NewReader(answers), true
		if err := executeInit(s, "init", "-f", "-"); err == nil || !strings.Contains(err.Error(), want) || codeOf(err) != CodeUsage || out.Len() > 0 {
			t.Errorf("%q: %v\n%s", answers, err, out)
		}
	}
}

// execute runs one of the commands of this file, by its name.
func executeInit(s Streams, args ...string) error {
	cmd := initCommand(s)
	if args[0] == "config" {
		cmd = configCommand(s)
	}
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args[1:])
	return cmd.Execute()
}

// TestInitIsNotAsked holds that nobody is asked where nobody can answer.
func TestInitIsNotAsked(t *testing.T) {
	t.Parallel()
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	for _, terminal := range []bool{false, true} {
		s, _, errs := streams(nil, false)
		s.In, s.ErrTerminal = f, terminal
		err := executeInit(s, "init", "-f", filepath.Join(t.TempDir(), "x.yaml"))
		if err == nil || codeOf(err) != CodeUsage || !strings.Contains(err.Error(), "init needs --account, and --role, --user or --permission-set; --organization") || errs.Len() > 0 {
			t.Errorf("%v %s", err, errs)
		}
	}
}

// TestInitWrites holds that a file is not written over unless that is wanted.
func TestInitWrites(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.yaml")
	args := []string{"init", "-f", path, "--account", "111122223333", "--role"}
	for _, tt := range []struct {
		args []string
		code Code
		want string
	}{
		{append(args, "first"), CodeOK, "- first\n"},
		{append(args, "second"), CodeUsage, "- first\n"},
		{append(args, "third", "--force"), CodeOK, "- third\n"},
	} {
		s, _, _ := streams(nil, false)
		if err := executeInit(s, tt.args...); codeOf(err) != tt.code {
			t.Errorf("%v: %v", tt.args, err)
		}
		if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), tt.want) {
			t.Errorf("%v: %v\n%s", tt.args, err, text)
		}
	}
	s, _, _ := streams(nil, false)
	if err := executeInit(s, "init", "--account", "111122223333", "--role", "a", "-f", filepath.Join(path, "none")); err == nil {
		t.Error("written where nothing can be")
	}
}

func TestConfigWriteFails(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"config", "schema"}, {"config", "check", "../../examples/hotline.yaml"}, {"init", "-f", "-", "--account", "111122223333", "--role", "a"}} {
		s, _, _ := streams(nil, false)
		s.Out = full{}
		if err := executeInit(s, args...); err == nil || !strings.Contains(err.Error(), "write the result: no space left") {
			t.Errorf("%v: %v", args, err)
		}
	}
}
