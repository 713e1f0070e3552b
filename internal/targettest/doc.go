// Package targettest holds every target of changes, live accounts and snapshots,
// to the same contract. It is for tests.
package targettest
