// Package casefile reads files of cases for the decision engine: requests, the
// policies that apply, and the decision that is expected. The format is
// described in docs/reference/cases.md.
package casefile
