package jsonscan

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Text reads a string. Without an escape in it the result is a part of the
// input, not a copy.
func (s *Scanner) Text(what string) (string, error) {
	if err := s.Expect(String, what); err != nil {
		return "", err
	}
	return s.readString()
}

// Scalar reads a string, number, boolean or null. The text of a number is
// what the input says, digit by digit; of a boolean "true" or "false"; of null
// "null".
func (s *Scanner) Scalar(what string) (Kind, string, error) {
	switch k := s.Kind(); k {
	case String:
		text, err := s.readString()
		return k, text, err
	case Number:
		text, err := s.readNumber()
		return k, text, err
	case Bool, Null:
		_, word := s.word()
		s.pos += len(word)
		return k, word, nil
	default:
		return Invalid, "", s.Errorf("expected %s, found %s", what, s.found(k))
	}
}

// readString reads a string whose opening quote is the next byte.
func (s *Scanner) readString() (string, error) {
	start := s.pos + 1
	for i := start; i < len(s.src); i++ {
		switch c := s.src[i]; {
		case c == '"':
			if err := s.checkLength(i - start); err != nil {
				return "", err
			}
			s.pos = i + 1
			return s.src[start:i], nil
		case c == '\\':
			return s.readEscaped(start, i)
		case c < ' ':
			s.pos = i
			return "", s.controlCharacter(c)
		}
	}
	return "", s.unterminated()
}

func (s *Scanner) controlCharacter(c byte) error {
	if c == '\n' {
		return s.Errorf(`line feed in a string; expected a closing quote or the escape \n`)
	}
	return s.Errorf(`control character 0x%02x in a string; expected it escaped (\u%04x)`, c, c)
}

func (s *Scanner) unterminated() error {
	return s.Errorf("this string has no closing quote; the input ends within it")
}

func (s *Scanner) checkLength(n int) error {
	if n <= s.limits.String {
		return nil
	}
	return s.Errorf("string of %d bytes; expected at most %d", n, s.limits.String)
}

// readEscaped reads on from the first backslash of a string.
func (s *Scanner) readEscaped(start, i int) (string, error) {
	buf := append(make([]byte, 0, 2*(i-start)+16), s.src[start:i]...)
	for i < len(s.src) {
		switch c := s.src[i]; {
		case c == '"':
			if err := s.checkLength(i - start); err != nil {
				return "", err
			}
			s.pos = i + 1
			return string(buf), nil
		case c == '\\':
			r, size, problem := unescape(s.src[i:])
			if problem != "" {
				s.pos = i
				return "", s.Errorf("%s", problem)
			}
			buf = utf8.AppendRune(buf, r)
			i += size
		case c < ' ':
			s.pos = i
			return "", s.controlCharacter(c)
		default:
			buf = append(buf, c)
			i++
		}
	}
	return "", s.unterminated()
}

// unescape reads the escape that text begins with: its rune, its length in
// bytes, and what is wrong with it, if anything.
func unescape(text string) (r rune, size int, problem string) {
	if len(text) < 2 {
		return 0, 0, "the input ends within an escape"
	}
	if text[1] == 'u' {
		return unescapeUnicode(text)
	}
	const names, values = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if i := strings.IndexByte(names, text[1]); i >= 0 {
		return rune(values[i]), 2, ""
	}
	r, _ = utf8.DecodeRuneInString(text[1:])
	escape := `\` + string(r)
	if !strconv.IsPrint(r) {
		escape = fmt.Sprintf(`\ before %q`, r)
	}
	return 0, 0, fmt.Sprintf(`unknown escape %s; expected one of \" \\ \/ \b \f \n \r \t \u`, escape)
}

// unescapeUnicode reads \uXXXX, or two of them where the first is the first
// half of a surrogate pair.
func unescapeUnicode(text string) (r rune, size int, problem string) {
	r, ok := hexEscape(text)
	if !ok {
		return 0, 0, `expected four hexadecimal digits after \u`
	}
	if !utf16.IsSurrogate(r) {
		return r, 6, ""
	}
	low, ok := hexEscape(text[6:])
	if pair := utf16.DecodeRune(r, low); ok && pair != utf8.RuneError {
		return pair, 12, ""
	}
	return 0, 0, fmt.Sprintf(`\u%04x is half of a surrogate pair; expected the other half beside it`, r)
}

// hexEscape reads the \uXXXX that text begins with.
func hexEscape(text string) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}

// readNumber reads a number by the grammar of RFC 8259, section 6.
func (s *Scanner) readNumber() (string, error) {
	start := s.pos
	s.accept('-')
	switch {
	case s.accept('0'):
	case s.digits():
	default:
		return "", s.Errorf(`expected a digit after "-"`)
	}
	if s.accept('.') && !s.digits() {
		return "", s.Errorf("expected a digit after the decimal point")
	}
	if s.accept('e') || s.accept('E') {
		_ = s.accept('+') || s.accept('-')
		if !s.digits() {
			return "", s.Errorf("expected a digit in the exponent")
		}
	}
	return s.src[start:s.pos], nil
}

// accept reads c if it is next.
func (s *Scanner) accept(c byte) bool {
	if s.pos < len(s.src) && s.src[s.pos] == c {
		s.pos++
		return true
	}
	return false
}

// digits reads one digit or more.
func (s *Scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.src) && '0' <= s.src[s.pos] && s.src[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > start
}
