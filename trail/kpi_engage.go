package trail

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// openings are the calls and events that tell that a case was opened. EventBridge
// tells it for every case, but not by whom.
//
// https://docs.aws.amazon.com/awssupport/latest/user/event-bridge-support.html
func (s Scope) openings() *Relation {
	return &Relation{
		Name: "opening_events",
		Doc:  "What tells that a support case was opened: calls of CloudTrail, events of EventBridge.",
		where: all(
			is(Source, "support.amazonaws.com", CaseUpdates), is(Name, "CreateCase"),
			among(outcome(), "ok"), has(caseID()),
		),
		Columns: []Column{
			{Name: "time", Doc: "when", expr: field(EventTime)},
			{Name: "case_id", Doc: "the case", expr: caseID()},
			{Name: "account", Doc: "its account", expr: caseAccount()},
			{Name: "how", Doc: "by which way; empty where only EventBridge tells of it", expr: choose(s.how(), when{among(field(Source), CaseUpdates), text("")})},
		},
	}
}

// opened are the cases that are known to have been opened.
func opened() *Relation {
	return &Relation{
		Name: "opened_cases", over: "opening_events", keys: 1,
		Doc: "Cases with the time at which they were opened.",
		Columns: []Column{
			{Name: "case_id", Doc: "the case", fold: fold{kind: same, of: "case_id"}},
			{Name: "account", Doc: "its account", fold: fold{kind: greatest, of: "account"}},
			{Name: "opened", Doc: "when it was opened", fold: fold{kind: least, of: "time"}},
			{Name: "how", Doc: "by which way", fold: fold{kind: greatest, of: "how"}},
		},
	}
}

// replies are the events that tell that AWS answered a case.
func replies() *Relation {
	return &Relation{
		Name:  "aws_replies",
		Doc:   "Answers of AWS in support cases, as EventBridge tells them.",
		where: all(is(Source, CaseUpdates), is(Name, "AddCommunicationToCase"), among(field(Origin), "AWS")),
		Columns: []Column{
			{Name: "time", Doc: "when", expr: field(EventTime)},
			{Name: "case_id", Doc: "the case", expr: caseID()},
		},
	}
}

// firstReplies are the first answers of AWS in cases.
func firstReplies() *Relation {
	return &Relation{
		Name: "first_replies", over: "aws_replies", keys: 1,
		Doc: "The first answer of AWS in each case.",
		Columns: []Column{
			{Name: "case_id", Doc: "the case", fold: fold{kind: same, of: "case_id"}},
			{Name: "replied", Doc: "when AWS first answered", fold: fold{kind: least, of: "time"}},
		},
	}
}

// incidentEvents are the incidents that CloudTrail tells of: cases of AWS Security
// Incident Response, which name when the incident began and which accounts it concerns,
// and incidents of Systems Manager Incident Manager.
//
// UNVERIFIED: the API takes reportedIncidentStartDate as a time, which is a number of
// seconds in its JSON, and impactedAccounts as a list of ids, but how CloudTrail records
// them is not documented; nor is the shape of the record of StartIncident.
//
// https://docs.aws.amazon.com/security-ir/latest/APIReference/API_CreateCase.html
// https://docs.aws.amazon.com/security-ir/latest/userguide/logging-using-cloudtrail.html
func incidentEvents() *Relation {
	given := field(RequestIncidentStart)
	iso := extract(given, `\A([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z\z`)
	start := choose(moment(given), when{has(iso), join(iso, text("Z"))})
	return &Relation{
		Name: "incident_events",
		Doc:  "Incidents that were declared to AWS Security Incident Response or to Incident Manager.",
		where: all(anyOf(
			all(is(Source, "security-ir.amazonaws.com"), is(Name, "CreateCase")),
			all(is(Source, "ssm-incidents.amazonaws.com"), is(Name, "StartIncident")),
		), among(outcome(), "ok")),
		Columns: []Column{
			{Name: "id", Doc: "the case or incident", expr: first(field(ResponseIncidentARN), field(ResponseCaseID), field(EventID))},
			{Name: "start", Doc: "when it began, or else when it was declared", expr: first(start, field(EventTime))},
			{Name: "accounts", Doc: "the accounts that it concerns, where they were given, or else the one that it was declared in", expr: first(numbers(field(RequestImpactedAccounts)), field(Recipient), field(IdentityAccount))},
			{Name: "severity", Doc: "its impact, where it was given", expr: field(RequestImpact)},
		},
	}
}

// moment is a number of seconds since 1970, perhaps with a fraction or an exponent, as
// CloudTrail writes times; empty for what is none, or after the year 9999.
func moment(x Expr) Expr {
	const number, end = `\A[0-9]+(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?\z`, 253402300800
	re := regexp.MustCompile(number) // a constant of this package
	value := "try_cast(CASE WHEN regexp_like(" + x.sql + ", " + quote(number) + ") THEN " + x.sql + " END AS double)"
	return Expr{
		eval: func(e *Event) string {
			s := x.eval(e)
			if !re.MatchString(s) {
				return ""
			}
			v, _ := strconv.ParseFloat(s, 64) // what is too large is infinite
			if v >= end {
				return ""
			}
			return time.Unix(int64(v), 0).UTC().Format(TimeLayout)
		},
		sql: "coalesce(date_format(at_timezone(from_unixtime(floor(CASE WHEN " + value + " < " + strconv.Itoa(end) + " THEN " + value +
			" END)), 'UTC'), '%Y-%m-%dT%H:%i:%sZ'), '')",
	}
}

// numbers are the numbers in a text, with single spaces between them.
func numbers(x Expr) Expr {
	re := regexp.MustCompile(`[^0-9]+`)
	return Expr{
		eval: func(e *Event) string { return strings.Trim(re.ReplaceAllString(x.eval(e), " "), " ") },
		sql:  "trim(regexp_replace(" + x.sql + ", '[^0-9]+', ' '))",
	}
}
