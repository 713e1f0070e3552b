package traildata

import (
	"fmt"
	"strings"
)

// A story is something that happens, told in a few records.
type story struct {
	weight int
	tell   func(g *generator, at int64)
}

func stories() []story {
	return []story{
		{30, (*generator).assumption},
		{12, (*generator).oldSession},
		{7, (*generator).otherCase},
		{3, (*generator).updateOnly},
		{9, (*generator).tampering},
		{14, (*generator).lookalike},
		{5, (*generator).incident},
	}
}

// A caller is somebody who assumes the support role, and what the measures know
// about that.
type caller struct {
	actor
	event   string // AssumeRole or one of its kin
	trusted string
	foreign bool // not of the organization: only the owner of the role has a record
}

// caller draws who assumes the support role of an account.
func (g *generator) caller(target int) caller {
	own, other := accountID(target), accountID(g.anyAccount())
	switch g.r.IntN(12) {
	case 0, 1, 2:
		return caller{actor: user(g.r, accountID(0), "responder-"+person(g.r)), event: "AssumeRole", trusted: "yes"}
	case 3, 4, 5:
		return caller{actor: sso(g.r, pick(g.r, own, other), "SupportEngineer", "other"), event: "AssumeRole", trusted: "yes"}
	case 6, 7:
		return caller{actor: role(g.r, pick(g.r, own, other), "/", "incident-responder", "other"), event: "AssumeRole", trusted: "yes"}
	case 8:
		return caller{actor: user(g.r, pick(g.r, own, other), "temp-admin"), event: "AssumeRole", trusted: "no"}
	case 9:
		return caller{actor: role(g.r, pick(g.r, own, other), "/", "ci-deploy", "other"), event: "AssumeRole", trusted: "no"}
	case 10:
		a := user(g.r, own, "")
		a.kind = pick(g.r, aSAML, aWeb)
		return caller{actor: a, event: map[actorKind]string{aSAML: "AssumeRoleWithSAML", aWeb: "AssumeRoleWithWebIdentity"}[a.kind]}
	default:
		return caller{actor: role(g.r, "999900001111", "/", "partner", "other"), event: "AssumeRole", foreign: true}
	}
}

// assumption: somebody assumes the support role, and mostly uses it.
func (g *generator) assumption(at int64) { g.assume(at, g.anyAccount()) }

// assume returns the session, or nil where there is none.
func (g *generator) assume(at int64, target int) *session {
	c := g.caller(target)
	failed := c.arn() != "" && !c.foreign && chance(g.r, 0.15)
	key := "ASIA" + random(g.r, upper32, 16)
	e := newRecord(g.r, c.actor, c.account, at, "sts", c.event)
	e.readOnly = true
	if other := g.plan.anyRegion(g.r, g.dayOf(min(at, g.end-1)), c.account); chance(g.r, 0.4) {
		e.region = other
	}
	serial := c.event == "AssumeRole" && !failed && chance(g.r, 0.3)
	if failed {
		e.code = "AccessDenied"
		e.message = "User: " + c.calledAs() + " is not authorized to perform: sts:AssumeRole on resource: " + g.roleARN(target) +
			pick(g.r, "", " with an explicit deny in a service control policy", " because no identity-based policy allows the sts:AssumeRole action")
	} else {
		g.grant(&e, c, target, key, serial)
	}
	if !g.deliverAssumption(c, e, target, failed) {
		return nil
	}
	g.countAssumption(c, target, at, failed, serial)
	if failed {
		return nil
	}
	s := &session{actor: role(g.r, accountID(target), rolePath(target), g.o.Role, "role")}
	s.key, s.session, s.sourceID, s.mfa = key, c.session, c.sourceID, c.mfa
	if s.mfa == "" {
		s.mfa = "false"
	}
	if chance(g.r, 0.85) {
		g.use(s, at)
	}
	return s
}

// deliverAssumption delivers the copy of the caller and, of what succeeded across
// accounts, that of the owner of the role, and reports whether they are in.
func (g *generator) deliverAssumption(c caller, e record, target int, failed bool) bool {
	own := accountID(target)
	cross := c.account != own && !failed
	if cross {
		e.shared = uuid(g.r)
	}
	if !c.foreign && !g.emit(e) {
		return false
	}
	if !cross {
		return true
	}
	seen := c.actor
	seen.kind = aForeign
	e.identity, e.account, e.id = seen.identity(), own, uuid(g.r)
	return g.emit(e)
}

// grant fills in what is asked for and what is given.
func (g *generator) grant(e *record, c caller, target int, key string, serial bool) {
	arn, name := g.roleARN(target), strings.ReplaceAll(c.session, "@", pick(g.r, "@", `ticket\u003d`))
	extra := ""
	if serial {
		extra += `,"serialNumber":"arn:aws:iam::` + c.account + `:mfa/` + c.name + `"`
	}
	if c.sourceID != "" {
		extra += `,"sourceIdentity":"` + c.sourceID + `"`
	} else if chance(g.r, 0.3) {
		extra += `,"sourceIdentity":"` + person(g.r) + `"`
	}
	if c.kind == aSAML {
		extra += `,"principalArn":"arn:aws:iam::` + c.account + `:saml-provider/directory"`
	}
	e.request = fmt.Sprintf(`{"roleArn":"%s","roleSessionName":"%s","durationSeconds":3600%s}`, arn, name, extra)
	e.reply = fmt.Sprintf(`{"credentials":{"accessKeyId":"%s","sessionToken":"%s","expiration":"Apr 2, 2026, 1:09:47 PM"},"assumedRoleUser":{"assumedRoleId":"AROA%s:%s","arn":"arn:aws:sts::%s:assumed-role/%s/%s"}}`,
		key, random(g.r, base64, 480), random(g.r, upper32, 17), name, accountID(target), g.o.Role, name)
	e.resources = fmt.Sprintf(`[{"accountId":"%s","type":"AWS::IAM::Role","ARN":"%s"}]`, accountID(target), arn)
}

func (g *generator) countAssumption(c caller, target int, at int64, failed, serial bool) {
	t := &g.truth.Assumptions
	t.add(failed)
	for key, by := range map[string]map[string]*Outcomes{accountID(target): t.ByAccount, month(at): t.ByMonth} {
		if by[key] == nil {
			by[key] = &Outcomes{}
		}
		by[key].add(failed)
	}
	federated := c.event != "AssumeRole" || c.sso() && !c.foreign
	mfa := c.mfa == "true" && (c.kind == aRole || c.kind == aUser) && !c.foreign
	t.ByTrusted[c.trusted]++
	t.ByFederated[yesNo(federated)]++
	switch {
	case serial || mfa:
		t.ByMFA["yes"]++
	case federated || c.foreign: // the copy of the owner does not tell
		t.ByMFA["unknown"]++
	default:
		t.ByMFA["no"]++
	}
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// oldSession: a session of the support role whose assumption is not in the logs.
func (g *generator) oldSession(at int64) {
	target := g.anyAccount()
	s := &session{actor: role(g.r, accountID(target), rolePath(target), g.o.Role, "role")}
	s.bare = chance(g.r, 0.1)
	g.use(s, at)
}

// use: what a session of the support role does within its hour.
func (g *generator) use(s *session, at int64) {
	for range 1 + g.r.IntN(7) {
		at += g.r.Int64N(400)
		switch {
		case chance(g.r, 0.12):
			g.caseStory(s.actor, s, at)
		case chance(g.r, 0.75):
			g.look(s, at)
		default:
			g.wander(s, at)
		}
	}
}

// look: the session reads from Support or its kin.
func (g *generator) look(s *session, at int64) {
	source := pick(g.r, "support", "support", "support", "support-console", "supportapp", "supportplans", "support-subscription", "supportauthz", "trustedadvisor")
	name := pick(g.r, "DescribeCases", "DescribeCommunications", "DescribeServices", "DescribeSeverityLevels", "GetSupportPlan", "DescribeTrustedAdvisorChecks")
	e := newRecord(g.r, s.actor, s.account, at, source, name)
	e.readOnly = true
	e.request = `{"includeResolvedCases":true,"language":"en","maxResults":100}`
	if chance(g.r, 0.08) {
		g.deny(&e, s.actor, source+":"+name)
	}
	g.call(s, e)
}

// wander: the session does or tries something that is not Support.
func (g *generator) wander(s *session, at int64) {
	kind := pick(g.r, [2]string{"sts", "GetCallerIdentity"}, [2]string{"ec2", "DescribeInstances"}, [2]string{"s3", "ListBuckets"},
		[2]string{"iam", "ListUsers"}, [2]string{"secretsmanager", "GetSecretValue"}, [2]string{"organizations", "DescribeOrganization"})
	e := newRecord(g.r, s.actor, s.account, at, kind[0], kind[1])
	e.readOnly = true
	if kind[0] != "sts" && chance(g.r, 0.5) {
		g.deny(&e, s.actor, kind[0]+":"+kind[1])
	}
	g.call(s, e)
}

// deny turns a record into one of a call that was denied.
func (g *generator) deny(e *record, a actor, action string) {
	e.code = pick(g.r, "AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation")
	e.message = "User: " + a.calledAs() + " is not authorized to perform: " + action + pick(g.r, "", " with an explicit deny in a service control policy")
	e.request, e.reply = "", ""
}
