// Package jsonscan reads JSON (RFC 8259) value by value and always knows the
// line and column it stands at.
//
// The documents that hotline reads come from outside, and a complaint about
// one of them must name a place a person can go to. encoding/json gives an
// offset at best, keeps the last of two equal keys without a word, and is
// slower than the rest of an audit put together (see
// docs/decisions/0002-own-json-scanner.md for the figures). A Scanner
// therefore
//
//   - reports each error with line, column, and what was expected there,
//   - refuses an object that has the same key twice,
//   - refuses what is not valid UTF-8, and surrogate escapes without their
//     other half, instead of replacing them in silence,
//   - bounds nesting and the length of strings (Limits),
//   - returns strings as parts of its input wherever there is no escape in
//     them, so that reading allocates almost nothing.
//
// A Scanner is not safe for concurrent use.
package jsonscan
