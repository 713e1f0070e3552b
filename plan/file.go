package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"hotline/jsonscan"
)

// Parse reads a plan from JSON, and holds it to what hotline plans: whoever
// applies it has seen it, and a change that hotline would never plan is refused.
func Parse(text []byte) (*Plan, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	p := new(Plan)
	if err := d.Decode(p); err != nil {
		return nil, place(text, d.InputOffset(), err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, place(text, d.InputOffset(), errors.New("something follows the plan"))
	}
	if err := isExact(text); err != nil {
		return nil, err
	}
	return p, p.Check()
}

// isExact holds that each key is written as hotline writes it, and is there once:
// encoding/json takes Mode for mode, and the last of several.
func isExact(text []byte) error {
	s, err := jsonscan.New(string(text), jsonscan.Limits{})
	if err != nil {
		return err
	}
	var value func() error
	value = func() error {
		switch s.Kind() {
		case jsonscan.Object:
			return s.Object("", func(key string, at jsonscan.Position) error {
				if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz") != "" {
					return fmt.Errorf("%s: unknown field %q", at, key)
				}
				return value()
			})
		case jsonscan.Array:
			return s.Array("", value)
		default:
			return s.Skip()
		}
	}
	return value()
}

// place says at which line and column a text is not as expected.
func place(text []byte, offset int64, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) {
		offset = syntax.Offset
	} else if errors.As(err, &kind) {
		offset = kind.Offset
	}
	before := text[:min(int(max(offset, 0)), len(text))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Errorf("%d:%d: %w", line, len(before)-bytes.LastIndexByte(before, '\n'), err)
}
