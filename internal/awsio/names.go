package awsio

import (
	"fmt"
	"regexp"
	"strings"
)

// fileName makes a part of the name of a file from what AWS calls something. It
// is the same where all of it is harmless: a name that begins with a full stop
// would hide the file from readers, and one with a slash put it elsewhere.
func fileName(name string) string {
	var out strings.Builder
	for i := range len(name) {
		b := name[i]
		plain := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' ||
			strings.IndexByte("_+=,@-", b) >= 0 || b == '.' && i > 0
		if !plain {
			fmt.Fprintf(&out, "%%%02X", b)
			continue
		}
		out.WriteByte(b)
	}
	return out.String()
}

// isAccountID reports whether something is the id of an account.
func isAccountID(id string) bool { return regexp.MustCompile(`^[0-9]{12}$`).MatchString(id) }
