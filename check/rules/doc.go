// Package rules holds the rules of an audit, one a file. Each has a page in
// doc/ that says why it matters and how to mend what it finds, and in
// testdata/ inputs on which it passes and on which it fails.
//
// To add one, see CONTRIBUTING.md.
package rules
