package awsio

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// A Policy is an IAM policy document.
type Policy struct {
	Version   string
	Statement []Statement
}

// A Statement is one statement of a Policy.
type Statement struct {
	Sid      string
	Effect   string
	Action   []string
	Resource []string
	// Condition is who or what it is about beyond that; nil for all.
	Condition Conditions `json:",omitempty"`
}

// Conditions are the values of keys, by operator and key.
type Conditions map[string]map[string]string

// Permissions is the least that must be allowed to whoever runs hotline with
// these options; empty statements are left out.
func Permissions(partition string, o Options) Policy {
	return o.complete().policy(partition, map[Scope]string{Hub: "EnterAccounts", Above: "ReadOrganization", Account: "ReadAccount"})
}

// MemberPermissions is the least that must be allowed to the role by which an
// account is entered.
func MemberPermissions(partition string, o Options) Policy {
	return o.complete().policy(partition, map[Scope]string{Account: "ReadAccount"})
}

// longestSession is how many characters a session policy may have.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const longestSession = 2048

// SessionPolicy narrows a session in an account to what is done there: the role
// may be allowed more. It is as short as it can be. What is only read is named
// by its actions; what is changed, by all that MemberPermissions says, unless
// that is too long.
func SessionPolicy(partition string, o Options) string {
	p := MemberPermissions(partition, o)
	if o.Purpose != Reading {
		if text := p.short(); len(text) <= longestSession {
			return text
		}
	}
	var actions []string
	for _, s := range p.Statement {
		actions = append(actions, s.Action...)
	}
	slices.Sort(actions)
	return Policy{p.Version, []Statement{{Effect: "Allow", Action: slices.Compact(actions), Resource: []string{"*"}}}}.short()
}

// short is the policy as text, without what it can do without.
func (p Policy) short() string {
	type statement struct {
		Effect    string
		Action    any
		Resource  any
		Condition Conditions `json:",omitempty"`
	}
	one := func(list []string) any {
		if len(list) == 1 {
			return list[0]
		}
		return list
	}
	var statements []statement
	for _, s := range p.Statement {
		statements = append(statements, statement{s.Effect, one(s.Action), one(s.Resource), s.Condition})
	}
	text, _ := json.Marshal(map[string]any{"Version": p.Version, "Statement": statements}) // strings: always encodable
	return string(text)
}

// A permission is an action that must be allowed on some resources.
type permission struct {
	sid, action string
	resources   []string
	condition   Conditions
}

// merge appends what is not in a list yet.
func merge(list, more []string) []string {
	for _, text := range more {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// policy gathers what the calls of some scopes need, one statement for each
// resource and condition. Of the actions on single users, groups and roles each
// goes with resources of its own kind only: they share a statement, which says
// the same in fewer characters.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
func (o Options) policy(partition string, scopes map[Scope]string) Policy {
	out := Policy{Version: "2012-10-17"}
	at := map[string]int{} // the statement for what is the same
	for _, c := range Calls() {
		sid := scopes[c.Scope]
		if sid == "" || !o.makes(c) {
			continue
		}
		for _, p := range o.permissions(c, sid, partition) {
			key := fmt.Sprint(p.sid, p.condition) // maps are printed in order
			if o.Purpose == Reading || o.Purpose == Measure {
				key += fmt.Sprint(p.resources)
			}
			i, ok := at[key]
			if !ok {
				i = len(out.Statement)
				at[key] = i
				out.Statement = append(out.Statement, Statement{Sid: p.sid, Effect: "Allow", Condition: p.condition})
			}
			s := &out.Statement[i]
			s.Action, s.Resource = append(s.Action, p.action), merge(s.Resource, p.resources)
		}
	}
	named := map[string]int{}
	for i := range out.Statement {
		s := &out.Statement[i]
		slices.Sort(s.Action)
		s.Action = slices.Compact(s.Action)
		sid := s.Sid
		if named[sid]++; named[sid] > 1 {
			s.Sid += strconv.Itoa(named[sid]) // each is used once
		}
	}
	return out
}

// permissions is what must be allowed for a call.
func (o Options) permissions(c *Call, sid, partition string) []permission {
	if c.Sid != "" {
		sid = c.Sid
	}
	if c.allows != nil {
		return c.allows(o, partition)
	}
	var out []permission
	for _, action := range c.Needs() {
		p := permission{sid: sid, action: action, resources: o.resources(c.Resource, partition)}
		switch {
		case c.Resource == "" && c.Grants != "":
			continue
		case action == passRole:
			p.sid, p.resources = "PassSupportRole", o.resources(supportRole, partition)
		case action == c.Name && c.when != nil:
			p.condition = c.when(o, partition)
		}
		out = append(out, p)
	}
	if resources := o.grantees(c.Grants, partition); len(resources) > 0 {
		out = append(out, permission{sid: "GrantAssumeRole", action: c.Name, resources: resources})
	}
	return out
}
