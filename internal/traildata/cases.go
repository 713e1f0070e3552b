package traildata

import "fmt"

// A caseFile is what is known of one support case while it is told.
type caseFile struct {
	id, account string
	known       bool // by a call that succeeded
	openedHow   string
	privileged  bool
	resolved    bool
}

// otherCase: a case that is not handled in a session of the support role.
func (g *generator) otherCase(at int64) {
	account := accountID(g.anyAccount())
	switch g.r.IntN(7) {
	case 0:
		g.caseStory(role(g.r, account, "/", "support-automation", "declared"), nil, at)
	case 1, 2:
		g.caseStory(administrator(g.r, account), nil, at)
	case 3:
		a := root(g.r, account)
		a.invokedBy = "signin.amazonaws.com"
		g.caseStory(a, nil, at)
	case 4:
		a := role(g.r, account, "/aws-service-role/servicequotas.amazonaws.com/", "AWSServiceRoleForServiceQuotas", "service")
		a.invokedBy = pick(g.r, "", "servicequotas.amazonaws.com")
		g.caseStory(a, nil, at)
	case 5:
		a := user(g.r, account, person(g.r))
		a.invokedBy = pick(g.r, "", "signin.amazonaws.com")
		g.caseStory(a, nil, at)
	default:
		g.caseStory(role(g.r, account, "/", g.o.Role+"-old", "other"), nil, at)
	}
}

// caseStory: somebody opens a case, or one from before the logs is worked on.
func (g *generator) caseStory(a actor, s *session, at int64) {
	c := &caseFile{account: a.account, id: g.caseID(a.account)}
	defer g.countCase(c)
	if chance(g.r, 0.85) {
		at = g.opening(at)
		failed := chance(g.r, 0.12)
		if !g.openCase(a, s, c, at, failed) || failed {
			return
		}
		g.cases = append(g.cases, seenCase{account: a.account, id: c.id, opened: at})
		if chance(g.r, 0.7) {
			g.follow(&g.cases[len(g.cases)-1], at+1+g.r.Int64N(20))
		}
	}
	for range g.r.IntN(3) {
		at += 60 + g.r.Int64N(1200)
		event := pick(g.r, "AddCommunicationToCase", "AddCommunicationToCase", "InitiateChatForCase", "InitiateCallForCase")
		g.workOnCase(a, s, c, at, event, "answered")
	}
	if chance(g.r, 0.5) {
		// Somebody else may close it.
		by, in := a, s
		if chance(g.r, 0.3) {
			by, in = administrator(g.r, a.account), nil
		}
		g.workOnCase(by, in, c, at+60+g.r.Int64N(2*day), "ResolveCase", "resolved")
	}
}

func (g *generator) caseID(account string) string {
	return "case-" + account + "-muen-" + stamp(g.start)[:4] + "-" + random(g.r, hexDigits, 16)
}

func (g *generator) openCase(a actor, s *session, c *caseFile, at int64, failed bool) bool {
	e := newRecord(g.r, a, c.account, at, "support", "CreateCase")
	if failed {
		g.deny(&e, a, "support:CreateCase")
	} else {
		e.request = fmt.Sprintf(`{"severityCode":"%s","categoryCode":"other","language":"en","serviceCode":"%s","issueType":"technical"}`,
			pick(g.r, "low", "normal", "high", "urgent", "critical"), pick(g.r, "amazon-ec2", "support-api", "security"))
		e.reply = `{"caseId":"` + c.id + `"}`
	}
	if !g.call(s, e) {
		return false
	}
	g.countCaseCall(a, c, "opened", failed)
	return true
}

func (g *generator) workOnCase(a actor, s *session, c *caseFile, at int64, event, deed string) {
	e := newRecord(g.r, a, c.account, at, "support", event)
	failed := chance(g.r, 0.1)
	switch {
	case failed:
		g.deny(&e, a, "support:"+event)
	case deed == "resolved":
		e.request, e.reply = `{"caseId":"`+c.id+`"}`, `{"initialCaseStatus":"work-in-progress","finalCaseStatus":"resolved"}`
	default:
		e.request, e.reply = `{"caseId":"`+c.id+`","attachmentSetId":""}`, `{"result":true}`
	}
	if g.call(s, e) {
		g.countCaseCall(a, c, deed, failed)
	}
}

func (g *generator) countCaseCall(a actor, c *caseFile, deed string, failed bool) {
	g.truth.CaseCalls[deed+" "+a.how+" "+outcome(failed)]++
	if failed {
		return
	}
	c.known = true
	switch deed {
	case "opened":
		c.openedHow = a.how
	case "resolved":
		c.resolved = true
	}
	if a.how == "root" || a.how == "administrator" {
		c.privileged = true
		g.truth.Cases.PrivilegedCalls++
	}
}

func (g *generator) countCase(c *caseFile) {
	if !c.known {
		return
	}
	t := &g.truth.Cases
	t.Count++
	t.ByOpened[c.openedHow]++
	if c.privileged {
		t.Privileged++
	}
	if c.resolved {
		t.Resolved++
	}
}

// updateOnly: a case that only EventBridge tells of.
func (g *generator) updateOnly(at int64) {
	account := accountID(g.anyAccount())
	at = g.opening(at)
	if at >= g.end {
		return
	}
	g.cases = append(g.cases, seenCase{account: account, id: g.caseID(account), opened: at})
	g.follow(&g.cases[len(g.cases)-1], at)
}

// follow: EventBridge tells how a case goes on.
func (g *generator) follow(c *seenCase, at int64) {
	if !g.update(c, at, "CreateCase", "") {
		return
	}
	if chance(g.r, 0.3) {
		g.update(c, at+30, "AddCommunicationToCase", "CUSTOMER")
	}
	for range g.r.IntN(3) {
		at += 60 + int64(lognormal(g.r, 1500, 1.2))
		if g.update(c, at, "AddCommunicationToCase", "AWS") && c.reply == 0 {
			c.reply = at
		}
	}
	g.update(c, at+3*hour, "ResolveCase", "")
}

// update writes one event of EventBridge, some twice, and reports whether it is
// before the end.
func (g *generator) update(c *seenCase, at int64, event, origin string) bool {
	if at >= g.end {
		return false
	}
	communication := ""
	if origin != "" {
		communication = "ekko:us-east-1:" + uuid(g.r)
	}
	line := fmt.Sprintf(`{"version":"0","id":"%s","detail-type":"Support Case Update","source":"aws.support","account":"%s","time":"%s","region":"us-east-1","resources":[],`+
		`"detail":{"case-id":"%s","display-id":"%d","communication-id":"%s","event-name":"%s","origin":"%s"}}`,
		uuid(g.r), c.account, stamp(at), c.id, 1_000_000_000+g.r.IntN(900_000_000), communication, event, origin)
	d := g.dayOf(at)
	g.updates[d] = append(g.updates[d], line)
	if chance(g.r, 0.03) {
		g.updates[d] = append(g.updates[d], line)
	}
	return true
}
