// Package awsio reads live accounts: it asks AWS for what a snapshot holds,
// and writes the answers into a directory as the AWS CLI would have printed
// them. Package snapfile reads that directory, as it does any other.
//
// It changes live accounts, too: a Target reads and changes single properties of
// users, groups and roles.
//
// And it reads what CloudTrail recorded: the files in a Bucket, and the event
// history by a Lookup.
//
// All calls are in one table (Calls): what they need to be allowed, what they
// write, and what is not known where they fail. Nothing else is asked.
package awsio
