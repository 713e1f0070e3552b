// Package app holds the use cases of hotline. Each is a few lines over the
// pure core, and declares the ports it needs.
package app
