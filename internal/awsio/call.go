package awsio

import (
	"context"
	"strings"
)

// A Scope says whom a call is about.
type Scope uint8

// The scopes.
const (
	Hub     Scope = iota // the caller itself, from whom accounts are entered
	Above                // the organization and Identity Center
	Account              // one account
)

// A Depth says how much is asked.
type Depth uint8

// The depths. Quick asks who has AWSSupportAccess, and nothing else; Full asks
// all that a snapshot holds.
const (
	Quick Depth = iota
	Full
)

// String is the word of the command line.
func (d Depth) String() string { return [...]string{"quick", "full"}[d] }

// A Purpose says what hotline is run for.
type Purpose uint8

// The purposes. Reading makes a snapshot, and its Depth says how much is asked.
// The others concern single users, groups and roles: Apply changes them as a
// plan says, Rollback takes that back, and Verify looks whether it is so; but for
// Measure, which reads what CloudTrail recorded.
const (
	Reading Purpose = iota
	Apply
	Rollback
	Verify
	Measure
)

// String is the word of the command line.
func (p Purpose) String() string {
	return [...]string{"collect", "apply", "rollback", "verify", "kpi"}[p]
}

// A Call is one operation of AWS that hotline makes.
type Call struct {
	Name    string   // as IAM writes it: iam:ListRoles
	Actions []string // what must be allowed for it: its name, where nothing is said
	// Resource is what IAM must allow the actions on, with {partition}, {role}
	// and {account}, and with {support} for the roles that are changed; * where
	// nothing is said.
	Resource string
	// Grants is the kind of those for whom the call writes who may assume the
	// support role. Without a Resource the call is for nothing else.
	Grants   string
	Sid      string // of the statement that allows it; one for its Scope otherwise
	Scope    Scope
	Depths   []Depth
	Purposes []Purpose // other than Reading
	// File is what it writes, in the folder of what it is about; empty for what
	// writes nothing. What it was asked about follows as a name in a folder.
	File string
	// Loses is what is not known where it fails, in words.
	Loses string

	camel bool                                         // the service writes its keys in camel case
	when  func(o Options, partition string) Conditions // under which Name is allowed; nil for none
	make  func(ctx context.Context, s *session, about []string) (any, error)
	// allows is what must be allowed where the options say on what; nil where
	// Resource does.
	allows func(o Options, partition string) []permission
}

// Needs is what must be allowed for the call.
func (c *Call) Needs() []string {
	if len(c.Actions) > 0 {
		return c.Actions
	}
	return []string{c.Name}
}

// path is the file of the answer, without the extension.
func (c *Call) path(about []string) string {
	if len(about) == 0 {
		return c.File
	}
	parts := make([]string, len(about))
	for i, part := range about {
		parts[i] = fileName(part)
	}
	return c.File + "/" + strings.Join(parts, ".")
}

// serves reports whether a call is made for a purpose.
func (c *Call) serves(p Purpose) bool {
	for _, purpose := range c.Purposes {
		if purpose == p {
			return true
		}
	}
	return false
}

// at reports whether a call is made at a depth.
func (c *Call) at(d Depth) bool {
	for _, depth := range c.Depths {
		if depth == d {
			return true
		}
	}
	return false
}
