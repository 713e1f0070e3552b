// Package jsoncut finds values in JSON text (RFC 8259) and cuts them out, as fast as
// it can: what is passed over is only looked at as far as is needed to find its end.
// Brackets must match and strings must end; what stands between them within a value
// that is passed over is not checked.
//
// Everything it returns is a part of the text, but for strings with escapes. Package
// jsonscan is for documents that people write, in which every fault must be found and
// told with its place.
package jsoncut
