package cli

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// exporting runs hotline export by itself.
func exporting(args ...string) (code Code, out, errs string) {
	s, stdout, stderr := streams(nil, false)
	cmd := exportCommand(s)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	err := cmd.Execute()
	var status statusError
	if err != nil && !errors.As(err, &status) {
		stderr.WriteString(err.Error())
	}
	return codeOf(err), stdout.String(), stderr.String()
}

func athenaArgs(more ...string) []string {
	return append([]string{
		"athena", "--role", "aws-support", "--bucket", "acme-trail/logs", "--organization", "o-a1b2c3d4e5",
		"--accounts", "111122223333,444455556666", "--regions", "us-east-1", "--since", "2026-01-01",
	}, more...)
}

// TestExportAthena holds what is written where.
func TestExportAthena(t *testing.T) {
	t.Parallel()
	code, out, errs := exporting(athenaArgs()...)
	if code != CodeOK || errs != "" {
		t.Fatalf("status %d, %s", code, errs)
	}
	for _, part := range []string{"CREATE DATABASE IF NOT EXISTS hotline;", "'s3://acme-trail/logs/AWSLogs/o-a1b2c3d4e5/${account}/CloudTrail/${region}/${day}'", "'111122223333,444455556666'", "CREATE OR REPLACE VIEW hotline_role_use AS"} {
		if !strings.Contains(out, part) {
			t.Errorf("no %s", part)
		}
	}
	if strings.Contains(out, "INSERT") {
		t.Error("an INSERT without --results")
	}
}

// TestExportAthenaFiles holds which files are written, and over which.
func TestExportAthenaFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "athena")
	args := athenaArgs("--out", dir, "--results", "s3://acme-found/x/")
	code, out, errs := exporting(args...)
	if code != CodeOK || out != "" || !strings.Contains(errs, "README.md says how to run them") {
		t.Fatalf("status %d, %s%s", code, out, errs)
	}
	list := func() []string {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	before := list()
	if !slices.Contains(before, "01-database.sql") || !slices.Contains(before, "README.md") {
		t.Errorf("%q", before)
	}
	if code, _, errs := exporting(args...); code != CodeError || !strings.Contains(errs, "01-database.sql is there already; write over it with --force") {
		t.Errorf("status %d, %s", code, errs)
	}
	put(t, dir, "99-hotline_old.sql", nil)
	put(t, dir, "mine.sql", nil)
	if code, _, errs := exporting(append(args, "--force")...); code != CodeOK {
		t.Errorf("status %d, %s", code, errs)
	}
	if got, want := list(), append(slices.Clone(before), "mine.sql"); !slices.Equal(got, want) {
		t.Errorf("%q; expected %q", got, want)
	}
}

// TestExportAthenaUsage holds what is said of a wrong command line.
func TestExportAthenaUsage(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"--accounts: expected account ids, or injected":         {"athena", "--role", "x"},
		"--accounts: injected needs --results":                  nil,
		`--bucket: expected BUCKET or BUCKET/PREFIX`:            {"athena", "--role", "x", "--accounts", "injected"},
		"which role is it?":                                     {"athena", "--accounts", "injected"},
		`--role: expected the name of a role`:                   athenaArgs("--role", "it's"),
		`--since: expected a day like 2026-01-31, found "soon"`: athenaArgs("--since", "soon"),
		`expected no arguments, found ["x"]`:                    athenaArgs("x"),
		"--force writes over files that are there":              athenaArgs("--force"),
		"--accounts: injected stands for all accounts":          athenaArgs("--accounts", "injected"),
		"--since: expected a day that has begun":                athenaArgs("--since", "2999-01-01"),
		`--database: "select" is a word of SQL`:                 athenaArgs("--database", "select"),
	} {
		if len(args) == 0 {
			args = []string{"athena", "--role", "x", "--bucket", "acme-trail", "--accounts", "injected", "--regions", "us-east-1", "--since", "2026-01-01"}
		}
		if code, _, errs := exporting(args...); code != CodeUsage || !strings.Contains(errs, want) {
			t.Errorf("%q: status %d, %s; expected %s", args, code, errs, want)
		}
	}
}
