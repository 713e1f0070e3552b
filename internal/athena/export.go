package athena

import (
	"fmt"
	"strings"

	"hotline/trail"
)

// A Statement is one statement of SQL, without a semicolon. A question mark in it is a
// value that whoever runs it gives.
type Statement struct {
	Name, Doc, SQL string
}

// maxStatement is how many bytes Athena takes.
// https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
const maxStatement = 262_144

// An Export is everything that is written: statements in the order in which they are
// run, and a text for people.
type Export struct {
	Statements []Statement
	Readme     string
}

// New writes what options ask for. The error begins with the name of the option that is
// wrong.
func New(o Options) (*Export, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	views := o.Definitions.Views(names, names+"cloudtrail")
	records := views[0]
	out := []Statement{
		{Name: "database", Doc: "What is below is made in this database: choose it before you go on.", SQL: "CREATE DATABASE IF NOT EXISTS " + o.Database},
		o.logTable(),
	}
	out = append(append(out, o.caseUpdates()...), o.incidents()...)
	out = append(out, view(records), o.found(records))
	for _, v := range views[1:] {
		out = append(out, view(v))
	}
	if o.Found != "" {
		out = append(out,
			o.fill(records, "fill", "Puts the records that matter of all days into "+names+"found: the one query that reads all logs.", "log_day >= '"+o.firstDay()+"'"),
			o.fill(records, "fill-day", "The same for one day, to be run each day for the day before. Its value is that day, as '2026/01/31'.", "log_day = ?"),
		)
	}
	for _, s := range out {
		if len(s.text()) > maxStatement {
			return nil, fmt.Errorf("role: the statement of %s has %d bytes, and Athena takes %d: expected fewer roles and patterns", s.Name, len(s.text()), maxStatement)
		}
	}
	return &Export{Statements: out, Readme: o.readme(views)}, nil
}

// view creates a view, with what it says in its comment.
func view(v trail.View) Statement {
	doc := v.Doc
	for _, c := range v.Columns {
		doc += "\n  " + c.Name + ": " + c.Doc
	}
	return Statement{Name: v.Name, Doc: doc, SQL: createView(v.Name) + v.SQL}
}

// text is a statement with its comment, as it is written.
func (s Statement) text() string {
	return "-- " + strings.ReplaceAll(s.Doc, "\n", "\n-- ") + "\n" + s.SQL + ";\n"
}

// SQL is the whole as one script.
func (e *Export) SQL() string {
	var parts []string
	for _, s := range e.Statements {
		parts = append(parts, s.text())
	}
	return "-- The measures of hotline kpi for Amazon Athena, written by hotline export athena.\n" +
		"-- Athena runs one statement at a time: hotline export athena --out DIR writes a file for each.\n\n" +
		strings.Join(parts, "\n")
}

// A File is a part of an export.
type File struct {
	Name, Text string
}

// Files are the whole as files: a statement in each, by their names in the order in
// which they are run, and README.md.
func (e *Export) Files() []File {
	out := []File{{"README.md", e.Readme}}
	for i, s := range e.Statements {
		out = append(out, File{fmt.Sprintf("%02d-%s.sql", i+1, s.Name), s.text()})
	}
	return out
}
