// Package reach answers questions over a Snapshot: for now, which policies
// apply to a request that one of its principals makes.
package reach
