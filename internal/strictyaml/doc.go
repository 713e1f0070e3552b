// Package strictyaml reads the YAML of files that people write and that a slip of
// the pen would make dangerous: without what surprises, and with the place of
// everything.
//
// It takes one document of UTF-8: mappings, lists, and scalars, in blocks or in
// brackets, plain or in quotes, with comments; line breaks of any kind, and a byte
// order mark. What a scalar means is for the caller to ask: nothing is converted,
// and a number can be had as it is written, since an account id may begin with 0.
//
// It refuses anchors, aliases, merge keys, tags, directives and keys that are not
// one plain word: what they stand for is elsewhere, or not what is seen, and no
// format needs them. A key that comes twice is a fault, since readers of YAML
// differ in which counts.
//
// It refuses what is larger, wider or nested deeper than a format needs, before
// the parser sees it, which calls itself, and is slow with mappings of many keys:
// a file must not be able to end the program, or to keep it busy.
//
// A fault is a *jsonscan.Error, with line and column, the latter in bytes. Faults
// are collected, so that a reader of a format finds as many as it can, and come
// joined in the order of the file.
package strictyaml
