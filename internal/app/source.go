package app

import (
	"runtime"
	"sync"

	"hotline/org"
)

// A Source gives the snapshot that a use case works on, one account at a time.
// What it cannot read is in the Gaps of the accounts and of the organization.
type Source interface {
	// Organization is nil where nothing of it was read.
	Organization() *org.Organization
	// Len is the number of accounts, and ID the id of one: empty where it is not
	// known.
	Len() int
	ID(i int) string
	// Account reads one account. It can be called by several goroutines, and
	// more than once for an account.
	Account(i int) *org.Account
}

// each does something with every account of a source, several at a time, and
// returns the results in order.
func each[T any](source Source, work func(*org.Account) T) []T {
	out := make([]T, source.Len())
	parallel(len(out), func(i int) { out[i] = work(source.Account(i)) })
	return out
}

// parallel does n things, several at a time.
func parallel(n int, work func(i int)) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
