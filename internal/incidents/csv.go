package incidents

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"hotline/jsonscan"
)

// readCSV reads a table with a line of names first.
func (r *reader) readCSV(text string) {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1 // told here, with all else
	in.ReuseRecord = true
	var columns []string
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			r.broken(err, text)
			return
		}
		at := func(i int) jsonscan.Position {
			line, column := in.FieldPos(i)
			return jsonscan.Position{Line: uint32(line), Column: uint32(column)}
		}
		switch {
		case columns == nil:
			if columns = r.header(row, at); columns == nil {
				return
			}
		case len(row) != len(columns):
			r.fault(at(0), fmt.Sprintf("expected %d values, as there are columns, found %d", len(columns), len(row)))
		default:
			r.add(incident(columns, row, at))
		}
	}
}

// broken tells of a text that is no CSV from some place on.
func (r *reader) broken(err error, text string) {
	message, at := err.Error(), jsonscan.Position{Line: 1, Column: 1}
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		// At the end of the text the reader counts a line break as one more column.
		lines := strings.Split(text, "\n")
		line := min(max(fault.Line, 1), len(lines))
		at = jsonscan.Position{Line: uint32(line), Column: uint32(min(max(fault.Column, 1), len(lines[line-1])+1))}
		switch {
		case errors.Is(fault.Err, csv.ErrBareQuote):
			message = `a quote within a value without quotes around it; expected the value in quotes, and the quote twice`
		case errors.Is(fault.Err, csv.ErrQuote):
			message = `expected a comma or the end of the line after the closing quote; or there is no closing quote`
		}
	}
	r.fault(at, message)
}

// header are the names of the columns; nil where they do not do.
func (r *reader) header(row []string, at func(int) jsonscan.Position) []string {
	before := len(r.faults)
	var columns []string
	for i, name := range row {
		name = strings.TrimSpace(name)
		if want := meant(name); want != "" && want != name {
			r.fault(at(i), fmt.Sprintf("unknown column %s; did you mean %s?", quote(name), want))
		} else if want != "" && slices.Contains(columns, name) {
			r.fault(at(i), "the column "+name+" comes twice")
		}
		columns = append(columns, name)
	}
	for _, name := range []string{"id", "start"} {
		if len(r.faults) == before && !slices.Contains(columns, name) {
			r.fault(at(0), "expected the names of the columns in the first line, with commas between them, "+name+" among them: "+keys)
		}
	}
	if len(r.faults) > before {
		return nil
	}
	return columns
}

// meant is the column that a name is, or is so near to that it is no other.
func meant(name string) string {
	for _, key := range []string{"id", "start", "accounts", "severity"} {
		if strings.EqualFold(name, key) || strings.EqualFold(name+"s", key) {
			return key
		}
	}
	return ""
}

// incident is what a row says.
func incident(columns, row []string, at func(int) jsonscan.Position) entry {
	e := entry{at: at(0)}
	for i, name := range columns {
		v := value{row[i], at(i)}
		switch name {
		case "id":
			e.id = v
		case "start":
			e.start = v
		case "severity":
			e.severity = v
		case "accounts":
			e.accounts = listed(v)
		}
	}
	return e
}
