package reach

import (
	"slices"
	"strings"

	"hotline/authz"
	"hotline/org"
)

// A Way is one statement that allows an actor one action.
type Way struct {
	Action  string
	Policy  string // the ARN of a managed policy, or a description of an inline one; empty for the root user
	Group   string // the group that has the policy
	Inline  bool
	Element string // Action support:*, or NotAction …
	Sid     string
	At      org.Location
	// Condition is what must hold for the statement to allow it.
	Condition *authz.Formula
	// Surprise says that the policy is one that AWS keeps for something else
	// than support or the administration of everything.
	Surprise bool
}

// ways lists the statements that allow an actor some actions.
func (x *Index) ways(a *Actor, decisions []decided) []Way {
	var out []Way
	for _, d := range decisions {
		if a.Kind == RootUser {
			out = append(out, Way{Action: d.action.String(), Element: "root user", At: a.Location})
			continue
		}
		for _, reason := range d.decision.Reasons {
			if reason.Layer == authz.LayerIdentity && reason.Effect == "Allow" && reason.Matched {
				out = append(out, a.waysBy(d.action, reason)...)
			}
		}
	}
	return out
}

// waysBy lists how an actor has the policy of a statement: itself, and by
// groups. What is attached to it twice is one way.
func (a *Actor) waysBy(action authz.Action, reason authz.Reason) []Way {
	var out []Way
	for _, h := range a.held {
		if h.Policy.Name() != reason.Policy {
			continue
		}
		w := Way{
			Action: action.String(), Policy: h.Name, Group: h.Group, Inline: h.Inline, Element: reason.Element, Sid: reason.Sid,
			At: h.document.Locate(reason.Position), Condition: reason.Condition, Surprise: isSurprise(h.Name),
		}
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// Kinds are the words for how a Way comes about: direct or group, inline,
// wildcard, NotAction.
func (w Way) Kinds() []string {
	if w.Policy == "" {
		return []string{"root"}
	}
	out := []string{"direct"}
	if w.Group != "" {
		out[0] = "group"
	}
	if w.Inline {
		out = append(out, "inline")
	}
	switch {
	case strings.HasPrefix(w.Element, "NotAction"):
		out = append(out, "NotAction")
	case strings.ContainsAny(w.Element, "*?"):
		out = append(out, "wildcard")
	}
	return out
}

// isSurprise reports whether a managed policy of AWS has another purpose than
// support or the administration of everything.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
func isSurprise(arn string) bool {
	a, ok := org.ParseARN(arn)
	if !ok || a.Account != "aws" {
		return false
	}
	name := a.Resource[strings.LastIndexByte(a.Resource, '/')+1:]
	switch name {
	case "AdministratorAccess", "SupportUser":
		return false
	}
	return !strings.HasPrefix(name, "AWSSupport")
}
