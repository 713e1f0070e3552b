package render

import (
	"encoding/csv"
	"io"
	"strconv"

	"hotline/trail"
)

// KPICSV writes the numbers of each part of a report: of each day, or what else it is
// divided by.
func KPICSV(w io.Writer, k KPI) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{k.By, "assumed", "denied", "support_calls", "other_calls", "cases_opened", "privileged_session_incidents", "tampering"})
	for _, p := range k.Report.By(k.By) {
		row := []string{inert(Clean(p.Value))}
		for _, n := range []int{p.Assumed, p.Denied, p.SupportCalls, p.OtherCalls, p.Opened, p.Privileged, p.Tampering} {
			row = append(row, strconv.Itoa(n))
		}
		_ = out.Write(row) // the first error is told below
	}
	out.Flush()
	return out.Error()
}

// KPITable writes one table of a report as CSV.
func KPITable(w io.Writer, t trail.Table) error {
	out := csv.NewWriter(w)
	var names []string
	for _, c := range t.Relation.Columns {
		names = append(names, c.Name)
	}
	_ = out.Write(names)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = inert(Clean(cell))
		}
		_ = out.Write(cells) // the first error is told below
	}
	out.Flush()
	return out.Error()
}
