package render

import (
	"io"
	"strings"

	"hotline/internal/app"
	"hotline/reach"
)

// DiffSchema names the JSON that DiffJSON writes.
const DiffSchema = "hotline/diff/1"

// DiffText writes what access was gained, lost and changed: for each account and
// each who, all abilities together.
func DiffText(w io.Writer, d *app.Difference, o Options) error {
	t := &textSurvey{style: style{o.Color}, survey: &app.Survey{Names: d.Names}}
	counts := map[reach.Turn]int{}
	for _, part := range []struct {
		turn       reach.Turn
		sign, code string
	}{{reach.Gained, "+", green}, {reach.Lost, "-", red}, {reach.Changed, "~", yellow}, {reach.Uncertain, "?", yellow}} {
		groups := t.groups(d.Changes, part.turn)
		if len(groups) == 0 {
			continue
		}
		t.line("%s", t.paint("access "+string(part.turn), bold))
		for _, g := range groups {
			t.group(g, part.sign, part.code)
		}
		t.line("")
	}
	for _, part := range []struct {
		ids  []string
		text string
	}{{d.OnlyOld, "is in the old snapshot only"}, {d.OnlyNew, "is in the new snapshot only"},
		{d.NotCompared, "was not read to the end in one of the snapshots: it is not compared"}} {
		for _, id := range part.ids {
			t.line("account %s %s", t.account(id), part.text)
		}
	}
	for _, c := range d.Changes {
		counts[c.Turn]++
	}
	t.line("%d gained, %d lost, %d changed, %d uncertain (one for each account, principal and capability)",
		counts[reach.Gained], counts[reach.Lost], counts[reach.Changed], counts[reach.Uncertain])
	for _, caveat := range d.Caveats {
		t.line("note: %s", Clean(caveat))
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

// groups joins the changes of one turn that are about one account and one who,
// and that came about in the same way, in their order.
func (t *textSurvey) groups(changes []reach.Change, turn reach.Turn) [][]reach.Change {
	var out [][]reach.Change
	at := map[string]int{}
	for _, c := range changes {
		if c.Turn != turn {
			continue
		}
		key := c.Account + " " + string(c.Actor.Kind) + " " + c.Actor.ARN + "\n" + t.came(c)
		i, seen := at[key]
		if !seen {
			i, at[key] = len(out), len(out)
			out = append(out, nil)
		}
		out[i] = append(out[i], c)
	}
	return out
}

func (t *textSurvey) group(changes []reach.Change, sign, code string) {
	first := changes[0]
	t.home = first.Account
	var titles []string
	for _, c := range changes {
		titles = append(titles, c.Ability.Title)
	}
	t.line("  %s account %s: %s: %s", t.paint(sign, code, bold), t.account(first.Account), t.paint(t.actor(first.Actor), bold), strings.Join(titles, ", "))
	t.out.WriteString(t.came(first))
}

// came is how a change came about: the ways of before, of now, or of both.
func (t *textSurvey) came(c reach.Change) string {
	part := &textSurvey{style: t.style, survey: t.survey, home: c.Account}
	switch {
	case c.Before != nil && c.After != nil:
		part.how(c.Before)
		before := part.out.String()
		part.out.Reset()
		part.how(c.After)
		return "    before:\n" + deeper(before) + "    now:\n" + deeper(part.out.String())
	case c.After != nil:
		part.how(c.After)
	default:
		part.how(c.Before)
	}
	return part.out.String()
}

// deeper is some lines, indented once more.
func deeper(lines string) string {
	return strings.TrimSuffix("  "+strings.ReplaceAll(lines, "\n", "\n  "), "  ")
}

// how writes by which way somebody has, or had, access.
func (t *textSurvey) how(e *reach.Entry) {
	t.ways(e.Ways)
	if e.Condition != nil {
		t.line("%s", indented(t.provided(e.Direct)+Clean(e.Condition.String())))
	}
	for _, c := range e.Chains {
		t.chain(c)
	}
}

type jsonChange struct {
	Turn       reach.Turn `json:"turn"`
	Account    string     `json:"account"`
	Capability string     `json:"capability"`
	Actor      jsonActor  `json:"principal"`
	Before     *jsonEntry `json:"before"`
	After      *jsonEntry `json:"after"`
}

// DiffJSON writes every change.
func DiffJSON(w io.Writer, d *app.Difference) error {
	out := struct {
		Schema      string       `json:"schema"`
		Changes     []jsonChange `json:"changes"`
		OnlyOld     []string     `json:"only_old"`
		OnlyNew     []string     `json:"only_new"`
		NotCompared []string     `json:"not_compared"`
		Caveats     []string     `json:"caveats"`
	}{DiffSchema, []jsonChange{}, list(d.OnlyOld), list(d.OnlyNew), list(d.NotCompared), list(d.Caveats)}
	for _, c := range d.Changes {
		out.Changes = append(out.Changes, jsonChange{c.Turn, c.Account, c.Ability.Name, actorJSON(c.Actor), entryOrNull(c.Before), entryOrNull(c.After)})
	}
	return WriteJSON(w, out)
}

// list is a list that JSON shows as empty, not as null.
func list(words []string) []string { return append([]string{}, words...) }

func entryOrNull(e *reach.Entry) *jsonEntry {
	if e == nil {
		return nil
	}
	return &entriesJSON([]reach.Entry{*e})[0]
}
