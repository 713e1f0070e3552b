// Package cli is the command line: one file a command. Streams, exit codes and
// environment variables have one file each.
package cli
