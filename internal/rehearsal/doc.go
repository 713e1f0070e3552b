// Package rehearsal makes the changes of a plan in a snapshot instead of in
// AWS: what they lead to can then be looked at, as with an audit of the
// snapshot.
//
// A Target edits the JSON of the accounts where it lies, and answers like IAM
// where IAM would refuse. What is not changed stays as it was written, byte by
// byte; what is new is written like what stands around it.
//
// A change and the one that takes it back leave the files as they were, with
// these exceptions. What comes back goes to its place in a list whose order
// shows, and else to the end. A role that was deleted comes back with another
// id and time, as in AWS, and without what only AWS knew: when it was used. An
// instance profile is described with its role only, so that a role that comes
// back to one finds a new description. Text with escapes that are not needed,
// documents with a percent encoding other than that of IAM, and lists that are
// empty and not written as [] come back in the usual spelling. A description
// that was there and empty comes back as none, and so do an empty list of tags
// and one of the policies of a user, unless another in the file shows them.
//
// The lists of another call in which a role is named (get-credential-report,
// list-entities-for-policy) stay as they are: no reader asks them about a role
// where get-account-authorization-details describes it.
package rehearsal
