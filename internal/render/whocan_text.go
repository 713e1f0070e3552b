package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/internal/app"
	"hotline/org"
	"hotline/reach"
)

// A textSurvey writes the answers of who-can for people.
type textSurvey struct {
	style
	out    strings.Builder
	survey *app.Survey
	home   string // the account that is being written about
}

// WhoCanText writes who can, account by account or role by role: first those who
// can, then those who almost can and what stops them.
func WhoCanText(w io.Writer, s *app.Survey, o Options) error {
	t := &textSurvey{style: style{o.Color}, survey: s}
	if s.Assumptions == nil {
		t.line("%s", t.paint("Who can "+s.Ability.Title+" ("+actionNames(s.Ability)+")", bold))
	}
	for _, a := range s.Answers {
		if len(a.Can)+len(a.Almost) > 0 || len(s.Answers) == 1 {
			t.answer(a)
		}
	}
	for _, a := range s.Assumptions {
		t.assumption(a)
	}
	t.summary()
	for _, caveat := range s.Caveats {
		t.line("note: %s", Clean(caveat))
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

func actionNames(a reach.Ability) string {
	var names []string
	for _, action := range a.Actions {
		names = append(names, action.String())
	}
	if len(names) > 6 {
		names = append(names[:5], fmt.Sprintf("%d more", len(names)-5))
	}
	return strings.Join(names, map[bool]string{true: " and ", false: " or "}[a.All])
}

func (t *textSurvey) line(format string, args ...any) { fmt.Fprintf(&t.out, format+"\n", args...) }

func (t *textSurvey) answer(a *reach.Answer) {
	t.home = a.Account
	t.line("")
	t.line("%s", t.paint("account "+t.account(a.Account), bold))
	for _, e := range a.Can {
		t.entry(e)
	}
	for _, s := range a.Almost {
		t.stopped(s)
	}
}

func (t *textSurvey) assumption(a *reach.Assumption) {
	t.home = a.Role.Account
	if len(t.out.String()) > 0 {
		t.line("")
	}
	t.line("%s", t.paint("Who can become "+org.ShortName(Clean(a.Role.ARN))+" of account "+t.account(a.Role.Account), bold))
	for _, e := range a.Can {
		t.entry(e)
	}
	if len(a.Can) == 0 {
		t.line("  nobody")
	}
	for _, r := range a.Cannot {
		name := Clean(r.Name)
		if r.Actor != nil {
			name = t.actor(r.Actor)
		}
		t.line("  %s %s cannot: %s", t.paint("✗", red, bold), name, r.Reason)
		t.blockers(r.Blockers)
	}
}

// account is the id of an account and, where it is known, its name.
func (t *textSurvey) account(id string) string {
	if name := t.survey.Names[id]; name != "" {
		return Clean(id + " " + name)
	}
	return Clean(id)
}

// actor names who: as an ARN shows it, with the account where it is not the one
// that is being written about.
func (t *textSurvey) actor(a *reach.Actor) string {
	name := ""
	switch a.Kind {
	case reach.RootUser:
		name = "root user"
	case reach.PermissionSet:
		name = "permission set " + a.Name
		switch {
		case len(a.Assigned) > 0:
			name += " of " + strings.Join(a.Assigned, ", ")
		case !a.AssignedKnown:
			name += " (who is assigned is not in the snapshot)"
		}
	case reach.Foreign:
		return Clean("account " + a.Account + ", whoever it lets")
	case reach.Anyone:
		return "everybody who has an AWS account"
	case reach.Service, reach.Federated:
		return Clean(string(a.Kind) + " " + org.ShortName(a.ARN))
	default:
		name = org.ShortName(a.ARN)
	}
	if a.Account != "" && a.Account != t.home {
		name += " of account " + t.account(a.Account)
	}
	return Clean(name)
}

// sign marks how certain an effect is.
func (t *textSurvey) sign(e authz.Effect) string {
	if e == authz.Allowed {
		return t.paint("✓", green)
	}
	if e == authz.Conditional {
		return t.paint("~", yellow)
	}
	return t.paint("?", yellow)
}

func (t *textSurvey) entry(e reach.Entry) {
	t.line("  %s %s", t.sign(e.Effect), t.paint(t.actor(e.Actor), bold))
	if e.Actor.Kind != reach.RootUser {
		t.ways(e.Ways)
	}
	if e.Condition != nil {
		t.line("%s", indented(t.provided(e.Direct)+Clean(e.Condition.String())))
	}
	for _, c := range e.Chains {
		t.chain(c)
	}
}

// provided introduces a condition.
func (t *textSurvey) provided(e authz.Effect) string {
	if e == authz.Unknown {
		return "it depends on whether "
	}
	return "if "
}

// ways writes how somebody has it: each policy once, with the elements that
// grant it.
func (t *textSurvey) ways(ways []reach.Way) {
	var texts []string
	for _, w := range ways {
		text := "by " + policyLabel(w) + " (" + w.Element + ")"
		if w.Policy == "" {
			text = "as the root user, whom no policy of its own limits"
		}
		if w.Surprise {
			text += ", a policy of AWS with another purpose"
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	for _, text := range texts {
		t.line("%s", indented(Clean(text)))
	}
}

func policyLabel(w reach.Way) string {
	name := org.ShortName(w.Policy)
	if w.Group != "" && !w.Inline {
		name += " of group " + w.Group
	}
	return strings.TrimPrefix(name, "policy/")
}

func (t *textSurvey) chain(c reach.Chain) {
	var path []string
	for _, h := range c.Hops {
		name := t.actor(h.To)
		if h.Session != "" {
			name = Clean("in a session named "+h.Session+" ") + name
		}
		path = append(path, name)
	}
	t.line("    %s becomes %s", t.sign(c.Effect), strings.Join(path, ", then "))
	for _, h := range c.Hops {
		if h.Condition != nil {
			t.line("%s", indented("  "+t.provided(h.Effect)+Clean(h.Condition.String())))
		}
	}
	if c.Condition != nil {
		t.line("%s", indented("  there, "+t.provided(c.Effect)+Clean(c.Condition.String())))
	}
}

func (t *textSurvey) stopped(s reach.Stopped) {
	t.line("  %s %s almost can", t.paint("✗", red, bold), t.actor(s.Actor))
	t.ways(s.Ways)
	t.blockers(s.Blockers)
}

func (t *textSurvey) blockers(blockers []reach.Blocker) {
	for _, b := range blockers {
		t.line("%s", indented("stopped: "+Clean(b.String())))
	}
}

// indented is a text under an entry, broken into lines.
func indented(text string) string {
	return strings.ReplaceAll("  "+wrap(text), "\n", "\n  ")
}

// summary counts.
func (t *textSurvey) summary() {
	if t.survey.Assumptions != nil {
		return
	}
	effects, almost := map[authz.Effect]int{}, 0
	for _, a := range t.survey.Answers {
		almost += len(a.Almost)
		for _, e := range a.Can {
			effects[e.Effect]++
		}
	}
	t.line("")
	t.line("%s: %d can, %d under conditions, %d unknown, %d almost (each counted in every account they reach)",
		count(len(t.survey.Answers), "account", "accounts"), effects[authz.Allowed], effects[authz.Conditional], effects[authz.Unknown], almost)
}
