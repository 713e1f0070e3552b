package configfile

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"hotline/desired"
)

// A Draft is a hotline.yaml that is to be written for a person to go on with.
type Draft struct {
	Role   desired.Role
	People desired.People
	// Why says of keys, as name and people, why they are as they are.
	Why map[string]string
	// Seen is what else a person should know.
	Seen []string
}

// NewDraft is what a draft is where nothing is known.
func NewDraft() *Draft {
	return &Draft{
		Role: desired.Role{Name: "aws-support", Path: "/", Description: "Opens and manages cases with AWS Support", Session: time.Hour},
		Why:  map[string]string{"name": "a name that says what it is for", "session": "the least that IAM takes"},
	}
}

// Text is the file. It is in order where names and ids are: Read says so.
func (d *Draft) Text() string {
	w := &yamlWriter{}
	w.comment(0, "The support role as it is wanted in every account. What each key means is in\ndocs/reference/config.md, and hotline config check says whether all is in order.")
	w.line(0, "version: 1\n")
	w.line(0, "role:")
	w.comment(1, d.Why["name"])
	w.line(1, "name: "+scalar(d.Role.Name))
	if d.Role.Path != "/" {
		w.line(1, "path: "+scalar(d.Role.Path))
	}
	w.line(1, "description: "+scalar(d.Role.Description))
	w.comment(1, d.Why["session"])
	w.line(1, "session: "+duration(d.Role.Session))
	if len(d.Role.Tags) > 0 {
		w.comment(1, d.Why["tags"])
		w.line(1, "tags:")
		for _, t := range d.Role.Tags {
			w.line(2, scalar(t.Key)+": "+scalar(t.Value))
		}
	}
	w.line(0, "")
	w.comment(0, "AWSSupportAccess: the benchmarks ask for it by name.")
	w.line(0, "policy: aws-managed\n")
	w.line(0, "trust:\n  people:")
	d.people(w)
	for _, seen := range d.Seen {
		w.comment(1, seen)
	}
	w.line(0, "")
	w.comment(0, "In all accounts of the organization. Name accounts or units to begin with some, or\nexclude some: sandboxes, say.")
	w.line(0, "scope:\n  exclude: []\n")
	w.comment(0, "What is there stays as it is, until you have looked at it: other roles with\nAWSSupportAccess can be adopted or removed, and what else the role is allowed.")
	w.line(0, "found:\n  roles: leave\n  attachments: leave\n  extras: leave")
	return w.out.String()
}

// people writes who may assume the role.
func (d *Draft) people(w *yamlWriter) {
	p := d.People
	w.comment(2, d.Why["people"])
	w.line(2, "- account: "+scalar(p.Account))
	list := func(key string, names []string) {
		if len(names) == 0 {
			return
		}
		w.line(3, key+":")
		for _, name := range names {
			w.line(4, "- "+scalar(name))
		}
	}
	list("roles", p.Roles)
	list("permission_sets", p.PermissionSets)
	list("users", p.Users)
	if p.MFA {
		w.comment(3, "Users can show a second factor, and sessions of roles and permission sets never can.")
		w.line(3, "mfa: true")
	}
	if p.Organization != "" {
		w.comment(3, d.Why["organization"])
		w.line(3, "organization: "+scalar(p.Organization))
	}
}

// A yamlWriter writes lines, indented by two spaces a level.
type yamlWriter struct{ out strings.Builder }

func (w *yamlWriter) line(level int, text string) {
	w.out.WriteString(strings.Repeat("  ", level) + text + "\n")
}

func (w *yamlWriter) comment(level int, text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		w.line(level, "# "+line)
	}
}

// scalar is a text as a value: plain where every reader of YAML takes it for
// text, and otherwise in quotes, as in JSON.
func scalar(s string) string {
	if regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./ -]*$`).MatchString(s) && !strings.HasSuffix(s, " ") &&
		!regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|null|y|n|nan|inf)$`).MatchString(s) {
		return s
	}
	text, _ := json.Marshal(s) // a string: always encodable
	return string(text)
}

// duration is a time as the file has it: 1h30m.
func duration(d time.Duration) string {
	text := ""
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := d / unit.length; n > 0 {
			text += fmt.Sprintf("%d%s", n, unit.name)
			d -= n * unit.length
		}
	}
	return text
}
