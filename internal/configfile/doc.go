// Package configfile reads hotline.yaml, held to strictly, since a slip of the
// pen in it would let somebody into every account; and reads and writes the
// files of external ids beside it.
package configfile
