package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"hotline/check"
)

// textWidth is the width that text is broken at, in characters.
const textWidth = 100

// A style colours words, or does not. No meaning is carried by colour alone.
type style struct {
	color bool
}

// The SGR codes of ECMA-48 that are used.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
)

// paint sets text in the given codes.
func (s style) paint(text string, codes ...string) string {
	if !s.color || text == "" {
		return text
	}
	return "\x1b[" + strings.Join(codes, ";") + "m" + text + "\x1b[0m"
}

// symbol is the sign of an outcome.
func symbol(o check.Outcome) string {
	return map[check.Outcome]string{check.Pass: "✓", check.Fail: "✗", check.Unknown: "?", check.Excepted: "~", check.NotApplicable: "–"}[o]
}

// outcome is an outcome as sign and word, padded to width characters.
func (s style) outcome(o check.Outcome, width int) string {
	text := pad(symbol(o)+" "+string(o), width)
	switch o {
	case check.Pass:
		return s.paint(text, green)
	case check.Fail:
		return s.paint(text, red, bold)
	case check.Unknown, check.Excepted:
		return s.paint(text, yellow)
	default:
		return s.paint(text, dim)
	}
}

// severity is a severity as a word, padded to width characters.
func (s style) severity(v check.Severity, width int) string {
	text := pad(v.String(), width)
	switch {
	case v >= check.High:
		return s.paint(text, red, bold)
	case v == check.Medium:
		return s.paint(text, yellow)
	default:
		return text
	}
}

// pad fills text up with spaces.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

// cut shortens text to a width, and shows that it did where there is room.
func cut(text string, width int) string {
	characters := []rune(text)
	switch {
	case width <= 0:
		return ""
	case len(characters) > width:
		return string(characters[:width-1]) + "…"
	}
	return text
}

// Clean makes control characters, line breaks among them, and marks of writing
// direction visible: what comes from a file must not steer the terminal, nor
// look like a line of ours.
func Clean(text string) string {
	return escape(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
}

// Inert is Clean for a JSON text, in which line breaks stand between values.
// encoding/json leaves the characters from U+007F on as they are; they stand
// only within strings.
func Inert(text string) string {
	return escape(text, func(r rune) bool { return r >= 0x7f && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) })
}

// escape writes the runes that are bad by their numbers.
func escape(text string, bad func(rune) bool) string {
	if strings.IndexFunc(text, bad) < 0 {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if bad(r) {
			out.WriteString(escapeRune(r))
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// escapeRune is r as JSON and Go write it by its number.
func escapeRune(r rune) string {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return fmt.Sprintf("\\u%04x\\u%04x", high, low)
	}
	return fmt.Sprintf("\\u%04x", r)
}

// wrap breaks text into indented lines of at most textWidth characters, at
// spaces where that is possible.
func wrap(text string) string {
	const indent = "    "
	var out strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case column == 0:
			out.WriteString(indent)
			column = utf8.RuneCountInString(indent)
		case column+1+n > textWidth:
			out.WriteString("\n" + indent)
			column = utf8.RuneCountInString(indent)
		default:
			out.WriteString(" ")
			column++
		}
		out.WriteString(word)
		column += n
	}
	return out.String()
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
