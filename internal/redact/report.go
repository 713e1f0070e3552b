package redact

import (
	"encoding/base64"
	"encoding/csv"
	"strings"
)

// credentialReport redacts the report of GetCredentialReport: a table, as a rule
// in base64. It reports false where s is none. What follows a row that cannot be
// read is left out.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
func (r *Redactor) credentialReport(s string) (string, bool) {
	const header = "user,arn,"
	plain := strings.HasPrefix(s, header)
	if !plain {
		text, err := base64.StdEncoding.DecodeString(s)
		if s = string(text); err != nil || !strings.HasPrefix(s, header) {
			return "", false
		}
	}
	var rows [][]string
	in := csv.NewReader(strings.NewReader(strings.ToValidUTF8(s, "\ufffd")))
	for row, err := in.Read(); err == nil; row, err = in.Read() {
		rows = append(rows, row)
	}
	if rows == nil {
		return "", false
	}
	for _, row := range rows[1:] {
		for i, cell := range row {
			row[i] = r.cell(rows[0][i], cell)
		}
	}
	for i, name := range rows[0] {
		rows[0][i] = r.key(name)
	}
	var out strings.Builder
	_ = csv.NewWriter(&out).WriteAll(rows) // a Builder takes everything
	if plain {
		return out.String(), true
	}
	return base64.StdEncoding.EncodeToString([]byte(out.String())), true
}

// cell redacts a cell of a column.
func (r *Redactor) cell(column, s string) string {
	switch {
	case s == "<root_account>", s == "N/A", s == "no_information", s == "not_supported":
		return s
	case column == "user", column == "arn":
	case isPlain(s), isRegion(s), r.public.isService(s):
		return s
	}
	return r.text(r.names, s)
}
