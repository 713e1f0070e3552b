// Package snapfile reads an org.Snapshot from files: the JSON that
//
//	aws iam get-account-authorization-details
//
// prints, or that an SDK writes, with policy documents as objects or as
// URL-encoded strings, in one page or many, in one file or many; and, beside
// it, what "aws iam list-roles" and "aws iam get-role" print, for the longest
// session of a role, which the former does not tell.
//
// Nothing that is wrong with one file stops the others: a fault becomes an
// org.Gap of the account it belongs to, with file, line and column.
package snapfile
