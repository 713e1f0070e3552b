package jsoncut

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Text reads the string that begins at i. Without an escape in it the result is a
// part of the text.
func Text(text string, i int) (value string, end int, err error) {
	if i >= len(text) || text[i] != '"' {
		return "", i, fault(i, "expected a string")
	}
	end, err = skipString(text, i)
	if err != nil {
		return "", end, err
	}
	value = text[i+1 : end-1]
	if strings.IndexByte(value, '\\') < 0 {
		return value, end, nil
	}
	value, bad := unescape(value)
	if bad >= 0 {
		return "", end, fault(i+1+bad, "an escape in a string is wrong")
	}
	return value, end, nil
}

// Scalar reads the value that begins at i: the content of a string, the text of a
// number or boolean, and nothing for null, objects and arrays.
func Scalar(text string, i int) (value string, end int, err error) {
	if i < len(text) && text[i] == '"' {
		return Text(text, i)
	}
	end, err = Skip(text, i)
	if err != nil || text[i] == '{' || text[i] == '[' || text[i] == 'n' {
		return "", end, err
	}
	return text[i:end], end, nil
}

// Members calls visit for every member of the object that begins at i, with its key
// and where its value begins; visit returns where the value ends. It returns where the
// object ends.
func Members(text string, i int, visit func(key string, at int) (int, error)) (int, error) {
	if i >= len(text) || text[i] != '{' {
		return i, fault(i, "expected an object")
	}
	for i = Space(text, i+1); i < len(text) && text[i] != '}'; {
		key, end, err := Text(text, i)
		if err != nil {
			return end, err
		}
		i = Space(text, end)
		if i >= len(text) || text[i] != ':' {
			return i, fault(i, "expected a colon after a key")
		}
		if i, err = visit(key, Space(text, i+1)); err != nil {
			return i, err
		}
		if i, err = next(text, i, '}'); err != nil {
			return i, err
		}
	}
	return closed(text, i)
}

// Elements calls visit for every element of the array that begins at i, with where it
// begins; visit returns where it ends. It returns where the array ends.
func Elements(text string, i int, visit func(at int) (int, error)) (int, error) {
	if i >= len(text) || text[i] != '[' {
		return i, fault(i, "expected an array")
	}
	var err error
	for i = Space(text, i+1); i < len(text) && text[i] != ']'; {
		if i, err = visit(i); err != nil {
			return i, err
		}
		if i, err = next(text, i, ']'); err != nil {
			return i, err
		}
	}
	return closed(text, i)
}

// closed is the end of an object or array whose last bracket is at i.
func closed(text string, i int) (int, error) {
	if i >= len(text) {
		return i, fault(i, "a value does not end")
	}
	return i + 1, nil
}

// next passes over what separates values, up to the next one or the closing bracket.
func next(text string, i int, bracket byte) (int, error) {
	i = Space(text, i)
	switch {
	case i >= len(text):
		return i, fault(i, "a value does not end")
	case text[i] == bracket:
		return i, nil
	case text[i] != ',':
		return i, fault(i, "expected a comma or a closing bracket")
	}
	comma := i
	if i = Space(text, i+1); i < len(text) && text[i] == bracket {
		return comma, fault(comma, "a comma has nothing after it")
	}
	return i, nil
}

// unescape resolves the escapes in a string, or says where a wrong one is.
func unescape(s string) (value string, bad int) {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); {
		n := strings.IndexByte(s[i:], '\\')
		if n < 0 {
			out.WriteString(s[i:])
			break
		}
		out.WriteString(s[i : i+n])
		r, size := escape(s[i+n:])
		if size == 0 {
			return "", i + n
		}
		out.WriteRune(r)
		i += n + size
	}
	return out.String(), -1
}

// escape resolves the escape that s begins with: within a string that ends, a backslash
// has something after it. A surrogate without its other half is U+FFFD, as in
// encoding/json.
func escape(s string) (r rune, size int) {
	if s[1] != 'u' {
		n := strings.IndexByte(`"\/bfnrt`, s[1])
		if n < 0 {
			return 0, 0
		}
		return rune("\"\\/\b\f\n\r\t"[n]), 2
	}
	r, ok := Hex(s[2:])
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
		if low, ok := Hex(s[8:]); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return both, 12
			}
		}
	}
	return utf8.RuneError, 6
}

// Hex reads the four hexadecimal digits that s begins with.
func Hex(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[:4]) {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
