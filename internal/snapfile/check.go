package snapfile

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hotline/org"
)

// An Inspection is what is wrong with a snapshot in a directory, and what is
// missing in it.
type Inspection struct {
	Manifest *Manifest // nil where there is none
	Counts   Counts
	Problems []Problem // those of files first, then of the organization, then of accounts by their ids
	dir      string
}

// Counts is how much there is in a snapshot.
type Counts struct {
	Accounts, Members, Users, Groups, Roles, Policies, SCPs, RCPs, PermissionSets int
}

// A Problem is one thing that is wrong, missing or odd.
type Problem struct {
	Severity Severity
	Account  string // the id of the account that it is about; empty for what is about all
	Location org.Location
	Message  string
	// Call is the API call whose answer is missing, as iam:GetAccountSummary,
	// and Code the error code that AWS gave; empty where no call is to blame.
	Call, Code string
}

// Severity says what a Problem does to a snapshot.
type Severity uint8

const (
	// Damage means that the snapshot is not what it was, or cannot be read.
	Damage Severity = iota
	// Missing means that something was not asked for, or was refused. What is
	// there is right.
	Missing
	// Remark means that nothing is wrong.
	Remark
)

// String names the severity in one word.
func (s Severity) String() string { return [...]string{"damage", "missing", "note"}[s] }

// Has reports whether there is a problem of a severity.
func (in *Inspection) Has(s Severity) bool {
	return slices.ContainsFunc(in.Problems, func(p Problem) bool { return p.Severity == s })
}

// Check reads a whole snapshot, holds its files against its manifest, and lists
// what is wrong or missing.
func Check(dir string) *Inspection {
	s := Files{Paths: []string{dir}}.Open()
	in := &Inspection{Manifest: s.manifest, dir: dir}
	in.files()
	in.organization(s)
	found := make([]inspected, s.Len())
	inParallel(s.Len(), func(i int) { found[i] = inspect(s.Account(i), s.organization) })
	for _, f := range found {
		in.Problems = append(in.Problems, f.problems...)
		in.Counts.add(f.counts)
	}
	return in
}

func (c *Counts) add(more Counts) {
	c.Accounts += more.Accounts
	c.Users += more.Users
	c.Groups += more.Groups
	c.Roles += more.Roles
	c.Policies += more.Policies
}

func (in *Inspection) problem(s Severity, path, format string, args ...any) {
	in.Problems = append(in.Problems, Problem{Severity: s, Location: org.Location{File: path}, Message: fmt.Sprintf(format, args...)})
}

// files holds the files of the directory against its manifest.
func (in *Inspection) files() {
	dir := in.dir
	manifest := filepath.Join(dir, manifestName)
	if in.Manifest == nil {
		in.problem(Remark, manifest, "there is no manifest: nothing says whether files were changed or lost")
		return
	}
	if len(in.Manifest.Files) == 0 {
		in.problem(Remark, manifest, "the manifest lists no files: nothing says whether some were changed or lost")
		return
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		in.problem(Damage, dir, "%v", cause(err))
		return
	}
	defer root.Close() //nolint:errcheck // nothing was written
	names, err := inventory(root)
	if err != nil {
		in.problem(Damage, dir, "not all files could be looked at: %v", err)
	}
	lost := maps.Clone(in.Manifest.Files)
	for i, h := range hashAll(root, names) {
		path := filepath.Join(dir, filepath.FromSlash(names[i]))
		want, listed := lost[names[i]]
		delete(lost, names[i])
		switch {
		case !listed && isRead(path):
			in.problem(Damage, path, "this file is not in the manifest; expected it with the files that were sealed, or not here")
		case !listed:
			in.problem(Remark, path, "this file is not in the manifest, and is not read")
		case h.err != nil:
			in.problem(Damage, path, "%v", h.err)
		case h.sum != want:
			in.problem(Damage, path, "this file was changed: the manifest has %s, and it is %s", want, h.sum)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(lost)) {
		in.problem(Damage, filepath.Join(dir, filepath.FromSlash(name)), "this file is in the manifest, and is not here")
	}
}

// isRead reports whether files of that name are read, and therefore sealed.
func isRead(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".json" || ext == ".error"
}

// An inspected is what was found in one account.
type inspected struct {
	problems []Problem
	counts   Counts
}

// gapProblems turns what could not be read into problems.
func gapProblems(account string, gaps []org.Gap, notes []org.Note) []Problem {
	var out []Problem
	for _, g := range gaps {
		p := Problem{Severity: Damage, Account: account, Location: g.Location, Message: g.Message, Call: g.Call, Code: g.Code}
		switch g.Kind {
		case org.Incomplete:
			p.Severity = Missing
		case org.Unasked:
			p.Severity = Remark
		default:
		}
		out = append(out, p)
	}
	for _, n := range notes {
		out = append(out, Problem{Severity: Remark, Account: account, Location: n.Location, Message: n.Message})
	}
	return out
}

// inspect lists what is wrong with an account, and which calls were not made.
func inspect(a *org.Account, above *org.Organization) inspected {
	out := inspected{
		problems: gapProblems(a.ID, a.Gaps, a.Notes),
		counts:   Counts{Accounts: 1, Users: len(a.Users), Groups: len(a.Groups), Roles: len(a.Roles), Policies: len(a.Policies)},
	}
	missing := func(severity Severity, call, format string, args ...any) {
		out.problems = append(out.problems, Problem{Severity: severity, Account: a.ID, Location: org.Location{File: a.Sources[0]},
			Message: fmt.Sprintf(format, args...), Call: call})
	}
	if above != nil && above.MembersComplete && a.Member == nil && a.ID != "" {
		missing(Remark, "", "account %s is not in the organization", a.ID)
	}
	if a.ID == "" || !a.Member.IsOpen() || a.Member != nil && slices.Equal(a.Sources, []string{a.Member.Location.File}) {
		return out // nobody can look into it, or nobody did, which was told
	}
	open := 0
	for _, r := range a.Roles {
		if r.MaxSession == 0 {
			open++
		}
	}
	if open > 0 && !hasCall(a.Gaps, "iam:ListRoles") {
		missing(Missing, "iam:ListRoles", "of %d of %d roles nothing says how long sessions may last (list-roles)", open, len(a.Roles))
	}
	if a.Summary == nil && a.Missing()&org.Summary == 0 {
		missing(Missing, "iam:GetAccountSummary", "nothing says whether the root user has access keys and MFA (get-account-summary)")
	}
	gone := a.Summary != nil && a.Summary.RootKeys == 0 && a.Summary.RootPassword != nil && !*a.Summary.RootPassword
	if a.RootUser == nil && !gone && a.Missing()&org.Credentials == 0 {
		missing(Missing, "iam:GetCredentialReport", "nothing says when the root user was used (get-credential-report)")
	}
	return out
}

func hasCall(gaps []org.Gap, call string) bool {
	return slices.ContainsFunc(gaps, func(g org.Gap) bool { return g.Call == call })
}
