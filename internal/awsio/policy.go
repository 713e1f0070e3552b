package awsio

import (
	"encoding/json"
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
}

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

// SessionPolicy narrows a session in an account to reading what is asked: the
// role may be allowed more. It is as short as it can be, since a session policy
// must not be longer than 2,048 characters.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func SessionPolicy(partition string, o Options) string {
	var actions []string
	for _, s := range MemberPermissions(partition, o).Statement {
		actions = append(actions, s.Action...)
	}
	slices.Sort(actions)
	text, _ := json.Marshal(map[string]any{ // strings: always encodable
		"Version":   "2012-10-17",
		"Statement": []any{map[string]any{"Effect": "Allow", "Action": slices.Compact(actions), "Resource": "*"}},
	})
	return string(text)
}

// policy gathers what the calls of some scopes need, one statement for each
// resource.
func (o Options) policy(partition string, scopes map[Scope]string) Policy {
	out := Policy{Version: "2012-10-17"}
	at := map[string]int{} // the statement for a resource
	for _, c := range Calls() {
		sid := scopes[c.Scope]
		if sid == "" || !o.makes(c) {
			continue
		}
		resource := "*"
		if c.Resource != "" {
			resource = o.fill(c.Resource, partition)
		}
		i, ok := at[sid+resource]
		if !ok {
			i = len(out.Statement)
			at[sid+resource] = i
			out.Statement = append(out.Statement, Statement{Sid: sid, Effect: "Allow", Resource: []string{resource}})
		}
		out.Statement[i].Action = append(out.Statement[i].Action, c.Needs()...)
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
