package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"hotline/plan"
	"hotline/policy"
)

// PlanText writes a plan as people read it: for each change the reason, what
// becomes of the value, who gains and who loses, and what takes it back. All of
// it is in the plan.
func PlanText(w io.Writer, p *plan.Plan, o Options) error {
	t := &planText{style: style{o.Color}}
	t.head(p)
	for _, group := range alike(p.Accounts) {
		t.group(group, o.All)
	}
	t.sum(p)
	_, err := io.WriteString(w, t.out.String())
	return err
}

type planText struct {
	style
	out strings.Builder
}

func (t *planText) line(format string, args ...any) {
	fmt.Fprintf(&t.out, format+"\n", args...)
}

func (t *planText) head(p *plan.Plan) {
	parts := []string{count(len(p.Accounts), "account", "accounts"), "snapshot of " + p.Snapshot, "mode " + string(p.Mode)}
	if p.Organization != "" {
		parts = slices.Insert(parts, 0, "Organization "+p.Organization)
	}
	if p.Purpose != "apply" {
		parts = append(parts, strings.TrimSpace(p.Purpose+" "+p.Of))
	}
	t.line("%s\n", Clean(strings.Join(parts, " · ")))
}

// alike joins the accounts in which the same is to be done, but for their ids, in
// the order of the first of each: a plan for hundreds of accounts must be read.
func alike(accounts []plan.Account) [][]*plan.Account {
	var out [][]*plan.Account
	at := map[string]int{}
	for i := range accounts {
		a := &accounts[i]
		t := &planText{}
		t.account(a, "", true)
		key := string(a.Outcome) + "\n" + strings.ReplaceAll(t.out.String(), a.ID, placeholder)
		n, seen := at[key]
		if !seen || a.Outcome != plan.Changes {
			n, at[key] = len(out), len(out)
			out = append(out, nil)
		}
		out[n] = append(out[n], a)
	}
	return out
}

// placeholder stands for the id of an account where one text is about several.
const placeholder = "ACCOUNT"

// group writes what is planned in accounts that are alike.
func (t *planText) group(accounts []*plan.Account, all bool) {
	first := accounts[0]
	if len(accounts) == 1 {
		t.account(first, titleOf(first), all)
		return
	}
	var titles []string
	for _, a := range accounts {
		titles = append(titles, titleOf(a))
	}
	t.line("  In each of these %d accounts (%s is its id):", len(accounts), placeholder)
	t.line("%s", wrap(strings.Join(titles, ", ")))
	one := &planText{style: t.style}
	one.account(first, placeholder, all)
	t.out.WriteString(strings.ReplaceAll(one.out.String(), first.ID, placeholder))
}

func titleOf(a *plan.Account) string {
	if a.Name == "" {
		return Clean(a.ID)
	}
	return Clean(a.ID + " (" + a.Name + ")")
}

// account writes what is planned in an account; one with nothing to say only
// where all is wanted.
func (t *planText) account(a *plan.Account, title string, all bool) {
	switch a.Outcome {
	case plan.Changes:
		for i := range a.Changes {
			t.change(title, &a.Changes[i])
		}
	case plan.Refused:
		t.line("  %s %s: %s", t.paint("! refused", red, bold), title, Clean(a.Reason))
	case plan.Unknown:
		t.line("  %s %s: %s", t.paint("? unknown", yellow), title, Clean(a.Reason))
	default:
		if !all && a.Unusable == "" && (a.Outcome != plan.Outside || len(a.Left) == 0) {
			return
		}
		text := "  – " + string(a.Outcome) + " " + title
		if a.Reason != "" {
			text += ": " + a.Reason
		}
		t.line("%s", Clean(text))
	}
	for _, left := range a.Left {
		t.line("  %s %s: %s", t.paint("· left", dim), title, Clean(left))
	}
	if a.Unusable != "" {
		t.line("  %s %s: %s", t.paint("! unusable", red, bold), title, Clean(a.Unusable))
	}
	if a.Outcome != plan.Changes || len(a.Left) > 0 || a.Unusable != "" {
		t.line("")
	}
}

func (t *planText) change(account string, c *plan.Change) {
	risk := ""
	if c.Risk != "" {
		risk = "   " + t.paint("[RISK: "+Clean(c.Risk)+"]", yellow)
	}
	t.line("  # %s %s %s%s", account, Clean(c.String()), deed(c), risk)
	because := Clean(c.Reason)
	if c.Rule != "" {
		because += " (" + c.Rule + ")"
	}
	t.line("  #   because %s", because)
	for _, l := range lines(c) {
		t.line("  %s", t.sign(Clean(l)))
	}
	t.names("gains", "+", c.Gains)
	t.names("loses", "-", c.Loses)
	t.line("  undo: %s\n", Clean(c.Undo))
}

// sign colours a line by its first character.
func (t *planText) sign(line string) string {
	switch line[0] {
	case '+':
		return t.paint(line, green)
	case '-':
		return t.paint(line, red)
	}
	return line
}

// names lists who gains or loses, up to a number that can be taken in.
func (t *planText) names(what, sign string, names []string) {
	const most = 10
	for i, name := range names {
		if i == most {
			t.line("  %s: %d more; all are in the JSON", what, len(names)-most)
			return
		}
		t.line("  %s: %s %s", what, sign, Clean(name))
	}
}

func deed(c *plan.Change) string {
	switch {
	case c.Before == nil && c.Field == plan.Itself:
		return "will be created"
	case c.After == nil && c.Field == plan.Itself:
		return "will be deleted"
	case c.Before == nil:
		return "will be added"
	case c.After == nil:
		return "will be removed"
	}
	return "will be changed in place"
}

// lines are the values before and after, line by line: + is new, - goes, and a
// space stays.
func lines(c *plan.Change) []string {
	return difference(printed(c.Field, c.Before), printed(c.Field, c.After))
}

// printed is a value in lines.
func printed(f plan.Field, value *string) []string {
	if value == nil {
		return nil
	}
	switch f {
	case plan.Trust, plan.Inline:
		return document(*value)
	case plan.Itself:
		s, err := plan.ParseRoleSpec(*value)
		if err != nil {
			return []string{*value}
		}
		out := []string{"path " + s.Path, "trust"}
		for _, l := range document(s.Trust) {
			out = append(out, "  "+l)
		}
		for _, part := range [][2]string{{"description ", s.Description}, {"boundary ", s.Boundary}} {
			if part[1] != "" {
				out = append(out, part[0]+part[1])
			}
		}
		out = append(out, fmt.Sprintf("session %d s", s.Session))
		var tags []string
		for key, v := range s.Tags {
			tags = append(tags, "tag "+key+" = "+v)
		}
		slices.Sort(tags)
		return append(out, tags...)
	default:
		return []string{*value}
	}
}

func document(text string) []string {
	d, err := policy.Parse(text)
	if err != nil {
		return []string{text}
	}
	return strings.Split(strings.TrimRight(d.Indent("  "), "\n"), "\n")
}

// mostLines is how long documents are compared line by line: no policy of IAM is
// longer, and the time it takes grows with the square.
const mostLines = 2000

// difference is the shortest way from one list of lines to another.
func difference(a, b []string) []string {
	if len(a) > mostLines || len(b) > mostLines {
		return []string{fmt.Sprintf("- %d lines", len(a)), fmt.Sprintf("+ %d lines", len(b))}
	}
	longest := make([][]int, len(a)+1) // common lines from here on
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, "  "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			out = append(out, "- "+a[i])
			i++
		default:
			out = append(out, "+ "+b[j])
			j++
		}
	}
	return out
}

func (t *planText) sum(p *plan.Plan) {
	created, changed, deleted := 0, 0, 0
	for _, a := range p.Accounts {
		for _, c := range a.Changes {
			switch {
			case c.Before == nil:
				created++
			case c.After == nil:
				deleted++
			default:
				changed++
			}
		}
	}
	t.line("Plan: %d to add, %d to change, %d to remove in %s; %d unchanged. %d refused, %d unknown, %d outside.",
		created, changed, deleted, count(p.Count(plan.Changes), "account", "accounts"), p.Count(plan.Unchanged), p.Count(plan.Refused), p.Count(plan.Unknown), p.Count(plan.Outside))
}
