package snapfile

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"hotline/org"
	"hotline/policy"
)

// The bounds of what is read of the errors of one file.
const (
	maxErrorText = 64 << 10
	maxErrors    = 20
)

// A failure is what a call said when it failed.
type failure struct {
	gap            org.Gap
	ofOrganization bool     // the call is about the organization
	about          []string // the ids in the name of the file
}

// An operation is a call whose answer is read.
type operation struct {
	name    string
	service string
	hidden  org.Parts // what is not known of an account without it
}

// operationOf finds an operation by its name. The names that services share
// are those of the service that is asked for a snapshot.
func operationOf(name string) operation {
	switch name {
	case "GetAccountAuthorizationDetails":
		return operation{name, "iam", org.AllParts}
	case "GetAccountSummary":
		return operation{name, "iam", org.Summary}
	case "GetCredentialReport", "GenerateCredentialReport":
		return operation{name, "iam", org.Credentials}
	case "ListEntitiesForPolicy":
		return operation{name, "iam", org.AllParts}
	case "ListRoles", "GetRole", "GetPolicy", "GetPolicyVersion":
		return operation{name, "iam", 0}
	case "AssumeRole", "GetCallerIdentity":
		return operation{name, "sts", org.AllParts | org.Summary | org.Credentials}
	case "DescribeOrganization", "DescribeAccount", "ListAccounts", "ListAccountsForParent", "ListRoots",
		"ListOrganizationalUnitsForParent", "DescribeOrganizationalUnit", "ListParents", "ListChildren",
		"ListPolicies", "ListPoliciesForTarget", "DescribePolicy", "ListTargetsForPolicy",
		"ListDelegatedAdministrators", "ListDelegatedServicesForAccount":
		return operation{name, "organizations", 0}
	case "ListInstances", "ListPermissionSets", "DescribePermissionSet", "ListManagedPoliciesInPermissionSet",
		"ListCustomerManagedPolicyReferencesInPermissionSet", "GetInlinePolicyForPermissionSet",
		"ListTagsForResource", "ListAccountsForProvisionedPermissionSet", "ListAccountAssignments",
		"ListAccountAssignmentsForPrincipal":
		return operation{name, "sso", 0}
	case "ListUsers", "ListGroups":
		return operation{name, "identitystore", 0}
	}
	return watchOperation(name)
}

// watchOperation finds an operation of the services that watch an account, and
// of AWS Support.
func watchOperation(name string) operation {
	services := map[string]string{"DescribeTrails": "cloudtrail", "ListRules": "events", "DescribeAlarms": "cloudwatch",
		"DescribeMetricFilters": "logs", "DescribeSeverityLevels": "support"}
	if service := services[name]; service != "" {
		return operation{name, service, 0}
	}
	return operation{}
}

// readFailures reads what calls printed when they failed:
//
//	An error occurred (CODE) when calling the NAME operation: MESSAGE
//
// Beneath it may stand what the CLI does not print: "request id: ID", and
// "permission: ACTION", which would mend it.
//
// Of other text the first line is taken, and the name of the file may say
// which call it was.
func readFailures(in input) ([]failure, error) {
	path := in.path
	f, err := os.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, maxErrorText))
	if err != nil {
		return nil, cause(err)
	}
	name := in.place()
	sentence := regexp.MustCompile(`An error occurred \(([A-Za-z0-9_.:-]{1,100})\) when calling the ([A-Za-z0-9]{1,100}) operation(?: \([^)]{0,80}\))?:(.*)`)
	permission := regexp.MustCompile(`to perform: ([a-z0-9-]+):([A-Za-z0-9]+)`)
	var out []failure
	for i, line := range strings.Split(string(data), "\n") {
		m := sentence.FindStringSubmatchIndex(line)
		if m == nil && out != nil {
			out[len(out)-1].addDetail(line)
		}
		if m == nil || len(out) == maxErrors {
			continue
		}
		code, call, message := line[m[2]:m[3]], line[m[4]:m[5]], line[m[6]:m[7]]
		op := operationOf(call)
		if p := permission.FindStringSubmatch(message); p != nil && p[2] == call {
			if op.service != p[1] {
				op.hidden = 0
			}
			op.service = p[1]
		}
		at := org.Location{File: path, At: policy.Position{Line: uint32(i) + 1, Column: uint32(m[0]) + 1}}
		out = append(out, newFailure(name, op, call, code, message, at))
	}
	if out == nil {
		out = otherFailure(name, path, string(data))
	}
	return out, nil
}

// addDetail takes what a line beneath an error says of it.
func (f *failure) addDetail(line string) {
	for _, d := range []struct{ key, words string }{{"request id: ", "request id"}, {"permission: ", "it needs"}} {
		if value, ok := strings.CutPrefix(line, d.key); ok {
			f.gap.Message += fmt.Sprintf(" (%s %s)", d.words, clean(value, 200))
		}
	}
}

func newFailure(name place, op operation, call, code, message string, at org.Location) failure {
	if op.service != "" {
		call = op.service + ":" + call
	}
	text := call + " failed"
	if code != "" {
		text += " with " + code
	}
	if message = clean(message, 300); message != "" {
		text += ": " + message
	}
	return failure{
		gap:            org.Gap{Kind: org.Incomplete, Missing: op.hidden, Location: at, Message: text, Call: call, Code: code},
		ofOrganization: op.service == "organizations" || op.service == "sso" || op.service == "identitystore",
		about:          []string{name.policy(), name.set(), name.target()},
	}
}

// otherFailure takes the first line of a text that AWS did not write: that
// there are no credentials, or no network.
func otherFailure(name place, path, text string) []failure {
	for i, line := range strings.Split(text, "\n") {
		message := clean(line, 300)
		if message == "" {
			continue
		}
		at := org.Location{File: path, At: policy.Position{Line: uint32(i) + 1, Column: 1}}
		if op := name.operation(); op.service != "" {
			return []failure{newFailure(name, op, op.name, "", message, at)}
		}
		return []failure{{gap: org.Gap{Kind: org.Incomplete, Location: at, Message: fmt.Sprintf("a call failed: %s", message)}}}
	}
	return nil
}

// operation is the call that the file, or a directory it lies in, is named by.
func (p place) operation() operation {
	for _, word := range append([]string{p.base}, p.folders...) {
		if op := operationOf(camel(word)); op.service != "" {
			return op
		}
	}
	return operation{}
}

// camel turns the name of a command of the AWS CLI into that of the operation.
func camel(command string) string {
	var out strings.Builder
	for _, word := range strings.Split(command, "-") {
		if word != "" {
			out.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return out.String()
}

// notInUse is the code that says that an account is in no organization: then
// nothing of one is missing.
const notInUse = "AWSOrganizationsNotInUseException"

func (o *organizer) addFailure(path string, fail failure) {
	if fail.gap.Code == notInUse {
		o.out.Notes = append(o.out.Notes, org.Note{Location: fail.gap.Location, Message: fail.gap.Message})
		return
	}
	o.source(path)
	o.failed = append(o.failed, fail)
	o.out.Gaps = append(o.out.Gaps, fail.gap)
}

// hasFailed reports whether a call about something is known to have failed.
func hasFailed(failed []failure, call, about string) bool {
	return slices.ContainsFunc(failed, func(f failure) bool { return f.gap.Call == call && slices.Contains(f.about, about) })
}
