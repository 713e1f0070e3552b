package render

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"hotline/check"
)

// FrameworksSchema names the JSON that FrameworksJSON writes.
const FrameworksSchema = "hotline/frameworks/1"

type jsonFramework struct {
	Key        string                 `json:"key"`
	Title      string                 `json:"title"`
	RecordedBy []string               `json:"recorded_by"`
	Rules      []string               `json:"rules"`
	Controls   []jsonFrameworkControl `json:"controls"`
}

type jsonFrameworkControl struct {
	Control    string   `json:"control"`
	Rules      []string `json:"rules"`
	RecordedBy []string `json:"recorded_by"`
	Why        string   `json:"why,omitempty"`
}

// FrameworksJSON writes frameworks with all of their controls.
func FrameworksJSON(w io.Writer, list []check.Framework) error {
	out := struct {
		Schema     string          `json:"schema"`
		Frameworks []jsonFramework `json:"frameworks"`
	}{FrameworksSchema, []jsonFramework{}}
	for _, f := range list {
		j := jsonFramework{f.Key, f.Title, f.RecordedBy(), f.Rules(), nil}
		for _, c := range f.Controls {
			j.Controls = append(j.Controls, jsonFrameworkControl{c.ID, c.Rules, c.RecordedBy, c.Why})
		}
		out.Frameworks = append(out.Frameworks, j)
	}
	return WriteJSON(w, out)
}

// FrameworksText writes one framework a line: in columns for a terminal,
// separated by tabs for a program.
func FrameworksText(w io.Writer, list []check.Framework, columns bool) error {
	var rows [][]string
	for _, f := range list {
		rows = append(rows, []string{f.Key, strings.Join(f.RecordedBy(), ", "), f.Title, strings.Join(f.Rules(), " ")})
	}
	return writeTable(w, rows, columns)
}

// FrameworkText writes one control a line: its id, the rules that answer it, who
// records that, and why, where it is a reading of hotline's own.
func FrameworkText(w io.Writer, f check.Framework, columns bool) error {
	var rows [][]string
	for _, c := range f.Controls {
		rows = append(rows, []string{c.ID, strings.Join(c.Rules, " "), recorders(c), c.Why})
	}
	if columns {
		if _, err := fmt.Fprintf(w, "%s (%s)\n\n", f.Title, f.Key); err != nil {
			return err
		}
	}
	return writeTable(w, rows, columns)
}

// writeTable writes rows in columns, or separated by tabs.
func writeTable(w io.Writer, rows [][]string, columns bool) error {
	var out strings.Builder
	for _, row := range rows {
		if !columns {
			out.WriteString(strings.Join(row, "\t") + "\n")
			continue
		}
		line := ""
		for i, cell := range row {
			line += pad(cell, columnWidth(rows, i)+2)
		}
		out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// columnWidth is the width of the widest cell of a column, in characters.
func columnWidth(rows [][]string, column int) int {
	width := 0
	for _, row := range rows {
		width = max(width, utf8.RuneCountInString(row[column]))
	}
	return width
}
