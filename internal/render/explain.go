package render

import (
	"fmt"
	"io"
	"strings"

	"hotline/authz"
	"hotline/internal/app"
	"hotline/org"
)

// ExplainSchema names the JSON that ExplainJSON writes.
const ExplainSchema = "hotline/explain/1"

// ExplainText writes a decision as a tree: the answer, and under each layer the
// statements that took part. Statements about other actions are left out unless
// all is wanted.
func ExplainText(w io.Writer, e *app.Explanation, o Options) error {
	var out strings.Builder
	s := style{o.Color}
	d := e.Decision
	fmt.Fprintf(&out, "%s: %s, %s on %s\n", s.effect(d.Effect), Clean(e.Request.Principal.String()),
		Clean(e.Request.Action.String()), Clean(e.Request.Resource))
	if d.Condition != nil {
		fmt.Fprintf(&out, "  %s %s\n", map[authz.Effect]string{authz.Conditional: "allowed if", authz.Unknown: "it depends on whether"}[d.Effect], Clean(d.Condition.String()))
	}
	layer, hidden := authz.Layer(""), 0
	node := ""
	for _, r := range d.Reasons {
		if r.Failed == "action" && !o.All {
			hidden++
			continue
		}
		if r.Layer != layer || r.Node != node {
			layer, node = r.Layer, r.Node
			fmt.Fprintf(&out, "%s\n", s.paint(Clean(strings.TrimSpace(string(layer)+" "+on(node))), bold))
		}
		s.reason(&out, r, e.Sources[r.Policy])
	}
	if len(d.Reasons) == 0 {
		out.WriteString("  no policy applies\n")
	}
	if hidden > 0 {
		fmt.Fprintf(&out, "%s about other actions left out; --all shows them\n", count(hidden, "statement", "statements"))
	}
	for _, caveat := range e.Caveats {
		fmt.Fprintf(&out, "note: %s\n", caveat)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// on names what a control policy is attached to.
func on(node string) string {
	if node == "" {
		return ""
	}
	return "on " + node
}

// effect is an effect in words.
func (s style) effect(e authz.Effect) string {
	switch e {
	case authz.Allowed:
		return s.paint("✓ allowed", green)
	case authz.ExplicitlyDenied:
		return s.paint("✗ explicitly denied", red, bold)
	case authz.ImplicitlyDenied:
		return s.paint("✗ implicitly denied", red, bold)
	case authz.Conditional:
		return s.paint("? conditional", yellow)
	default:
		return s.paint("? unknown", yellow)
	}
}

// reason writes one statement and what it had to say.
func (s style) reason(out *strings.Builder, r authz.Reason, d org.Document) {
	sign := s.paint("–", dim)
	switch {
	case r.Matched && r.Condition != nil:
		sign = s.paint("?", yellow)
	case r.Matched && r.Effect == "Allow":
		sign = s.paint("✓", green)
	case r.Matched:
		sign = s.paint("✗", red, bold)
	}
	name := fmt.Sprintf("statement %d", r.Index+1)
	if r.Sid != "" {
		name += fmt.Sprintf(" %q", r.Sid)
	}
	fmt.Fprintf(out, "  %s %s  %s, %s", sign, r.Effect, Clean(r.Policy), Clean(name))
	if d.Location.File != "" {
		out.WriteString(s.paint("  at "+Clean(d.Locate(r.Position).String()), dim))
	}
	out.WriteString("\n")
	switch {
	case r.Condition != nil:
		fmt.Fprintf(out, "      if %s\n", Clean(r.Condition.String()))
	case r.Detail != "":
		fmt.Fprintf(out, "      does not apply: %s is not so\n", Clean(r.Detail))
	case r.Failed != "":
		fmt.Fprintf(out, "      does not apply: it is about another %s\n", r.Failed)
	}
}

type jsonReason struct {
	Layer     authz.Layer   `json:"layer"`
	Node      string        `json:"node,omitempty"`
	Policy    string        `json:"policy"`
	Statement int           `json:"statement"`
	Sid       string        `json:"sid,omitempty"`
	Effect    string        `json:"effect"`
	Matched   bool          `json:"matched"`
	Condition string        `json:"condition,omitempty"`
	Failed    string        `json:"failed,omitempty"`
	Detail    string        `json:"detail,omitempty"`
	Location  *jsonLocation `json:"location,omitempty"`
}

// ExplainJSON writes a decision with all of its reasons.
func ExplainJSON(w io.Writer, e *app.Explanation) error {
	out := struct {
		Schema    string       `json:"schema"`
		Principal string       `json:"principal"`
		Action    string       `json:"action"`
		Resource  string       `json:"resource"`
		Decision  authz.Effect `json:"decision"`
		Condition string       `json:"condition,omitempty"`
		Keys      []string     `json:"keys,omitempty"`
		Reasons   []jsonReason `json:"reasons"`
		Caveats   []string     `json:"caveats"`
	}{ExplainSchema, e.Request.Principal.String(), e.Request.Action.String(), e.Request.Resource,
		e.Decision.Effect, e.Decision.Condition.String(), e.Decision.Condition.Keys(), []jsonReason{}, append([]string{}, e.Caveats...)}
	for _, r := range e.Decision.Reasons {
		var at *jsonLocation
		if d := e.Sources[r.Policy]; d.Location.File != "" {
			at = locationJSON(d.Locate(r.Position))
		}
		out.Reasons = append(out.Reasons, jsonReason{r.Layer, r.Node, r.Policy, r.Index + 1, r.Sid, r.Effect, r.Matched,
			r.Condition.String(), r.Failed, r.Detail, at})
	}
	return WriteJSON(w, out)
}
