package journal

import (
	"encoding/base32"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

const (
	nameTime   = "20060102T150405Z"
	nameRandom = 4
	nameDigits = "abcdefghijklmnopqrstuvwxyz234567" // base32, of RFC 4648
	extension  = ".jsonl"
)

// Name is a name for a run: the time in UTC, and letters that tell apart the
// runs of a second, as in 20261122T031500Z-k7qa.
func Name(now time.Time, random io.Reader) (string, error) {
	// Each letter takes five bits: three bytes are more than four letters need.
	some := make([]byte, 3)
	if _, err := io.ReadFull(random, some); err != nil {
		return "", fmt.Errorf("the name of a run: %w", err)
	}
	letters := base32.NewEncoding(nameDigits).EncodeToString(some)[:nameRandom]
	return now.UTC().Format(nameTime) + "-" + letters, nil
}

// IsName reports whether a text is the name of a run. Such a text is safe as a
// part of a path.
func IsName(s string) bool {
	_, ok := timeOf(s)
	return ok
}

// timeOf is the time in the name of a run.
func timeOf(name string) (time.Time, bool) {
	day, letters, _ := strings.Cut(name, "-")
	t, err := time.Parse(nameTime, day)
	// Parse takes fractions of a second that the layout does not have.
	ok := err == nil && t.Format(nameTime) == day && len(letters) == nameRandom && strings.Trim(letters, nameDigits) == ""
	return t, ok
}

// fileOf is the file of a run.
func fileOf(dir, run string) (string, error) {
	if !IsName(run) {
		return "", fmt.Errorf("expected the name of a run, as 20261122T031500Z-k7qa, found %.80q", run)
	}
	return filepath.Join(dir, run+extension), nil
}

// maxNote is the longest text about an error, in bytes.
const maxNote = 8 << 10

// oneLine is a text on one line, without what moves the cursor of a terminal.
// Only the empty text becomes empty: it stands for success.
func oneLine(s string) string {
	if s == "" {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxNote {
		s = strings.ToValidUTF8(s[:maxNote], "") + "…"
	}
	if s == "" {
		return "no reason was given"
	}
	return s
}
