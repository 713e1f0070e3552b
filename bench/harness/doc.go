// Package harness runs programs as whole processes, one after the other, and says
// how long they took and how much memory they had.
package harness
