// Package arch holds no code: its tests hold the layers, the size of files and
// functions, the documentation and the generated reference.
package arch
