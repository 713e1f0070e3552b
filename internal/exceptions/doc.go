// Package exceptions reads the file of exceptions: YAML, held to strictly, since
// a slip of the pen in it would hide a fault.
package exceptions
