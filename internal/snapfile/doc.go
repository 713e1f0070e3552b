// Package snapfile reads an organization and its accounts from files: the JSON
// that the AWS CLI prints, or that an SDK writes. Which call a file answers is
// told by its content; its name tells only what AWS does not repeat in an
// answer. docs/reference/snapshot.md lists the calls, and the layout of a
// snapshot.
//
// Files.Open finds the files, and reads those about the organization; the
// accounts of a Source are read one by one, so that a thousand of them need the
// memory of a few. Files.Snapshot reads all of it at once.
//
// A file is read in these steps: a walk finds it (walk.go), a decoder makes
// pages of it (page.go), an organizer puts together what pages say of the
// organization (facts.go, organize.go), and a merger or a folder what they say
// of each account (merger.go, source.go, merge.go).
//
// Nothing that is wrong with one file stops the others: a fault becomes an
// org.Gap of the account or organization it belongs to, with file, line and
// column. What a call printed when it failed becomes one, too (failed.go).
//
// Check holds a snapshot against its manifest, and lists what is missing in it.
package snapfile
