// Package benchdata makes input of any size for benchmarks. It is no part of
// the program.
package benchdata
