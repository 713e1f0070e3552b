package trail

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// finds reports whether a question of Lookups is about an event.
func (q Lookup) finds(e *Event) bool {
	switch q.Key {
	case "EventName":
		return e.Get(Name) == q.Value
	case "EventSource":
		return e.Get(Source) == q.Value
	}
	return false
}

// isAskable reports whether the event history gives an event, by the questions or by the
// access key of the session that made the call.
func isAskable(d *Definitions, e *Event) bool {
	return slices.ContainsFunc(Lookups(), func(q Lookup) bool { return q.finds(e) }) || slices.Contains(d.SessionKeys(e), e.Get(AccessKey))
}

// TestLookupsAreComplete holds that every event that matters can be asked for, but those
// of EventBridge, which are in no event history.
func TestLookupsAreComplete(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := Define(randomScope(t))
		if e := randomEvent().Draw(t, "event"); e.Get(Source) != CaseUpdates && d.Wants(e) && !isAskable(d, e) {
			t.Fatalf("nothing asks for %+v", e)
		}
	})
	var names []string
	d := Define(testScope())
	for _, k := range testScope().tampered() {
		for _, source := range []string{"iam", "organizations", "cloudtrail", "events"} {
			for _, name := range k.events {
				e := event(fields{
					Source: source + ".amazonaws.com", Name: name, Recipient: home, RequestRoleName: "hotline-support",
					RequestPolicyARN: "arn:aws:iam::111122223333:policy/hotline-x", RequestName: "hotline",
				})
				if k.cond.holds(e) {
					names = append(names, k.name)
					equal(t, source+" "+name, isAskable(d, e), true)
				}
			}
		}
	}
	equal(t, "kinds", slices.Compact(names), []string{"role", "trust", "boundary", "policy", "scp", "trail", "event rule"})
}

// TestLookups holds that no question is asked twice, and which are asked in one Region
// only.
func TestLookups(t *testing.T) {
	t.Parallel()
	all := Lookups()
	for i, q := range all {
		if slices.Contains(all[:i], q) {
			t.Errorf("%+v is asked twice", q)
		}
		var isGlobal, is bool
		for _, k := range (Scope{}).tampered() {
			if q.Key == "EventName" && slices.Contains(k.events, q.Value) && k.name != "scp" {
				isGlobal, is = isGlobal || k.global, true
			}
		}
		equal(t, q.Value, q.Global, isGlobal || !is && q.Value == "organizations.amazonaws.com")
	}
}

// TestSessionKeys holds of which sessions is asked what they did: of those that were
// begun, and those that are seen at work.
func TestSessionKeys(t *testing.T) {
	t.Parallel()
	d := Define(testScope())
	assumed := fields{Source: "sts.amazonaws.com", Name: "AssumeRole", RequestRoleARN: roleARN, ResponseAccessKey: "ASIA2", AccessKey: "ASIA1", IdentityARN: anaARN}
	for what, tt := range map[string]struct {
		event fields
		want  []string
	}{
		"assumed": {assumed, []string{"ASIA2"}}, "another role": {assumed.with(fields{RequestRoleARN: adminARN}), nil}, "denied": {assumed.with(fields{ResponseAccessKey: ""}), nil},
		"at work":      {fields{Source: "support.amazonaws.com", AccessKey: "ASIA1", IssuerARN: roleARN}, []string{"ASIA1"}},
		"at work, on":  {assumed.with(fields{IssuerARN: roleARN}), []string{"ASIA2", "ASIA1"}},
		"somebody":     {fields{Source: "support.amazonaws.com", AccessKey: "ASIA1", IssuerARN: adminARN}, nil},
		"without keys": {fields{Source: "support.amazonaws.com", IssuerARN: roleARN}, nil},
	} {
		equal(t, what, d.SessionKeys(event(tt.event)), tt.want)
	}
}
