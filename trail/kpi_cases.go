package trail

// caseCalls are the calls by which support cases are opened, answered and resolved.
// AWS Security Incident Response has a CreateCase of its own, which is none of these.
//
// https://docs.aws.amazon.com/awssupport/latest/user/logging-using-cloudtrail.html
func (s Scope) caseCalls() *Relation {
	deed := choose(text("answered"),
		when{among(field(Name), "CreateCase"), text("opened")},
		when{among(field(Name), "ResolveCase"), text("resolved")},
	)
	return &Relation{
		Name: "case_calls",
		Doc:  "Support cases opened, answered and resolved, one row a call.",
		where: all(
			is(Source, "support.amazonaws.com"),
			is(Name, "CreateCase", "AddCommunicationToCase", "InitiateChatForCase", "InitiateCallForCase", "ResolveCase"),
		),
		Columns: []Column{
			{Name: "time", Doc: "when", expr: field(EventTime)},
			{Name: "account", Doc: "the account of the case", expr: caseAccount()},
			{Name: "case_id", Doc: "the case; empty where opening it failed", expr: caseID()},
			{Name: "deed", Doc: "opened, answered or resolved", expr: deed},
			{Name: "how", Doc: "the way: role, declared, administrator, root, other or service", expr: s.how()},
			{Name: "actor", Doc: "who", expr: actor()},
			{Name: "outcome", Doc: "ok or denied", expr: outcome()},
			{Name: "error", Doc: "the error", expr: field(ErrorCode)},
			{Name: "severity", Doc: "the severity that the case was opened with", expr: field(RequestSeverity)},
			{Name: "access_key", Doc: "the access key of the session", expr: field(AccessKey)},
			{Name: "done", Doc: "the case, if the call succeeded: what cases are put together by", expr: choose(text(""), when{among(outcome(), "ok"), caseID()})},
			{Name: "privileged", Doc: "yes where an administrator or root did it", expr: choose(text("no"), when{among(s.how(), ByAdministrator, ByRoot), text("yes")})},
		},
	}
}

// cases are the cases that calls succeeded on.
func cases() *Relation {
	opened := []pick{{"deed", []string{"opened"}}}
	resolved := []pick{{"deed", []string{"resolved"}}}
	return &Relation{
		Name: "cases", over: "case_calls", keys: 1, needs: "done",
		Doc: "Support cases, one row a case.",
		Columns: []Column{
			{Name: "case_id", Doc: "the case", fold: fold{kind: same, of: "done"}},
			{Name: "account", Doc: "its account", fold: fold{kind: greatest, of: "account"}},
			{Name: "opened", Doc: "when it was opened, if that was seen", fold: fold{kind: least, of: "time", when: opened}},
			{Name: "opened_by", Doc: "who opened it", fold: fold{kind: earliest, of: "actor", when: opened}},
			{Name: "opened_how", Doc: "by which way", fold: fold{kind: earliest, of: "how", when: opened}},
			{Name: "severity", Doc: "the severity it was opened with", fold: fold{kind: greatest, of: "severity"}},
			{Name: "answers", Doc: "how often it was answered from this side", fold: fold{kind: count, when: []pick{{"deed", []string{"answered"}}}}},
			{Name: "resolved", Doc: "when it was last resolved", fold: fold{kind: greatest, of: "time", when: resolved}},
			{Name: "resolved_by", Doc: "who did that", fold: fold{kind: latest, of: "actor", when: resolved}},
			{Name: "handled", Doc: "all ways by which it was handled", fold: fold{kind: set, of: "how"}},
			{Name: "privileged", Doc: "yes where an administrator or root handled it", fold: fold{kind: greatest, of: "privileged"}},
			{Name: "first_call", Doc: "the first call about it", fold: fold{kind: least, of: "time"}},
			{Name: "last_call", Doc: "the last call about it", fold: fold{kind: greatest, of: "time"}},
		},
	}
}
