package trino

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Null stands for NULL among the values of a row. No text of CloudTrail has it: it
// begins with a byte that JSON text cannot hold unescaped.
const Null = "\x00NULL"

// answerLimit is how many bytes one answer of the server may have. Trino cuts its
// results into pages of at most 16 MB.
const answerLimit = 64 << 20

// An Error is what Trino says of a statement that failed.
type Error struct {
	Name    string // such as SYNTAX_ERROR
	Message string // Trino's words; they begin with the position where there is one
	Line    int    // in the statement, from 1; 0 where Trino names no position
	Column  int    // from 1
}

// Error is Trino's message and the name of the error.
func (e *Error) Error() string { return e.Message + " (" + e.Name + ")" }

// answer is one page of a result, as the protocol has it:
// https://trino.io/docs/current/develop/client-protocol.html
type answer struct {
	NextURI string `json:"nextUri"`
	Columns []struct{ Name string }
	Data    [][]json.RawMessage
	Error   *struct {
		Message       string
		ErrorName     string
		ErrorLocation struct{ LineNumber, ColumnNumber int }
	}
}

// Query runs one statement, without a semicolon, in the schema hive.default, and
// returns the names of its columns and its rows. A value is text: a string as it is,
// Null, and anything else as compact JSON, so a row of an array or a struct is a
// JSON array. A statement that fails is an *Error; where ctx ends first the
// statement is cancelled.
func (s *Server) Query(ctx context.Context, sql string) (columns []string, rows [][]string, err error) {
	method, uri := http.MethodPost, s.url+"/v1/statement"
	for uri != "" {
		page, err := s.page(ctx, method, uri, sql)
		if err != nil {
			if method == http.MethodGet {
				_, _ = s.send(context.WithoutCancel(ctx), http.MethodDelete, uri, "") // the error is told
			}
			return nil, nil, err
		}
		if e := page.Error; e != nil {
			return nil, nil, &Error{Name: e.ErrorName, Message: e.Message, Line: e.ErrorLocation.LineNumber, Column: e.ErrorLocation.ColumnNumber}
		}
		if len(page.Columns) > 0 {
			columns = columns[:0]
			for _, c := range page.Columns {
				columns = append(columns, c.Name)
			}
		}
		for _, data := range page.Data {
			row, err := texts(data)
			if err != nil {
				return nil, nil, err
			}
			rows = append(rows, row)
		}
		method, uri, sql = http.MethodGet, page.NextURI, ""
	}
	return columns, rows, nil
}

// Run runs the statements of a script one after the other. Each ends with a
// semicolon at the end of a line, as in the files that hotline writes.
func (s *Server) Run(ctx context.Context, script string) error {
	for i, sql := range Statements(script) {
		if _, _, err := s.Query(ctx, sql); err != nil {
			return fmt.Errorf("statement %d: %w", i+1, err)
		}
	}
	return nil
}

// Statements cuts a script at each semicolon that ends a line. A script of comments
// and white space alone has no statement.
func Statements(script string) []string {
	var found []string
	for part := range strings.SplitSeq(strings.ReplaceAll(script, "\r\n", "\n")+"\n", ";\n") {
		if hasStatement(part) {
			found = append(found, strings.TrimSpace(part))
		}
	}
	return found
}

// hasStatement reports whether a text is more than comments of one line.
func hasStatement(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			return true
		}
	}
	return false
}

func (s *Server) page(ctx context.Context, method, uri, sql string) (*answer, error) {
	body, err := s.send(ctx, method, uri, sql)
	if err != nil {
		return nil, err
	}
	page := &answer{}
	if err := json.Unmarshal(body, page); err != nil {
		return nil, fmt.Errorf("the answer of Trino: %w", err)
	}
	if page.NextURI != "" && !strings.HasPrefix(page.NextURI, s.url+"/") {
		return nil, fmt.Errorf("the answer of Trino: the next page is at %q", page.NextURI)
	}
	return page, nil
}

func (s *Server) send(ctx context.Context, method, uri, body string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, uri, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Trino-User", "hotline")
	req.Header.Set("X-Trino-Catalog", "hive")
	req.Header.Set("X-Trino-Schema", "default")
	req.Header.Set("X-Trino-Time-Zone", "UTC")
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(res.Body, answerLimit+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > answerLimit:
		return nil, fmt.Errorf("%s: the answer is longer than %d bytes", uri, answerLimit)
	case res.StatusCode/100 != 2:
		return nil, fmt.Errorf("%s: %s: %.200s", uri, res.Status, text)
	}
	return text, nil
}

// texts are the values of a row.
func texts(data []json.RawMessage) ([]string, error) {
	row := make([]string, len(data))
	for i, value := range data {
		switch {
		case string(value) == "null":
			row[i] = Null
		case bytes.HasPrefix(value, []byte{'"'}):
			if err := json.Unmarshal(value, &row[i]); err != nil {
				return nil, errors.Join(errors.New("the answer of Trino"), err)
			}
		default:
			var compact bytes.Buffer
			if err := json.Compact(&compact, value); err != nil {
				return nil, errors.Join(errors.New("the answer of Trino"), err)
			}
			row[i] = compact.String()
		}
	}
	return row, nil
}
