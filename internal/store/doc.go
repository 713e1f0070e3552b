// Package store keeps what was read of logs, and the events that were found, in a
// file of SQLite, so that the next run reads only what is new. The events of an
// object and the note that it was read are written together or not at all: however a
// run ends, the next one goes on where it stood, and comes to what a single run over
// all of it would have come to.
package store
