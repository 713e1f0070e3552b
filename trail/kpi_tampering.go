package trail

// tampering are the attempts to change a support role, its policies or its trust, the
// control policies of the organization, trails, and the rules that watch the role.
//
// The actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
// and those of CloudTrail, AWS Organizations and EventBridge beside it.
func (s Scope) tampering() *Relation {
	kinds := s.tampered()
	var conds []Cond
	var cases []when
	for _, k := range kinds {
		conds, cases = append(conds, k.cond), append(cases, when{k.cond, text(k.name)})
	}
	return &Relation{
		Name:  "tampering",
		Doc:   "Changes to the support role and to what guards and watches it, tried or done, one row a call.",
		where: anyOf(conds...),
		Columns: []Column{
			{Name: "time", Doc: "when", expr: field(EventTime)},
			{Name: "account", Doc: "where", expr: changedIn()},
			{Name: "kind", Doc: "what was changed: role, trust, boundary, policy, scp, trail or event rule", expr: choose(text(""), cases...)},
			{Name: "event", Doc: "the action", expr: field(Name)},
			{Name: "target", Doc: "the role, policy, trail or rule", expr: first(roleName(), policyARN(), field(RequestPolicyID), field(RequestRule), field(RequestName), field(RequestTrailName), refusedRule())},
			{Name: "actor", Doc: "who", expr: actor()},
			{Name: "how", Doc: "the kind of principal, as in case_calls", expr: s.how()},
			{Name: "outcome", Doc: "ok or denied", expr: outcome()},
			{Name: "error", Doc: "the error", expr: field(ErrorCode)},
			{Name: "ip", Doc: "the address that the call came from", expr: field(IP)},
		},
	}
}

// roleName is the name of the role that a call of IAM is about. A call that is denied
// may have no request parameters: then its error message names the role.
func roleName() Expr {
	return first(field(RequestRoleName), extract(field(ErrorMessage), `resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)`))
}

// policyARN is the ARN of the policy that a call of IAM is about, as for roleName.
func policyARN() Expr {
	return first(field(RequestPolicyARN), extract(field(ErrorMessage), `resource: (?:policy )?(arn:[^ ]*:policy/[^ ]*)`))
}

// refusedRule is the name of the rule that the error message of EventBridge names, with
// its bus or without.
func refusedRule() Expr {
	return extract(field(ErrorMessage), `resource: arn:[^: ]*:events:[^ ]*:rule/(?:[^ ]*/)?([^/ ]+)`)
}

// changedIn is the account of a change.
func changedIn() Expr { return first(field(Recipient), field(IdentityAccount)) }

// A tamper is a kind of change.
type tamper struct {
	name   string
	cond   Cond
	events []string
	global bool // whether the service is one of a partition, not of a Region
}

// tampered are the kinds of changes that matter.
func (s Scope) tampered() []tamper {
	kind := func(name, source string, what Cond, events ...string) tamper {
		return tamper{
			name:   name,
			cond:   all(is(Source, source+".amazonaws.com"), is(Name, events...), what),
			events: events,
			global: source == "iam" || source == "organizations",
		}
	}
	role := s.namesRole(roleName(), changedIn())
	rule := anyOf(matchesAny(field(RequestName), s.EventRules), matchesAny(field(RequestRule), s.EventRules), matchesAny(refusedRule(), s.EventRules))
	return []tamper{
		kind("role", "iam", role, "CreateRole", "DeleteRole", "UpdateRole", "UpdateRoleDescription", "TagRole", "UntagRole"),
		kind("trust", "iam", role, "UpdateAssumeRolePolicy"),
		kind("boundary", "iam", role, "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"),
		kind("policy", "iam", role, "AttachRolePolicy", "DetachRolePolicy", "PutRolePolicy", "DeleteRolePolicy"),
		kind("policy", "iam", matchesAny(policyARN(), s.Policies),
			"CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "DeletePolicy"),
		kind("scp", "organizations", always(),
			"AttachPolicy", "DetachPolicy", "CreatePolicy", "UpdatePolicy", "DeletePolicy", "DisablePolicyType", "EnablePolicyType", "MoveAccount"),
		kind("trail", "cloudtrail", always(), "StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"),
		kind("event rule", "events", rule, "DeleteRule", "DisableRule", "PutRule", "RemoveTargets", "PutTargets"),
	}
}
