// Package faultproxy stands between a program and an AWS of its own, and does
// what that one does not: it throttles, fails, is slow, breaks connections, cuts
// answers off, refuses, and answers itself. It counts the calls that come.
//
// It is for tests and benchmarks.
package faultproxy
