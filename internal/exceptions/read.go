package exceptions

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"

	"hotline/check"
	"hotline/jsonscan"
	"hotline/org"
)

// What a file may have at most: its size and that of a line in bytes, and its
// exceptions.
const (
	maxSize  = 1 << 20
	maxLine  = 10000 // the parser takes time with tabs in longer ones
	maxCount = 10000
)

// Load reads a file of exceptions from rules. See Read.
func Load(path string, rules []check.Rule, now time.Time) (check.Exceptions, []org.Note, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, nil, err
	}
	return Read(string(text), path, rules, now)
}

// Read reads the text of a file of exceptions from rules. The error joins the
// faults, each a *jsonscan.Error; there are no exceptions where there is any.
// Notes are what is odd and no fault.
func Read(text, file string, rules []check.Rule, now time.Time) (check.Exceptions, []org.Note, error) {
	r := &reader{rules: rules, file: file, now: now}
	if len(text) > maxSize {
		return nil, nil, &jsonscan.Error{Position: jsonscan.Position{Line: 1, Column: 1}, Message: "larger than 1 MiB; expected at most that"}
	}
	text = strings.TrimPrefix(text, "\ufeff")
	r.lines = strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") // the line breaks of YAML
	if r.readText(text); len(r.faults) > 0 {
		return nil, nil, r.err()
	}
	return r.out, r.notes, nil
}

// err joins the faults in the order of the file, up to a number that can be
// taken in.
func (r *reader) err() error {
	const most = 20
	slices.SortStableFunc(r.faults, func(a, b *jsonscan.Error) int { return a.Position.Compare(b.Position) })
	var errs []error
	for _, f := range r.faults[:min(most, len(r.faults))] {
		errs = append(errs, f)
	}
	if more := len(r.faults) - most; more > 0 {
		errs = append(errs, fmt.Errorf("%d more of these", more))
	}
	return errors.Join(errs...)
}

// A reader reads one file.
type reader struct {
	rules  []check.Rule
	file   string
	now    time.Time
	lines  []string
	out    check.Exceptions
	notes  []org.Note
	faults []*jsonscan.Error
}

// readText reads the list under the one key that the file has.
func (r *reader) readText(text string) {
	body := r.parse(text)
	if body == nil {
		return
	}
	list := false
	for _, m := range r.members(body, "the key exceptions, and a list") {
		if m.key != "exceptions" {
			r.faultAt(m.at, "unknown key "+quote(m.key)+"; expected exceptions")
			continue
		}
		list = true
		r.readList(m.value)
	}
	if !list && len(r.faults) == 0 {
		r.faultAt(jsonscan.Position{Line: 1, Column: 1}, "expected the key exceptions, and a list")
	}
}

func (r *reader) readList(n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fault(n, "expected a list of exceptions, found "+kind(n)+"; [] is a list of none")
		return
	}
	for i, entry := range list.Values {
		if i == maxCount {
			r.fault(entry, fmt.Sprintf("more than %d exceptions; expected at most that", maxCount))
			return
		}
		r.readException(entry)
	}
}

// parse is the node that the file consists of, or nil where a fault says why
// there is none.
func (r *reader) parse(text string) ast.Node {
	if !r.isText(text) {
		return nil
	}
	tokens := lexer.Tokenize(text)
	if !r.isPlain(tokens) {
		return nil
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // members finds those, and says it better
	if err != nil {
		at, message := jsonscan.Position{Line: 1, Column: 1}, "cannot be parsed"
		var syntax yaml.Error // its Error quotes the text, and takes its time
		if errors.As(err, &syntax) {
			message = syntax.GetMessage()
			if t := syntax.GetToken(); t != nil {
				at = r.position(t.Position.Line, t.Position.Column)
			}
		}
		r.faultAt(at, "no YAML: "+message)
		return nil
	}
	if len(f.Docs) != 1 || f.Docs[0].Body == nil {
		r.faultAt(jsonscan.Position{Line: 1, Column: 1}, "expected one document with the key exceptions, and a list")
		return nil
	}
	return f.Docs[0].Body
}

// isText reports whether a text is UTF-8, in lines of some length.
func (r *reader) isText(text string) bool {
	for i, line := range r.lines {
		if len(line) > maxLine {
			r.faultAt(jsonscan.Position{Line: uint32(i + 1), Column: maxLine + 1}, fmt.Sprintf("line of %d bytes; expected at most %d", len(line), maxLine))
			return false
		}
	}
	if utf8.ValidString(text) {
		return true
	}
	for i, line := range r.lines {
		if valid := strings.ToValidUTF8(line, ""); valid != line {
			column := 0
			for column < len(valid) && valid[column] == line[column] {
				column++
			}
			r.faultAt(jsonscan.Position{Line: uint32(i + 1), Column: uint32(column + 1)}, "expected UTF-8")
			break
		}
	}
	return false
}

// position turns a column in characters into one in bytes.
func (r *reader) position(line, column int) jsonscan.Position {
	bytes := column
	if line >= 1 && line <= len(r.lines) {
		characters := []rune(r.lines[line-1])
		bytes = len(string(characters[:min(max(0, column-1), len(characters))])) + 1
	}
	return jsonscan.Position{Line: uint32(max(1, line)), Column: uint32(max(1, bytes))}
}

// at is the place where a node begins.
func (r *reader) at(n ast.Node) jsonscan.Position {
	t := n.GetToken()
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		t = m.Values[0].Key.GetToken() // its own token is the first colon
	}
	return r.position(t.Position.Line, t.Position.Column)
}

func (r *reader) fault(n ast.Node, message string) { r.faultAt(r.at(n), message) }

func (r *reader) faultAt(at jsonscan.Position, message string) {
	r.faults = append(r.faults, &jsonscan.Error{Position: at, Message: message})
}
