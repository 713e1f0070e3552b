package trail

// sessionCalls are the calls that sessions of a support role made. A session is known
// by its access key: times are in whole seconds, in which a session begins and does
// its first call.
func (s Scope) sessionCalls() *Relation {
	who := actor()
	return &Relation{
		Name:  "session_calls",
		Doc:   "What sessions of the support role did or tried, one row a call.",
		where: all(s.matchesRole(who), has(field(AccessKey))),
		Columns: []Column{
			{Name: "time", Doc: "when", expr: field(EventTime)},
			{Name: "day", Doc: "the day", expr: extract(field(EventTime), `\A(.{10})`)},
			{Name: "access_key", Doc: "the access key of the session", expr: field(AccessKey)},
			{Name: "account", Doc: "the account of the role", expr: accountIn(who)},
			{Name: "role", Doc: "the ARN of the role", expr: who},
			{Name: "session_name", Doc: "the name of the session", expr: extract(field(IdentityARN), `:assumed-role/[^/]+/(.+)\z`)},
			{Name: "source_identity", Doc: "the source identity", expr: field(SessionSourceIdentity)},
			{Name: "kind", Doc: "support or other", expr: choose(text("other"), when{among(field(Source), SupportSources()...), text("support")})},
			{Name: "event_source", Doc: "the service", expr: field(Source)},
			{Name: "event_name", Doc: "the action", expr: field(Name)},
			{Name: "outcome", Doc: "ok or denied", expr: outcome()},
			{Name: "ip", Doc: "the address that the call came from", expr: field(IP)},
		},
	}
}

// sessions are the sessions of support roles that did something.
func sessions() *Relation {
	return &Relation{
		Name: "role_sessions", over: "session_calls", keys: 1,
		Doc: "Sessions of the support role, one row an access key.",
		Columns: append([]Column{
			{Name: "access_key", Doc: "the access key", fold: fold{kind: same, of: "access_key"}},
			{Name: "account", Doc: "the account of the role", fold: fold{kind: greatest, of: "account"}},
			{Name: "role", Doc: "the ARN of the role", fold: fold{kind: greatest, of: "role"}},
			{Name: "session_name", Doc: "the name of the session", fold: fold{kind: greatest, of: "session_name"}},
			{Name: "source_identity", Doc: "the source identity", fold: fold{kind: greatest, of: "source_identity"}},
			{Name: "first_call", Doc: "its first call", fold: fold{kind: least, of: "time"}},
			{Name: "last_call", Doc: "its last call", fold: fold{kind: greatest, of: "time"}},
		}, callCounts()...),
	}
}

// deeds are what sessions of support roles did.
func deeds() *Relation {
	key := func(name, doc string) Column { return Column{Name: name, Doc: doc, fold: fold{kind: same, of: name}} }
	return &Relation{
		Name: "session_deeds", over: "session_calls", keys: 4,
		Doc: "What each session of the support role did, one row an action and outcome.",
		Columns: []Column{
			key("access_key", "the access key of the session"), key("event_source", "the service"),
			key("event_name", "the action"), key("outcome", "ok or denied"),
			{Name: "calls", Doc: "how often", fold: fold{kind: count}},
		},
	}
}

// sessionDays are the calls of sessions by day.
func sessionDays() *Relation {
	return &Relation{
		Name: "session_days", over: "session_calls", keys: 2,
		Doc: "Calls of sessions of the support role, one row a day and account.",
		Columns: append([]Column{
			{Name: "day", Doc: "the day", fold: fold{kind: same, of: "day"}},
			{Name: "account", Doc: "the account of the role", fold: fold{kind: same, of: "account"}},
		}, callCounts()...),
	}
}

// callCounts are columns that count calls.
func callCounts() []Column {
	n := func(kind, outcome string) fold {
		f := fold{kind: count, when: []pick{{"kind", []string{kind}}}}
		if outcome != "" {
			f.when = append(f.when, pick{"outcome", []string{outcome}})
		}
		return f
	}
	return []Column{
		{Name: "support_calls", Doc: "calls of AWS Support, denied ones among them", fold: n("support", "")},
		{Name: "support_denied", Doc: "calls of AWS Support that failed", fold: n("support", "denied")},
		{Name: "other_calls", Doc: "calls of other services, denied ones among them", fold: n("other", "")},
		{Name: "other_denied", Doc: "calls of other services that failed", fold: n("other", "denied")},
	}
}
