// Package spool sorts more than fits into memory: what is added is kept in memory up
// to a bound, then in sorted files, which are merged when all of it is read in order.
package spool
