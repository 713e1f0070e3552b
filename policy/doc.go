// Package policy is the language of AWS policy documents: it parses them,
// prints them without loss, and tells whether two of them mean the same.
//
// It holds what the grammar says and no more; whether a request is allowed is
// decided in package authz. The grammar, element by element:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
// and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
//
// # Without loss
//
// A Document remembers how it was written: one string or a list of one, one
// statement or a list of one, a number or its text, the order of elements,
// and elements it does not know. Printed and parsed again it is the same
// Document but for positions and white space.
//
// # Strict
//
// A document with a key twice, with both Action and NotAction, without Effect
// and the like is refused, because AWS would refuse it too. An element that is
// merely unknown is kept and reported (Document.UnknownElements).
package policy
