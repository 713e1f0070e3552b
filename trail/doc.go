// Package trail measures, from CloudTrail events, how AWS Support is really engaged:
// who assumes the support role, what its sessions do, who opens and answers cases and
// by which way, how long it takes from the start of an incident, and who tampers with
// the role or with what watches it.
//
// An Event holds the few fields of a record that matter. Every measure is a Relation,
// defined once, in terms of fields: the same definition is evaluated here on events, is
// printed as SQL for Athena, and says which bytes a record must contain to matter at
// all. Relations are kept in a Ledger, to which calls are added in any order, and which
// can be merged with another.
//
// How events look: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
package trail
