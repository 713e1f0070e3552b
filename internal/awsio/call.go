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

// A Call is one operation of AWS that hotline makes.
type Call struct {
	Name    string   // as IAM writes it: iam:ListRoles
	Actions []string // what must be allowed for it: its name, where nothing is said
	// Resource is what IAM must allow the actions on, with {partition}, {role}
	// and {account}; * where nothing is said.
	Resource string
	Scope    Scope
	Depths   []Depth
	// File is what it writes, in the folder of what it is about; empty for what
	// writes nothing. What it was asked about follows as a name in a folder.
	File string
	// Loses is what is not known where it fails, in words.
	Loses string

	camel bool // the service writes its keys in camel case
	make  func(ctx context.Context, s *session, about []string) (any, error)
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

// at reports whether a call is made at a depth.
func (c *Call) at(d Depth) bool {
	for _, depth := range c.Depths {
		if depth == d {
			return true
		}
	}
	return false
}
