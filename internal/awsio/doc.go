// Package awsio reads live accounts: it asks AWS for what a snapshot holds,
// and writes the answers into a directory as the AWS CLI would have printed
// them. Package snapfile reads that directory, as it does any other.
//
// All calls are in one table (Calls): what they need to be allowed, what they
// write, and what is not known where they fail. Nothing else is asked.
package awsio
