package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"hotline/internal/traildata"
)

// An event is what the plain way needs of a record.
type event struct {
	EventSource   string `json:"eventSource"`
	EventName     string `json:"eventName"`
	EventType     string `json:"eventType"`
	EventID       string `json:"eventID"`
	SharedEventID string `json:"sharedEventID"`
	ErrorCode     string `json:"errorCode"`
	ErrorMessage  string `json:"errorMessage"`
	UserIdentity  struct {
		Type           string `json:"type"`
		ARN            string `json:"arn"`
		AccessKeyID    string `json:"accessKeyId"`
		InvokedBy      string `json:"invokedBy"`
		SessionContext struct {
			SessionIssuer struct {
				ARN string `json:"arn"`
			} `json:"sessionIssuer"`
		} `json:"sessionContext"`
	} `json:"userIdentity"`
	RequestParameters struct {
		RoleARN   string `json:"roleArn"`
		RoleName  string `json:"roleName"`
		PolicyARN string `json:"policyArn"`
		Name      string `json:"name"`
		Rule      string `json:"rule"`
	} `json:"requestParameters"`
	Addendum struct {
		Reason          string `json:"reason"`
		OriginalEventID string `json:"originalEventID"`
	} `json:"addendum"`
}

// A counter counts the plain way: every event is parsed by encoding/json.
type counter struct {
	scope    traildata.Scope
	resource *regexp.Regexp
	policies *regexp.Regexp
	rules    *regexp.Regexp
	mu       sync.Mutex
	seen     map[[2]string]bool
	answer   counters
}

func newCounter(s traildata.Scope) *counter {
	return &counter{scope: s, seen: map[[2]string]bool{}, resource: regexp.MustCompile(`resource: (arn:[^ ]*:role/[^ ]*)`),
		policies: regexp.MustCompile("^" + pattern(s.Policies) + "$"), rules: regexp.MustCompile("^" + pattern(s.EventRules) + "$")}
}

// pattern is the regular expression of globs in which only the star is special.
func pattern(globs []string) string {
	var all []string
	for _, g := range globs {
		all = append(all, strings.ReplaceAll(regexp.QuoteMeta(g), `\*`, ".*"))
	}
	return "(" + strings.Join(all, "|") + ")"
}

// naive counts in the logs of a list, and prints the counters.
func naive(list string, s traildata.Scope) error {
	c, err := count(list, s)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(c)
}

func count(list string, s traildata.Scope) (counters, error) {
	paths, err := readList(list)
	if err != nil {
		return counters{}, err
	}
	c := newCounter(s)
	err = eachFile(paths, func() func(string) error { return c.file })
	return c.answer, err
}

func (c *counter) file(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	gz, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(gz)
	if err != nil {
		return err
	}
	var log struct{ Records []event }
	if err := json.Unmarshal(data, &log); err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	for i := range log.Records {
		c.event(&log.Records[i])
	}
	return nil
}

// event counts a record for every counter that it is of.
func (c *counter) event(e *event) {
	source, _ := strings.CutSuffix(e.EventSource, ".amazonaws.com")
	role := c.byRole(e)
	if role && e.UserIdentity.AccessKeyID != "" && (strings.HasPrefix(source, "support") || source == "trustedadvisor") {
		c.add(e, "role_support")
	}
	switch {
	case source == "sts" && slices.Contains([]string{"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"}, e.EventName):
		if c.assumed(e) {
			c.add(e, map[bool]string{true: "assumed_ok", false: "assumed_denied"}[e.ErrorCode == ""])
		}
	case source == "support" && e.EventName == "CreateCase":
		by := e.UserIdentity.InvokedBy
		switch {
		case e.EventType == "AwsServiceEvent" || by != "" && by != "signin.amazonaws.com":
			c.add(e, "opened_other")
		case e.UserIdentity.Type == "Root":
			c.add(e, "opened_root")
		case role:
			c.add(e, "opened_role")
		default:
			c.add(e, "opened_other")
		}
	case c.tampers(source, e):
		c.add(e, "tampering")
	}
}

func (c *counter) byRole(e *event) bool {
	return strings.HasSuffix(e.UserIdentity.SessionContext.SessionIssuer.ARN, "/"+c.scope.Role) ||
		strings.Contains(e.UserIdentity.ARN, ":assumed-role/"+c.scope.Role+"/")
}

func (c *counter) assumed(e *event) bool {
	arn := e.RequestParameters.RoleARN
	if m := c.resource.FindStringSubmatch(e.ErrorMessage); arn == "" && m != nil {
		arn = m[1]
	}
	return path.Base(arn) == c.scope.Role
}

func (c *counter) tampers(source string, e *event) bool {
	p := &e.RequestParameters
	switch source {
	case "iam":
		switch e.EventName {
		case "DeleteRole", "UpdateRole", "TagRole", "UntagRole", "UpdateAssumeRolePolicy", "PutRolePermissionsBoundary",
			"DeleteRolePermissionsBoundary", "AttachRolePolicy", "DetachRolePolicy", "PutRolePolicy", "DeleteRolePolicy":
			return p.RoleName == c.scope.Role
		case "CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "DeletePolicy":
			return c.policies.MatchString(p.PolicyARN)
		}
	case "organizations":
		return slices.Contains([]string{"AttachPolicy", "DetachPolicy", "CreatePolicy", "UpdatePolicy", "DeletePolicy", "DisablePolicyType", "EnablePolicyType"}, e.EventName)
	case "cloudtrail":
		return slices.Contains([]string{"StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"}, e.EventName)
	case "events":
		return slices.Contains([]string{"DeleteRule", "DisableRule", "PutRule", "RemoveTargets", "PutTargets"}, e.EventName) && c.rules.MatchString(p.Name+p.Rule)
	}
	return false
}

// add counts a call once, however many records there are of it.
func (c *counter) add(e *event, counter string) {
	id := e.EventID
	switch {
	case e.SharedEventID != "":
		id = e.SharedEventID
	case e.Addendum.Reason == "UPDATED_DATA":
		id = e.Addendum.OriginalEventID
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if key := [2]string{counter, id}; !c.seen[key] {
		c.seen[key] = true
		*c.answer.of(counter)++
	}
}
