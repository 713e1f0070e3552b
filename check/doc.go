// Package check judges a Snapshot: for each account the headline verdicts of
// the benchmarks, and the findings of rules.
//
// A rule is a pure function from one account to findings (Rule); the rules
// themselves are in package check/rules. Every outcome is one of pass, fail,
// unknown and not-applicable: what could not be looked at is unknown, never
// one of the others. A failure that somebody has accepted until a day
// (Exception) is excepted.
package check
