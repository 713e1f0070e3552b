package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"hotline/trail"
)

// kpiText writes what a person wants to know first.
type kpiText struct {
	style
	out strings.Builder
	r   *trail.Report
}

// KPIText writes the numbers, with what deserves a look.
func KPIText(w io.Writer, k KPI, o Options) error {
	t := &kpiText{style: style{o.Color}, r: k.Report}
	var roles []string
	for _, r := range k.Scope.Roles {
		roles = append(roles, r.String())
	}
	t.line("%s", t.paint("How AWS Support was engaged"+span(k.Report.Period), bold))
	read := fmt.Sprintf("%s objects read, %s of logs", thousands(k.Read.Objects), bytesText(k.Read.Text))
	if k.Known > 0 {
		read = fmt.Sprintf("%s objects in the state, %s of them read now (%s)", thousands(k.Known), thousands(k.Read.Objects), bytesText(k.Read.Text))
	}
	t.line("Support role %s; %s\n", Clean(strings.Join(roles, ", ")), read)
	t.role(k.Scope)
	t.cases()
	t.engagement()
	t.tampering()
	if k.By != "" {
		t.parts(k.By)
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

func (t *kpiText) line(format string, args ...any) { fmt.Fprintf(&t.out, format+"\n", args...) }

// number writes a line with a name, a number, and what it means.
func (t *kpiText) number(name string, n int, about string) {
	t.line("%s", strings.TrimRight(fmt.Sprintf("  %-22s %9s  %s", name, thousands(n), about), " "))
}

func span(p trail.Period) string {
	day := func(s string) string { return strings.TrimSuffix(s, "T00:00:00Z") }
	switch {
	case p.Since != "" && p.Until != "":
		return ", " + day(p.Since) + " until " + day(p.Until)
	case p.Since != "":
		return " since " + day(p.Since)
	case p.Until != "":
		return " until " + day(p.Until)
	}
	return ""
}

// role is about assumptions and sessions.
func (t *kpiText) role(scope trail.Scope) {
	a, s := t.r.Assumptions, t.r.Sessions
	t.line("%s", t.paint("Support role", bold))
	by, parts := t.course()
	t.number("assumed", a.OK, trend(by, parts, func(p trail.Part) int { return p.Assumed }))
	t.number("denied", a.Denied, trend(by, parts, func(p trail.Part) int { return p.Denied }))
	t.number("principals", a.Principals, t.firstSeen(a.NewPrincipals))
	t.number("networks", a.Networks, t.firstSeen(a.NewNetworks))
	if len(scope.Trusted) > 0 {
		t.number("outside the trust", a.Untrusted, "by somebody whom the trust should not admit")
	}
	t.number("without a case", a.WithoutCase, "no support case of the account within "+duration(scope.Near))
	t.number("second factor", a.MFA, fmt.Sprintf("without: %s, unknown: %s", thousands(a.NoMFA), thousands(a.MFAUnknown)))
	if a.CallerUnknown > 0 {
		t.number("caller not known", a.CallerUnknown, "the log of the caller's account is missing")
	}
	t.number("sessions", s.Sessions, "that did something")
	t.number("support calls", s.SupportCalls, fmt.Sprintf("%s failed", thousands(s.SupportDenied)))
	t.number("other calls", s.OtherCalls, fmt.Sprintf("%s failed", thousands(s.OtherDenied)))
	t.examples("role_assumptions", func(get func(string) string) string {
		if get("trusted") != "no" || get("outcome") != "ok" {
			return ""
		}
		return fmt.Sprintf("%s  %s assumed it in %s, outside the trust", get("time"), get("caller"), get("account"))
	})
	t.line("")
}

// cases is about who opens and answers cases.
func (t *kpiText) cases() {
	c := t.r.Cases
	t.line("%s", t.paint("Support cases", bold))
	for _, deed := range []struct {
		name string
		by   map[string]int
	}{{"opened", c.Opened}, {"answered", c.Answered}, {"resolved", c.Resolved}} {
		n, ways := 0, []string(nil)
		for _, way := range trail.Ways() {
			if deed.by[way] > 0 {
				n += deed.by[way]
				ways = append(ways, fmt.Sprintf("%s %s", way, thousands(deed.by[way])))
			}
		}
		t.number(deed.name, n, strings.Join(ways, ", "))
	}
	t.number("failed calls", c.Failed, "")
	share := ""
	if c.Cases > 0 {
		share = fmt.Sprintf("of %s cases (%.1f %%), by %s calls of administrators or root", thousands(c.Cases), 100*c.Share(), thousands(c.Incidents))
	}
	t.number("privileged cases", c.Privileged, share)
	t.examples("case_calls", func(get func(string) string) string {
		if get("privileged") != "yes" || get("outcome") != "ok" {
			return ""
		}
		return fmt.Sprintf("%s  %s by %s (%s), %s", get("time"), get("deed"), get("actor"), get("how"), get("case_id"))
	})
	t.line("")
}

// engagement is about how long it takes.
func (t *kpiText) engagement() {
	e := t.r.Engagement
	t.line("%s", t.paint("Time to engage AWS Support", bold))
	if e.Incidents == 0 {
		t.line("  no incident is known; name them in a file of --incidents\n")
		return
	}
	t.number("incidents", e.Incidents, fmt.Sprintf("%d engaged, for %d no case is in these logs", e.Engaged, e.Incidents-e.Engaged))
	t.line("  %-22s %9s  %9s  %9s  %14s  %s", "from the start to", "median", "90 %", "mean", "reply (median)", "answered")
	row := func(name string, e trail.EngagementGroup) {
		t.line("  %-22s %9s  %9s  %9s  %14s  %8d", cut(name, 22), period(e.ToCase.N, e.ToCase.Median), period(e.ToCase.N, e.ToCase.P90), period(e.ToCase.N, int(e.ToCase.Mean)), period(e.ToReply.N, e.ToReply.Median), e.ToReply.N)
	}
	row("the first case", trail.EngagementGroup{ToCase: e.ToCase, ToReply: e.ToReply})
	for _, g := range e.Groups {
		value := Clean(g.Value)
		if value == "" {
			value = "not given"
		}
		row(g.By+" "+value, g)
	}
	if e.Engaged > 0 && e.ToReply.N == 0 {
		t.line("  no answer of AWS is in these logs; they come from EventBridge (Support Case Update)")
	}
	t.examples("time_to_engage", func(get func(string) string) string {
		if get("engaged") == "yes" {
			return ""
		}
		return fmt.Sprintf("%s  incident %s: no case in these logs", get("start"), get("id"))
	})
	t.line("")
}

// tampering is about changes.
func (t *kpiText) tampering() {
	x := t.r.Tampering
	t.line("%s", t.paint("Tampering", bold))
	var kinds []string
	for kind, n := range x.Kinds {
		kinds = append(kinds, fmt.Sprintf("%s %d", kind, n))
	}
	slices.Sort(kinds)
	t.number("done", x.OK, strings.Join(kinds, ", "))
	t.number("tried in vain", x.Denied, "")
	t.examples("tampering", func(get func(string) string) string {
		if get("outcome") != "ok" {
			return ""
		}
		return fmt.Sprintf("%s  %s %s by %s in %s", get("time"), get("event"), get("target"), get("actor"), get("account"))
	})
	t.line("")
}

// examples are the latest rows of a table that deserve a look.
func (t *kpiText) examples(table string, text func(get func(string) string) string) {
	const most = 5
	rows, n := t.r.Table(table), 0
	for _, row := range slices.Backward(rows.Rows) {
		line := text(func(column string) string { return rows.Value(row, column) })
		if line == "" {
			continue
		}
		if n++; n <= most {
			t.line("    %s", Clean(line))
		}
	}
	if n > most {
		t.line("    … and %d more: hotline kpi -o csv --table %s", n-most, table)
	}
}

// parts are the numbers divided by account, month, day or principal.
func (t *kpiText) parts(by string) {
	rows := [][]string{{by, "assumed", "denied", "support calls", "other calls", "opened", "privileged calls", "tampering"}}
	for _, p := range t.r.By(by) {
		value := Clean(p.Value)
		if value == "" {
			value = "not known"
		}
		row := []string{value}
		for _, n := range []int{p.Assumed, p.Denied, p.SupportCalls, p.OtherCalls, p.Opened, p.Privileged, p.Tampering} {
			row = append(row, thousands(n))
		}
		rows = append(rows, row)
	}
	_ = writeTable(&t.out, rows, true) // into memory
}

// course are the numbers by day, or by month where there are many days.
func (t *kpiText) course() (by string, parts []trail.Part) {
	parts = t.r.By("day")
	if len(parts) > 0 && dayOf(parts[len(parts)-1]).Sub(dayOf(parts[0])) > 62*24*time.Hour {
		return "month", t.r.By("month")
	}
	return "day", parts
}

// trend draws a number by day or month. Nothing is drawn for none, and something for
// every one there is.
func trend(by string, parts []trail.Part, of func(trail.Part) int) string {
	layout := map[string]string{"day": time.DateOnly, "month": "2006-01"}[by]
	if len(parts) < 2 {
		return ""
	}
	known, most := map[string]int{}, 1
	for _, p := range parts {
		known[p.Value] = of(p)
		most = max(most, of(p))
	}
	last := parts[len(parts)-1].Value
	at, err := time.Parse(layout, parts[max(0, len(parts)-textWidth)].Value)
	if err != nil {
		return ""
	}
	out, bars := "", []rune(" ▁▂▃▄▅▆▇█")
	for n := 0; n < textWidth && at.Format(layout) <= last; n++ {
		out += string(bars[(known[at.Format(layout)]*(len(bars)-1)+most-1)/most])
		if at = at.AddDate(0, 0, 1); by == "month" {
			at = at.AddDate(0, 1, -1)
		}
	}
	return "│" + out + "│ by " + by
}

// dayOf is the day of a part.
func dayOf(p trail.Part) time.Time {
	t, _ := time.Parse(time.DateOnly, p.Value) // times of events are checked when they are read
	return t
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// bytesText writes a number of bytes.
func bytesText(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// period writes seconds, where there are some.
func period(n, seconds int) string {
	if n == 0 {
		return "–"
	}
	return duration(time.Duration(seconds) * time.Second)
}

// duration writes a duration with the two greatest units that it has.
func duration(d time.Duration) string {
	d = d.Round(time.Second)
	days, hours, minutes, seconds := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60, int(d.Seconds())%60
	two := func(a int, unitA string, b int, unitB string) string {
		if b == 0 {
			return fmt.Sprintf("%d%s", a, unitA)
		}
		return fmt.Sprintf("%d%s%d%s", a, unitA, b, unitB)
	}
	switch {
	case days >= 3:
		return two(days, "d", hours, "h")
	case d >= time.Hour:
		return two(days*24+hours, "h", minutes, "m")
	case d >= time.Minute:
		return two(minutes, "m", seconds, "s")
	}
	return fmt.Sprintf("%ds", seconds)
}

// firstSeen says how many were not seen before the period; without a beginning that
// would be all of them.
func (t *kpiText) firstSeen(n int) string {
	if t.r.Period.Since == "" {
		return ""
	}
	return fmt.Sprintf("%s seen for the first time", thousands(n))
}
