package jsonscan

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits bound what a Scanner accepts. A field that is zero, or
// less, means the default.
type Limits struct {
	// Depth is how many objects and arrays may lie in one another. The
	// default is 100.
	Depth int
	// String is the greatest length of one string, in bytes of the input.
	// The default is 4 MiB, many times the largest policy document that AWS
	// publishes.
	String int
}

const (
	defaultDepth  = 100
	defaultString = 4 << 20
)

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds of JSON values, and what may stand in their place.
const (
	Invalid Kind = iota
	End          // the input has no further value
	Object
	Array
	String
	Number
	Bool
	Null
)

// String names the kind with its article, as error messages need it.
func (k Kind) String() string {
	names := [...]string{"no JSON value", "the end of the input", "an object", "a list", "a string", "a number", "a boolean", "null"}
	return names[k]
}

// A Scanner reads the JSON values of a text one after the other. Create it
// with New.
type Scanner struct {
	src       string
	pos       int
	line      uint32
	lineStart int
	depth     int
	limits    Limits
}

// New returns a Scanner over src. It fails where src is not valid UTF-8.
func New(src string, limits Limits) (*Scanner, error) {
	if limits.Depth <= 0 {
		limits.Depth = defaultDepth
	}
	if limits.String <= 0 {
		limits.String = defaultString
	}
	s := &Scanner{src: src, line: 1, limits: limits}
	if !utf8.ValidString(src) {
		return nil, s.invalidUTF8()
	}
	return s, nil
}

// invalidUTF8 finds the first byte that is not UTF-8 and complains about it.
func (s *Scanner) invalidUTF8() error {
	for {
		r, size := utf8.DecodeRuneInString(s.src[s.pos:])
		if r == utf8.RuneError && size == 1 {
			return s.Errorf("byte 0x%02x is not valid UTF-8; expected JSON in UTF-8", s.src[s.pos])
		}
		s.pos += size
		if r == '\n' {
			s.line++
			s.lineStart = s.pos
		}
	}
}

// Position is the place of the next byte to be read.
func (s *Scanner) Position() Position { return s.positionAt(s.pos) }

// positionAt is the place of an offset in the current line: a JSON token
// never spans lines, so this holds for every offset within a token.
func (s *Scanner) positionAt(offset int) Position {
	return Position{Line: s.line, Column: uint32(offset-s.lineStart) + 1}
}

// Errorf returns an *Error at the current position.
func (s *Scanner) Errorf(format string, args ...any) error {
	return &Error{Position: s.Position(), Message: fmt.Sprintf(format, args...)}
}

// A Mark is a place that a Scanner can be sent back to.
type Mark struct {
	pos, lineStart, depth int
	line                  uint32
}

// Mark remembers the current place.
func (s *Scanner) Mark() Mark { return Mark{s.pos, s.lineStart, s.depth, s.line} }

// Reset goes back to m, a Mark of the same Scanner.
func (s *Scanner) Reset(m Mark) {
	s.pos, s.lineStart, s.depth, s.line = m.pos, m.lineStart, m.depth, m.line
}

// space passes over white space and counts lines. Raw line feeds can stand
// nowhere else in JSON. Half of what the AWS CLI prints is indentation, so
// spaces are passed over eight at a time.
func (s *Scanner) space() {
	const eight = "        "
	src, pos := s.src, s.pos
	for pos < len(src) && src[pos] <= ' ' {
		switch src[pos] {
		case ' ':
			for len(src)-pos >= len(eight) && src[pos:pos+len(eight)] == eight {
				pos += len(eight)
			}
			for pos < len(src) && src[pos] == ' ' {
				pos++
			}
			continue
		case '\t', '\r':
		case '\n':
			s.line++
			s.lineStart = pos + 1
		default:
			s.pos = pos
			return
		}
		pos++
	}
	s.pos = pos
}

// Kind tells what the next value is without reading it. Afterwards Position
// is where that value begins.
func (s *Scanner) Kind() Kind {
	s.space()
	if s.pos == len(s.src) {
		return End
	}
	switch c := s.src[s.pos]; c {
	case '{':
		return Object
	case '[':
		return Array
	case '"':
		return String
	case 't', 'f', 'n':
		kind, _ := s.word()
		return kind
	default:
		if c == '-' || '0' <= c && c <= '9' {
			return Number
		}
		return Invalid
	}
}

// word tells which of the three words of JSON stands here.
func (s *Scanner) word() (Kind, string) {
	for _, word := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(s.src[s.pos:], word) {
			if word == "null" {
				return Null, word
			}
			return Bool, word
		}
	}
	return Invalid, ""
}

// Expect fails unless the next value is of kind want; what names the thing in
// the words of the reader ("a list of roles").
func (s *Scanner) Expect(want Kind, what string) error {
	got := s.Kind()
	if got == want {
		return nil
	}
	return s.Errorf("expected %s, found %s", what, s.found(got))
}

// found describes what stands at the current position.
func (s *Scanner) found(k Kind) string {
	if k != Invalid {
		return k.String()
	}
	r, _ := utf8.DecodeRuneInString(s.src[s.pos:])
	return fmt.Sprintf("%q", r)
}

// Object reads an object. For each member it calls member with the key and
// the key's position; member must read the value. A key that comes twice is an
// error.
func (s *Scanner) Object(what string, member func(key string, at Position) error) error {
	return s.members(what, new(keys), member)
}

// members reads an object; seen, where it is not nil, holds its keys to tell
// the second of two equal ones.
func (s *Scanner) members(what string, seen *keys, member func(key string, at Position) error) error {
	if err := s.enter(Object, what); err != nil {
		return err
	}
	for first := true; ; first = false {
		done, err := s.next('}', first)
		if done || err != nil {
			return err
		}
		if err := s.Expect(String, "a key in double quotes"); err != nil {
			return err
		}
		at := s.Position()
		key, err := s.readString()
		if err != nil {
			return err
		}
		if seen != nil && !seen.add(key) {
			return &Error{at, fmt.Sprintf("key %q comes twice in one object", key)}
		}
		if s.space(); s.pos == len(s.src) || s.src[s.pos] != ':' {
			return s.Errorf(`expected ":" after key %q, found %s`, key, s.found(s.Kind()))
		}
		s.pos++
		if err := member(key, at); err != nil {
			return err
		}
	}
}

// Array reads an array. It calls item before each element; item must read it.
func (s *Scanner) Array(what string, item func() error) error {
	if err := s.enter(Array, what); err != nil {
		return err
	}
	for first := true; ; first = false {
		done, err := s.next(']', first)
		if done || err != nil {
			return err
		}
		if err := item(); err != nil {
			return err
		}
	}
}

// enter reads the opening bracket of an object or array.
func (s *Scanner) enter(k Kind, what string) error {
	if err := s.Expect(k, what); err != nil {
		return err
	}
	if s.depth == s.limits.Depth {
		return s.Errorf("nested deeper than %d levels", s.limits.Depth)
	}
	s.depth++
	s.pos++
	return nil
}

// next reads what stands between two elements: a comma, or the end.
func (s *Scanner) next(end byte, first bool) (done bool, err error) {
	s.space()
	if s.pos == len(s.src) {
		return false, s.Errorf(`unexpected end of the input; expected "%c"`, end)
	}
	switch c := s.src[s.pos]; {
	case c == end:
		s.pos++
		s.depth--
		return true, nil
	case first:
		return false, nil
	case c != ',':
		return false, s.Errorf(`expected "," or "%c", found %s`, end, s.found(s.Kind()))
	}
	s.pos++
	if s.space(); s.pos < len(s.src) && s.src[s.pos] == end {
		return false, s.Errorf(`expected a value after ",", found "%c"`, end)
	}
	return false, nil
}

// Skip reads one value of any kind and forgets it. It checks the syntax, but
// not that the keys of an object differ.
func (s *Scanner) Skip() error {
	switch s.Kind() {
	case Object:
		return s.members("an object", nil, func(string, Position) error { return s.Skip() })
	case Array:
		return s.Array("a list", s.Skip)
	case String:
		_, err := s.readString()
		return err
	default:
		_, _, err := s.Scalar("a value")
		return err
	}
}

// Raw reads one value of any kind and returns it as it was written. It checks
// what Skip checks.
func (s *Scanner) Raw() (string, error) {
	s.Kind()
	start := s.Mark()
	err := s.Skip()
	return s.Since(start), err
}

// Since returns what was read since m, as it was written.
func (s *Scanner) Since(m Mark) string { return s.src[m.pos:s.pos] }
