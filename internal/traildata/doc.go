// Package traildata makes a corpus of CloudTrail logs, laid out as CloudTrail lays
// them out in a bucket, from a seed, together with the truth about it: what the
// measures of the support role must find there. The truth is counted while the
// generator decides what happens, never by reading what it wrote. The package is for
// tests and benchmarks; no account, person or address in it exists.
package traildata
