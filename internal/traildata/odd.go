package traildata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
)

// respell writes the same JSON in another way than CloudTrail does: with spaces, the
// members of objects in another order, and escapes where none are needed.
func respell(r *rand.Rand, text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	s := &speller{r: r}
	b, err := s.value(nil, d)
	if err != nil {
		return nil, fmt.Errorf("respell: %w", err)
	}
	return append(b, '\n'), nil
}

type speller struct{ r *rand.Rand }

func (s *speller) value(b []byte, d *json.Decoder) ([]byte, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		return s.list(b, d, v)
	case string:
		return s.text(b, v), nil
	case nil:
		return append(b, "null"...), nil
	default:
		return fmt.Append(b, v), nil
	}
}

// list writes what is between brackets, members of objects in any order.
func (s *speller) list(b []byte, d *json.Decoder, open json.Delim) ([]byte, error) {
	var items [][]byte
	for d.More() {
		var item []byte
		var err error
		if open == '{' {
			if item, err = s.value(nil, d); err != nil {
				return nil, err
			}
			item = s.space(append(s.space(item), ':'))
		}
		if item, err = s.value(item, d); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if open == '{' {
		s.r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	}
	b = s.space(append(b, byte(open)))
	for i, item := range items {
		if i > 0 {
			b = s.space(append(b, ','))
		}
		b = s.space(append(b, item...))
	}
	return append(b, byte(open)+2), nil // the closing bracket is the next but one in ASCII
}

// space writes what may be between tokens.
func (s *speller) space(b []byte) []byte {
	return append(b, pick(s.r, "", "", " ", "\n\t", "  ")...)
}

// text writes a string, with an escape for any letter.
func (s *speller) text(b []byte, v string) []byte {
	b = append(b, '"')
	for _, c := range []byte(v) {
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '/' && chance(s.r, 0.3):
			b = append(b, `\/`...)
		case c < ' ' || c < 0x7f && chance(s.r, 0.02):
			b = fmt.Appendf(b, pick(s.r, `\u%04x`, `\u%04X`), c)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
