package render

import (
	"fmt"
	"io"
	"strings"

	"hotline/actions"
)

// ActionsSchema names the JSON that ActionsJSON writes.
const ActionsSchema = "hotline/actions/1"

// ActionsText writes one action a line: in columns for a terminal, separated by
// tabs for a program.
func ActionsText(w io.Writer, list []actions.Action, columns bool) error {
	var out strings.Builder
	for _, a := range list {
		form := "%s\t%s\t%s\n"
		if columns {
			form = "%-24s %-48s %s\n"
		}
		line := fmt.Sprintf(form, a.Access, a, strings.Join(a.Resources, ","))
		if columns {
			line = strings.TrimRight(line, " \n") + "\n"
		}
		out.WriteString(line)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// ActionsJSON writes actions, and the version of the table they are from.
func ActionsJSON(w io.Writer, table *actions.Table, list []actions.Action) error {
	type action struct {
		Action    string   `json:"action"`
		Access    string   `json:"access"`
		Resources []string `json:"resources"`
	}
	out := struct {
		Schema  string   `json:"schema"`
		Version string   `json:"table_version"`
		Date    string   `json:"table_date"`
		Actions []action `json:"actions"`
	}{ActionsSchema, table.Version(), table.Date(), []action{}}
	for _, a := range list {
		out.Actions = append(out.Actions, action{a.String(), a.Access, append([]string{}, a.Resources...)})
	}
	return WriteJSON(w, out)
}
