// Package logs reads CloudTrail logs as they lie in a bucket, in a directory or in a
// file, and finds the events in them that the measures of package trail are made
// of: either by looking for bytes that such an event must have, and reading what has
// them, or by reading every event. Both find the same; TestNestedMiddle holds which one
// shape, that CloudTrail does not write, is read differently.
//
// What is damaged is told by both where they look: the fast way does not look at records
// in which nothing is that it looks for.
package logs
