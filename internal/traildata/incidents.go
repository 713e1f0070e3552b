package traildata

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"
)

// incident: something happens for which Support should be engaged, and mostly is.
func (g *generator) incident(at int64) {
	first := g.anyAccount()
	in := Incident{Source: "file", Start: time.Unix(at, 0).UTC(), Accounts: []string{accountID(first)}}
	switch g.r.IntN(10) {
	case 0:
		in.Source = "security-ir"
	case 1:
		in.Source = "ssm-incidents"
	default:
		for range g.r.IntN(3) {
			if id := accountID(g.anyAccount()); !strings.Contains(strings.Join(in.Accounts, " "), id) {
				in.Accounts = append(in.Accounts, id)
			}
		}
		in.ID = fmt.Sprintf("INC-%05d", len(g.truth.Incidents)+1)
		in.Severity = pick(g.r, "low", "medium", "high", "critical")
	}
	if in.Source != "file" && !g.callIncident(&in, at) {
		return
	}
	g.truth.Incidents = append(g.truth.Incidents, in)
	if !chance(g.r, 0.75) {
		return
	}
	at += 60 + int64(lognormal(g.r, 2400, 1))
	switch {
	case chance(g.r, 0.6):
		if s := g.assume(at, first); s != nil {
			g.caseStory(s.actor, s, at+30)
		}
	case chance(g.r, 0.5):
		g.caseStory(administrator(g.r, in.Accounts[0]), nil, at)
	default:
		g.updateOnly(at)
	}
}

// callIncident delivers the call that starts an incident, and reports whether it
// does: it may be denied.
func (g *generator) callIncident(in *Incident, at int64) bool {
	a := sso(g.r, in.Accounts[0], "SupportEngineer", "other")
	e := newRecord(g.r, a, in.Accounts[0], at, in.Source, "CreateCase")
	in.ID = e.id
	if in.Source == "ssm-incidents" {
		e.name = "StartIncident"
		e.request = `{"title":"Unusual calls","impact":2,"responsePlanArn":"arn:aws:ssm-incidents::` + e.account + `:response-plan/security"}`
		e.reply = `{"incidentRecordArn":"arn:aws:ssm-incidents::` + e.account + `:incident-record/security/` + uuid(g.r) + `"}`
	} else {
		e.request = `{"resolverType":"AWS","title":"***","description":"***","engagementType":"Security Incident","impactedAccounts":["` + e.account + `"]}`
		e.reply = `{"caseId":"` + random(g.r, "0123456789012345", 10) + `"}`
	}
	failed := chance(g.r, 0.3)
	if failed {
		g.deny(&e, a, in.Source+":"+e.name)
	}
	return g.emit(e) && !failed
}

// writeIncidents writes the incidents that do not come from calls.
func writeIncidents(w io.Writer, incidents []Incident) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"id", "start", "accounts", "severity"}}
	for _, in := range incidents {
		if in.Source == "file" {
			rows = append(rows, []string{in.ID, stamp(in.Start.Unix()), strings.Join(in.Accounts, " "), in.Severity})
		}
	}
	return out.WriteAll(rows)
}
