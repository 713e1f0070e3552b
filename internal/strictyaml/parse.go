package strictyaml

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"

	"hotline/jsonscan"
)

// What a text may have at most, in bytes.
const (
	maxSize = 1 << 20
	maxLine = 10000 // the parser takes time with tabs in longer ones
)

// A Format is what faults say of what is read.
type Format struct {
	// Document is what is expected as a whole, as "one document with the key x".
	Document string
	// Starred is what may begin with a star that is no alias, as "pattern".
	Starred string
}

// A Reader reads one text, and collects what is wrong with it.
type Reader struct {
	lines  []string
	faults []*jsonscan.Error
}

// Load is the text of a file, for Parse. Of a file that is too large, it is one
// byte more than Parse takes.
func Load(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	return string(text), err
}

// Parse is the node that a text consists of, and whether there is one: if not, a
// fault of the reader says why. The reader takes the faults that are found in the
// nodes, too.
func Parse(text string, format Format) (*Reader, Node, bool) {
	r := &Reader{}
	if len(text) > maxSize {
		r.FaultAt(start(), "larger than 1 MiB; expected at most that")
		return r, Node{}, false
	}
	text = strings.TrimPrefix(text, "\ufeff")
	r.lines = strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") // the line breaks of YAML
	body, ok := r.parse(text, format)
	return r, body, ok
}

func (r *Reader) parse(text string, format Format) (Node, bool) {
	if !r.isText(text) {
		return Node{}, false
	}
	tokens := lexer.Tokenize(text)
	if !r.isPlain(tokens, format) {
		return Node{}, false
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // Members finds those, and says it better
	if err != nil {
		at, message := start(), "cannot be parsed"
		var syntax yaml.Error // its Error quotes the text, and takes its time
		if errors.As(err, &syntax) {
			message = syntax.GetMessage()
			if t := syntax.GetToken(); t != nil {
				at = r.position(t.Position)
			}
		}
		r.FaultAt(at, "no YAML: "+message)
		return Node{}, false
	}
	if len(f.Docs) != 1 || f.Docs[0].Body == nil {
		r.FaultAt(start(), "expected "+format.Document)
		return Node{}, false
	}
	return Node{node: f.Docs[0].Body, in: r}, true
}

// isText reports whether a text is UTF-8, in lines of some length.
func (r *Reader) isText(text string) bool {
	for i, line := range r.lines {
		if len(line) > maxLine {
			r.FaultAt(jsonscan.Position{Line: uint32(i + 1), Column: maxLine + 1}, fmt.Sprintf("line of %d bytes; expected at most %d", len(line), maxLine))
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
			r.FaultAt(jsonscan.Position{Line: uint32(i + 1), Column: uint32(column + 1)}, "expected UTF-8")
			break
		}
	}
	return false
}
