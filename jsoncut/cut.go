package jsoncut

import "strings"

// MaxDepth is how deep values may be nested in each other.
const MaxDepth = 200

// An Error says what is wrong with a text, and where.
type Error struct {
	Offset  int // in bytes, from 0
	Message string
}

// Error is the message: whoever knows the text tells the place.
func (e *Error) Error() string { return e.Message }

func fault(offset int, message string) error { return &Error{offset, message} }

// Space is the first place at or after i that is no space.
func Space(text string, i int) int {
	for i < len(text) && isSpace(text[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// Skip passes over the value that begins at i, and returns where it ends.
func Skip(text string, i int) (int, error) {
	if i >= len(text) {
		return i, fault(i, "the text ends where a value is expected")
	}
	switch c := text[i]; {
	case c == '"':
		return skipString(text, i)
	case c == '{' || c == '[':
		return skipNested(text, i)
	case c == '-' || '0' <= c && c <= '9' || c == 't' || c == 'f' || c == 'n':
		return skipWord(text, i)
	}
	return i, fault(i, "expected a value")
}

// skipNested passes over an object or an array.
func skipNested(text string, i int) (int, error) {
	var stack [MaxDepth]byte
	depth, begin := 0, i
	for i < len(text) {
		switch c := text[i]; c {
		case '"':
			end, err := skipString(text, i)
			if err != nil {
				return end, err
			}
			i = end
			continue
		case '{', '[':
			if depth == MaxDepth {
				return i, fault(i, "values are nested too deep")
			}
			stack[depth] = c + 2 // in ASCII the closing bracket is two further
			depth++
		case '}', ']':
			if stack[depth-1] != c {
				return i, fault(i, "brackets do not match")
			}
			if depth--; depth == 0 {
				return i + 1, nil
			}
		}
		i++
	}
	return i, fault(begin, "a value does not end")
}

// skipString passes over a string.
func skipString(text string, i int) (int, error) {
	begin := i
	i++
	for {
		n := strings.IndexByte(text[i:], '"')
		if n < 0 {
			return len(text), fault(begin, "a string does not end")
		}
		i += n + 1
		if text[i-2] != '\\' || !isEscaped(text[begin+1:i-1]) {
			return i, nil
		}
	}
}

// isEscaped reports whether what follows the beginning of a string is escaped: an odd
// number of backslashes is before it.
func isEscaped(before string) bool {
	n := len(before)
	for n > 0 && before[n-1] == '\\' {
		n--
	}
	return (len(before)-n)%2 == 1
}

// skipWord passes over a number, true, false or null.
func skipWord(text string, i int) (int, error) {
	begin := i
	for i < len(text) && !ends(text[i]) {
		i++
	}
	switch word := text[begin:i]; {
	case word == "true", word == "false", word == "null":
	case !isNumber(word):
		return begin, fault(begin, "expected a value")
	}
	return i, nil
}

func ends(c byte) bool {
	return c == ',' || c == '}' || c == ']' || c == ':' || c == '"' || isSpace(c)
}

// isNumber reports whether a word is a number.
func isNumber(word string) bool {
	word = strings.TrimPrefix(word, "-")
	whole := digits(word)
	if whole == 0 || whole > 1 && word[0] == '0' {
		return false
	}
	word = word[whole:]
	if rest, ok := strings.CutPrefix(word, "."); ok {
		n := digits(rest)
		if n == 0 {
			return false
		}
		word = rest[n:]
	}
	if word == "" {
		return true
	}
	if word[0] != 'e' && word[0] != 'E' {
		return false
	}
	word = word[1:]
	if word != "" && (word[0] == '+' || word[0] == '-') {
		word = word[1:]
	}
	return word != "" && digits(word) == len(word)
}

func digits(word string) int {
	n := 0
	for n < len(word) && '0' <= word[n] && word[n] <= '9' {
		n++
	}
	return n
}
