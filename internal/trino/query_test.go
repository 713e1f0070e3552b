package trino

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// played is a server that answers each request with the next of the pages, in which
// URL stands for its address.
func played(t *testing.T, pages ...string) *Server {
	t.Helper()
	var url string
	next := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if next == len(pages) {
			w.WriteHeader(http.StatusGone)
			return
		}
		_, _ = fmt.Fprint(w, strings.ReplaceAll(pages[next], "URL", url))
		next++
	}))
	t.Cleanup(server.Close)
	url = server.URL
	return &Server{url: url, client: server.Client()}
}

func TestQueryPages(t *testing.T) {
	t.Parallel()
	columns, rows, err := played(t,
		`{"nextUri":"URL/1"}`,
		`{"nextUri":"URL/2","columns":[{"name":"a"},{"name":"b"}],"data":[["x",null],["null",[1, "y"]]]}`,
		`{"columns":[{"name":"a"},{"name":"b"}],"data":[[true,1.50]]}`).Query(t.Context(), "SELECT")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(columns, []string{"a", "b"}) {
		t.Errorf("columns %q", columns)
	}
	want := [][]string{{"x", Null}, {"null", `[1,"y"]`}, {"true", "1.50"}}
	if !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("rows %q; expected %q", rows, want)
	}
}

func TestQueryErrors(t *testing.T) {
	t.Parallel()
	for want, pages := range map[string][]string{
		"line 1:8: no (SYNTAX_ERROR)": {`{"error":{"message":"line 1:8: no","errorName":"SYNTAX_ERROR","errorLocation":{"lineNumber":1,"columnNumber":8}}}`},
		"the next page is at":         {`{"nextUri":"http://example.com/1"}`},
		"410 Gone":                    {`{"nextUri":"URL/1"}`},
		"the answer of Trino: ":       {`{`},
	} {
		_, _, err := played(t, pages...).Query(t.Context(), "SELECT")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; expected %q", err, want)
		}
		var told *Error
		if errors.As(err, &told) && (told.Line != 1 || told.Column != 8) {
			t.Errorf("position %d:%d", told.Line, told.Column)
		}
	}
}

func TestStatements(t *testing.T) {
	t.Parallel()
	for script, want := range map[string][]string{
		"":                            nil,
		"-- nothing;\n":               nil,
		"SELECT 1":                    {"SELECT 1"},
		"SELECT 1;\r\nSELECT ';';":    {"SELECT 1", "SELECT ';'"},
		"-- a\nSELECT 1;\n\n-- end\n": {"-- a\nSELECT 1"},
	} {
		if got := Statements(script); !slices.Equal(got, want) {
			t.Errorf("%q: %q; expected %q", script, got, want)
		}
	}
}
