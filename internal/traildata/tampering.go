package traildata

import "strings"

// A tamper is a call that changes the support role or what watches it. In the
// request ROLE is the name of the support role, and ACCOUNT the account.
type tamper struct {
	kind, source, event, request string
}

func tampers() []tamper {
	const document = `"policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"`
	const policy = `"policyArn":"arn:aws:iam::ACCOUNT:policy/hotline-support-access"`
	return []tamper{
		{"role", "iam", "DeleteRole", `{"roleName":"ROLE"}`},
		{"role", "iam", "UpdateRole", `{"roleName":"ROLE","maxSessionDuration":43200}`},
		{"role", "iam", "TagRole", `{"roleName":"ROLE","tags":[{"key":"owner","value":"me"}]}`},
		{"role", "iam", "UntagRole", `{"roleName":"ROLE","tagKeys":["owner"]}`},
		{"trust", "iam", "UpdateAssumeRolePolicy", `{"roleName":"ROLE",` + document + `}`},
		{"boundary", "iam", "PutRolePermissionsBoundary", `{"roleName":"ROLE","permissionsBoundary":"arn:aws:iam::aws:policy/ReadOnlyAccess"}`},
		{"boundary", "iam", "DeleteRolePermissionsBoundary", `{"roleName":"ROLE"}`},
		{"policy", "iam", "AttachRolePolicy", `{"roleName":"ROLE","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}`},
		{"policy", "iam", "DetachRolePolicy", `{"roleName":"ROLE","policyArn":"arn:aws:iam::aws:policy/AWSSupportAccess"}`},
		{"policy", "iam", "PutRolePolicy", `{"roleName":"ROLE","policyName":"more",` + document + `}`},
		{"policy", "iam", "DeleteRolePolicy", `{"roleName":"ROLE","policyName":"more"}`},
		{"policy", "iam", "CreatePolicyVersion", `{` + policy + `,` + document + `,"setAsDefault":true}`},
		{"policy", "iam", "SetDefaultPolicyVersion", `{` + policy + `,"versionId":"v1"}`},
		{"policy", "iam", "DeletePolicyVersion", `{` + policy + `,"versionId":"v1"}`},
		{"policy", "iam", "DeletePolicy", `{` + policy + `}`},
		{"scp", "organizations", "AttachPolicy", `{"policyId":"p-12345678","targetId":"ou-ab12-cdefghij"}`},
		{"scp", "organizations", "DetachPolicy", `{"policyId":"p-12345678","targetId":"ou-ab12-cdefghij"}`},
		{"scp", "organizations", "CreatePolicy", `{"name":"guard","type":"SERVICE_CONTROL_POLICY","description":""}`},
		{"scp", "organizations", "UpdatePolicy", `{"policyId":"p-12345678"}`},
		{"scp", "organizations", "DeletePolicy", `{"policyId":"p-12345678"}`},
		{"scp", "organizations", "DisablePolicyType", `{"rootId":"r-ab12","policyType":"SERVICE_CONTROL_POLICY"}`},
		{"scp", "organizations", "EnablePolicyType", `{"rootId":"r-ab12","policyType":"SERVICE_CONTROL_POLICY"}`},
		{"trail", "cloudtrail", "StopLogging", `{"name":"organization"}`},
		{"trail", "cloudtrail", "StopLogging", `{"name":"arn:aws:cloudtrail:us-east-1:ACCOUNT:trail/organization"}`},
		{"trail", "cloudtrail", "DeleteTrail", `{"name":"organization"}`},
		{"trail", "cloudtrail", "UpdateTrail", `{"name":"organization","isMultiRegionTrail":false}`},
		{"trail", "cloudtrail", "PutEventSelectors", `{"trailName":"organization","eventSelectors":[{"readWriteType":"WriteOnly","includeManagementEvents":false}]}`},
		{"event rule", "events", "DeleteRule", `{"name":"hotline-case-updates","force":false}`},
		{"event rule", "events", "DisableRule", `{"name":"hotline-case-updates"}`},
		{"event rule", "events", "PutRule", `{"name":"hotline-case-updates","state":"DISABLED"}`},
		{"event rule", "events", "RemoveTargets", `{"rule":"hotline-case-updates","ids":["1"]}`},
		{"event rule", "events", "PutTargets", `{"rule":"team-hotline","targets":[{"id":"1","arn":"arn:aws:sns:us-east-1:ACCOUNT:nobody"}]}`},
	}
}

// tampering: somebody changes the support role, its policies, or what watches it.
func (g *generator) tampering(at int64) {
	target := g.anyAccount()
	account := accountID(target)
	t := pick(g.r, tampers()...)
	var s *session
	var a actor
	switch g.r.IntN(8) {
	case 0:
		a = root(g.r, account)
		a.invokedBy = "signin.amazonaws.com"
	case 1, 2:
		a = administrator(g.r, account)
	case 3:
		a = role(g.r, account, "/", "stacksets-exec-"+random(g.r, hexDigits, 16), "other")
		a.invokedBy = "cloudformation.amazonaws.com"
	case 4:
		a = role(g.r, account, "/", "support-automation", "declared")
	case 5:
		s = &session{actor: role(g.r, account, rolePath(target), g.o.Role, "role")}
		a = s.actor
	default:
		a = user(g.r, account, "temp-admin")
	}
	failed := chance(g.r, 0.35)
	e := newRecord(g.r, a, account, at, t.source, t.event)
	e.request = strings.NewReplacer("ROLE", g.o.Role, "ACCOUNT", account).Replace(t.request)
	if failed {
		g.refuse(&e, a, t)
	}
	// What the first record says may be corrected later.
	corrected := e
	if s == nil && !failed && chance(g.r, 0.15) {
		corrected.code, corrected.message = "InternalFailure", "An internal error occurred"
	}
	if !g.call(s, e) {
		return
	}
	if corrected.code != e.code && g.replace(e, corrected, "errorCode,errorMessage") {
		failed = true
	}
	g.truth.Tampering[t.kind+" "+outcome(failed)]++
	g.truth.TamperingBy[t.kind+" "+a.how+" "+outcome(failed)]++
}

func (g *generator) refuse(e *record, a actor, t tamper) {
	if t.kind == "trail" && chance(g.r, 0.5) {
		e.code, e.message = "TrailNotFoundException", "Unknown trail: organization for the user: "+e.account
		return
	}
	e.code = "AccessDenied"
	e.message = "User: " + a.calledAs() + " is not authorized to perform: " + t.source + ":" + t.event + " with an explicit deny in a service control policy"
}

// lookalike: what has something of a hit, and is none.
func (g *generator) lookalike(at int64) {
	account := accountID(g.anyAccount())
	a := pick(g.r, user(g.r, account, "temp-admin"), administrator(g.r, account))
	old := g.o.Role + "-old"
	switch g.r.IntN(9) {
	case 0:
		e := newRecord(g.r, a, account, at, "sts", "AssumeRole")
		e.request = `{"roleArn":"arn:aws:iam::` + account + `:role/` + old + `","roleSessionName":"x"}`
		g.emit(e)
	case 1:
		e := newRecord(g.r, a, account, at, "sts", "AssumeRole")
		e.code, e.message = "AccessDenied", "User: "+a.calledAs()+" is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::"+account+":role/"+old
		g.emit(e)
	case 2:
		e := newRecord(g.r, role(g.r, account, "/", old, "other"), account, at, "ec2", "DescribeInstances")
		g.emit(e)
	case 3:
		watcher := role(g.r, account, "/aws-service-role/support.amazonaws.com/", "AWSServiceRoleForSupport", "service")
		watcher.agent, watcher.ip, watcher.invokedBy = "support.amazonaws.com", "support.amazonaws.com", "support.amazonaws.com"
		g.emit(newRecord(g.r, watcher, account, at, "ec2", "DescribeInstances"))
	case 4:
		e := newRecord(g.r, a, account, at, "ec2", "CreateTags")
		e.request = `{"resourcesSet":{"items":[{"resourceId":"i-0123456789abcdef0"}]},"tagSet":{"items":[{"key":"role","value":"` + g.o.Role + `"}]}}`
		g.emit(e)
	case 5:
		e := newRecord(g.r, a, account, at, "iam", "PutRolePolicy")
		e.request = `{"roleName":"ci-deploy","policyName":"p","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Resource\":\"arn:aws:iam::*:role/` + g.o.Role + `\"}]}"}`
		g.emit(e)
	case 6:
		e := newRecord(g.r, a, account, at, "iam", pick(g.r, "UpdateAssumeRolePolicy", "GetRole", "DeleteRole"))
		e.request = `{"roleName":"` + old + `"}`
		g.emit(e)
	case 7:
		e := newRecord(g.r, a, account, at, "events", pick(g.r, "PutRule", "DescribeRule"))
		e.request = `{"name":"nightly-report"}`
		g.emit(e)
	default:
		e := newRecord(g.r, a, account, at, "support", "DescribeCases")
		e.request = `{"caseIdList":["` + g.caseID(account) + `"]}`
		g.emit(e)
	}
}
