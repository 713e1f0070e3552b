package athena

import (
	_ "embed"
	"strings"
	"text/template"

	"hotline/trail"
)

//go:embed readme.md
var readme string

// readme is what people are told about the export.
func (o *Options) readme(views []trail.View) string {
	var out strings.Builder
	_ = template.Must(template.New("readme").Parse(readme)).Execute(&out, map[string]any{ // a text of this package, with all that it names
		"Logs": o.logs(), "Since": o.Since, "Database": o.Database, "Injected": o.injected(), "Found": o.Found,
		"CaseUpdates": o.CaseUpdates, "Incidents": o.Incidents, "Views": views,
	})
	return out.String()
}
