package snapfile

import (
	"io"
	"os"
	"strings"
)

// head is the beginning of a file; empty where it cannot be read.
func head(path string) string {
	info, err := os.Stat(path) // before it is opened: that of a pipe waits
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close() //nolint:errcheck // nothing was written
	buf := make([]byte, 512)
	n, _ := io.ReadFull(f, buf) // whoever reads the file will tell
	return string(buf[:n])
}

// firstKey is the first key of the first object of a file, from its beginning;
// empty where it has none there.
func firstKey(text string) string {
	text = strings.TrimLeft(strings.TrimPrefix(text, "\xef\xbb\xbf"), "[ \t\r\n")
	text, isObject := strings.CutPrefix(text, "{")
	text, isKey := strings.CutPrefix(strings.TrimLeft(text, " \t\r\n"), `"`)
	key, _, whole := strings.Cut(text, `"`)
	if !isObject || !isKey || !whole {
		return ""
	}
	return key
}
