package actions_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"

	"hotline/actions"
)

func load(t testing.TB) *actions.Table {
	t.Helper()
	table, err := actions.Load()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// pack gives a table in the form of table.txt.
func pack(t testing.TB, header, text string) string {
	t.Helper()
	var zip bytes.Buffer
	w := gzip.NewWriter(&zip)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return header + "\n" + base64.StdEncoding.EncodeToString(zip.Bytes()) + "\n"
}

// small reads a table of a few lines.
func small(t testing.TB, header string, lines ...string) (*actions.Table, error) {
	t.Helper()
	return actions.Read(pack(t, header, strings.Join(lines, "\n")+"\n"))
}

// names are the texts of actions.
func names(list []actions.Action) []string {
	var out []string
	for _, a := range list {
		out = append(out, a.String())
	}
	return out
}
