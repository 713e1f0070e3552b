// Package journal keeps the record of runs that change accounts, so that a run
// can be gone on with and taken back.
//
// A run is a file of lines in a state directory. A line is on the disk before
// what it tells of is done, and each holds a checksum over itself and the
// checksum of the line before: what is damaged is found, wherever it is. Only
// the end of the last line may be missing, since that is what a crash leaves.
// The checksums are against accidents; who may write to the directory can forge
// them. The form of the files is in docs/reference/journal.md.
package journal
