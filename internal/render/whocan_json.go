package render

import (
	"io"

	"hotline/authz"
	"hotline/internal/app"
	"hotline/org"
	"hotline/reach"
)

// WhoCanSchema names the JSON that WhoCanJSON writes.
const WhoCanSchema = "hotline/who-can/1"

type jsonSurvey struct {
	Schema     string           `json:"schema"`
	Capability *jsonAbility     `json:"capability,omitempty"`
	Accounts   []jsonAnswer     `json:"accounts,omitempty"`
	Roles      []jsonAssumption `json:"roles,omitempty"`
	Caveats    []string         `json:"caveats"`
	Gaps       []jsonSurveyGap  `json:"gaps"`
}

type jsonAbility struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Actions  []string `json:"actions"`
	All      bool     `json:"all"`
	Resource string   `json:"resource"`
	Source   string   `json:"source,omitempty"`
}

type jsonAnswer struct {
	ID     string        `json:"id"`
	Name   string        `json:"name,omitempty"`
	Can    []jsonEntry   `json:"can"`
	Almost []jsonStopped `json:"almost"`
}

type jsonAssumption struct {
	ARN     string        `json:"arn"`
	Account string        `json:"account"`
	Can     []jsonEntry   `json:"can"`
	Cannot  []jsonRefusal `json:"cannot"`
}

// jsonActor is who: what every entry begins with.
type jsonActor struct {
	Kind     reach.ActorKind `json:"kind"`
	ARN      string          `json:"arn"`
	Account  string          `json:"account,omitempty"`
	Name     string          `json:"name,omitempty"`
	Assigned []string        `json:"assigned,omitempty"`
}

type jsonEntry struct {
	jsonActor
	Effect    authz.Effect `json:"effect"`
	Direct    authz.Effect `json:"direct,omitempty"`
	Condition string       `json:"condition,omitempty"`
	Keys      []string     `json:"keys,omitempty"`
	Ways      []jsonWay    `json:"ways,omitempty"`
	Chains    []jsonChain  `json:"chains,omitempty"`
}

type jsonWay struct {
	Action    string        `json:"action"`
	Kinds     []string      `json:"kinds"`
	Policy    string        `json:"policy,omitempty"`
	Group     string        `json:"group,omitempty"`
	Sid       string        `json:"sid,omitempty"`
	Element   string        `json:"element"`
	Condition string        `json:"condition,omitempty"`
	Surprise  bool          `json:"surprise"`
	Location  *jsonLocation `json:"location,omitempty"`
}

type jsonChain struct {
	Effect authz.Effect `json:"effect"`
	// Path is the ARNs from who begins to the role that can.
	Path []string  `json:"path"`
	Hops []jsonHop `json:"hops"`
	// Condition is on what it depends that the last role can do what is asked.
	Condition string   `json:"condition,omitempty"`
	Keys      []string `json:"keys,omitempty"`
}

type jsonHop struct {
	Role      string       `json:"role"`
	Session   string       `json:"session,omitempty"` // the name that the session must have that assumes it
	Action    string       `json:"action,omitempty"`
	Effect    authz.Effect `json:"effect"`
	Condition string       `json:"condition,omitempty"`
	Keys      []string     `json:"keys,omitempty"`
}

type jsonStopped struct {
	jsonActor
	Ways []jsonWay     `json:"ways"`
	By   []jsonBlocker `json:"by"`
}

type jsonRefusal struct {
	Name   string        `json:"name"`
	Kind   string        `json:"kind,omitempty"`
	Reason reach.Reason  `json:"reason"`
	By     []jsonBlocker `json:"by"`
}

type jsonBlocker struct {
	Layer  authz.Layer `json:"layer"`
	Node   string      `json:"node,omitempty"`
	Policy string      `json:"policy,omitempty"`
	Sid    string      `json:"sid,omitempty"`
	Text   string      `json:"text"`
}

// WhoCanJSON writes all answers.
func WhoCanJSON(w io.Writer, s *app.Survey) error {
	out := jsonSurvey{Schema: WhoCanSchema, Caveats: append([]string{}, s.Caveats...), Gaps: surveyGaps(s.Gaps)}
	if s.Assumptions == nil {
		out.Capability = abilityJSON(s.Ability)
	}
	for _, a := range s.Answers {
		answer := jsonAnswer{ID: a.Account, Name: s.Names[a.Account], Can: entriesJSON(a.Can), Almost: []jsonStopped{}}
		for _, x := range a.Almost {
			answer.Almost = append(answer.Almost, jsonStopped{actorJSON(x.Actor), waysJSON(x.Ways), blockersJSON(x.Blockers)})
		}
		out.Accounts = append(out.Accounts, answer)
	}
	for _, a := range s.Assumptions {
		role := jsonAssumption{ARN: a.Role.ARN, Account: a.Role.Account, Can: entriesJSON(a.Can), Cannot: []jsonRefusal{}}
		for _, x := range a.Cannot {
			kind := ""
			if x.Actor != nil {
				kind = string(x.Actor.Kind)
			}
			role.Cannot = append(role.Cannot, jsonRefusal{x.Name, kind, x.Reason, blockersJSON(x.Blockers)})
		}
		out.Roles = append(out.Roles, role)
	}
	return WriteJSON(w, out)
}

func abilityJSON(a reach.Ability) *jsonAbility {
	out := &jsonAbility{Name: a.Name, Title: a.Title, All: a.All, Resource: a.Resource, Source: a.Source}
	for _, action := range a.Actions {
		out.Actions = append(out.Actions, action.String())
	}
	return out
}

func actorJSON(a *reach.Actor) jsonActor {
	return jsonActor{a.Kind, a.ARN, a.Account, a.Name, a.Assigned}
}

func entriesJSON(entries []reach.Entry) []jsonEntry {
	out := []jsonEntry{}
	for _, e := range entries {
		j := jsonEntry{jsonActor: actorJSON(e.Actor), Effect: e.Effect, Direct: e.Direct,
			Condition: e.Condition.String(), Keys: e.Condition.Keys(), Ways: waysJSON(e.Ways)}
		for _, c := range e.Chains {
			j.Chains = append(j.Chains, chainJSON(c))
		}
		out = append(out, j)
	}
	return out
}

func waysJSON(ways []reach.Way) []jsonWay {
	out := []jsonWay{}
	for _, w := range ways {
		out = append(out, jsonWay{w.Action, w.Kinds(), w.Policy, w.Group, w.Sid, w.Element, w.Condition.String(), w.Surprise, locationJSON(w.At)})
	}
	return out
}

func chainJSON(c reach.Chain) jsonChain {
	out := jsonChain{Effect: c.Effect, Path: []string{c.From.ARN}, Condition: c.Condition.String(), Keys: c.Condition.Keys()}
	for _, h := range c.Hops {
		out.Path = append(out.Path, h.To.ARN)
		out.Hops = append(out.Hops, jsonHop{h.To.ARN, h.Session, h.Action, h.Effect, h.Condition.String(), h.Condition.Keys()})
	}
	return out
}

func blockersJSON(blockers []reach.Blocker) []jsonBlocker {
	out := []jsonBlocker{}
	for _, b := range blockers {
		out = append(out, jsonBlocker{b.Layer, b.Node, b.Policy, b.Sid, b.String()})
	}
	return out
}

type jsonSurveyGap struct {
	Damaged  bool          `json:"damaged"`
	Message  string        `json:"message"`
	Call     string        `json:"call,omitempty"`
	Code     string        `json:"code,omitempty"`
	Location *jsonLocation `json:"location,omitempty"`
}

func surveyGaps(gaps []org.Gap) []jsonSurveyGap {
	out := []jsonSurveyGap{}
	for _, g := range gaps {
		out = append(out, jsonSurveyGap{g.Kind == org.Damaged, g.Message, g.Call, g.Code, locationJSON(g.Location)})
	}
	return out
}
