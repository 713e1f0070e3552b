// Package render writes results for people and programs: one file an output
// format. Text is data first: nothing is decided here.
package render
