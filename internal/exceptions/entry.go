package exceptions

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"hotline/check"
	"hotline/internal/strictyaml"
	"hotline/org"
	"hotline/policy"
)

// farAhead is how many days an exception may last without a note. A review once
// a year fits in.
const farAhead = 400

// readException reads one entry of the list.
func (r *reader) readException(n strictyaml.Node) {
	before := r.FaultCount()
	e := &check.Exception{Location: org.Location{File: r.file, At: n.At()}}
	found := map[string]bool{}
	for _, m := range r.Members(n, "an exception: rule, owner, reason and expires") {
		found[m.Key] = true
		set := r.field(e, m.Key)
		if set == nil {
			r.FaultAt(m.At, "unknown key "+strconv.Quote(m.Key)+check.Suggest(m.Key, keys())+"; expected "+strings.Join(keys(), ", "))
			continue
		}
		value, ok := text(m.Value)
		value = strings.TrimSpace(value)
		switch {
		case !ok:
			r.Fault(m.Value, "expected text for "+m.Key+", found "+m.Value.Kind())
		case value == "":
			r.Fault(m.Value, "expected text for "+m.Key+", found none")
		case strings.ContainsFunc(value, unicode.IsControl) && m.Key != "reason":
			r.Fault(m.Value, "expected one line for "+m.Key)
		default:
			if message := set(value); message != "" {
				r.Fault(m.Value, message)
			}
		}
	}
	for _, key := range []string{"rule", "owner", "reason", "expires"} {
		if !found[key] && n.Kind() == strictyaml.Mapping {
			r.FaultAt(e.Location.At, "expected "+key+": every exception has one")
		}
	}
	if r.FaultCount() == before {
		r.out = append(r.out, e)
		r.lookAhead(e)
	}
}

// text is the text that a node stands for, and whether it is one. A number is
// taken as it is written: an account id may begin with 0.
func text(n strictyaml.Node) (string, bool) {
	if number, ok := n.Integer(); ok {
		return number, true
	}
	return n.Text()
}

// keys are those that an exception may have.
func keys() []string { return []string{"rule", "account", "resource", "owner", "reason", "expires"} }

// field is what takes the value of a key, and says what is wrong with it; nil
// where an exception has no such key.
func (r *reader) field(e *check.Exception, key string) func(value string) string {
	keep := func(field *string) func(string) string {
		return func(value string) string {
			*field = strings.Join(strings.Fields(value), " ")
			return ""
		}
	}
	switch key {
	case "rule":
		return func(value string) string { return r.setRule(e, value) }
	case "account":
		return func(value string) string {
			if !isAccount(value) {
				return "expected an account id of twelve digits, or digits and * for account, found " + strconv.Quote(value)
			}
			e.Account = value
			return ""
		}
	case "resource":
		return func(value string) string { e.Resource = value; return "" }
	case "owner":
		return keep(&e.Owner)
	case "reason":
		return keep(&e.Reason)
	case "expires":
		return func(value string) string {
			day, err := time.Parse(time.DateOnly, value)
			if err != nil {
				return "expected a day as 2027-03-31 for expires, found " + strconv.Quote(value)
			}
			e.Expires = day.AddDate(0, 0, 1)
			return ""
		}
	}
	return nil
}

func (r *reader) setRule(e *check.Exception, name string) string {
	rule, err := check.FindRule(r.rules, name)
	switch {
	case err != nil:
		return err.Error()
	case rule.ID == check.ExceptionsRule:
		return "rule " + rule.ID + " looks after the exceptions: it takes none"
	}
	e.Rule = rule.ID
	return ""
}

// isAccount reports whether a text can be the pattern of an account id.
func isAccount(pattern string) bool {
	return policy.IsAccountID(pattern) || strings.Contains(pattern, "*") && strings.Trim(pattern, "0123456789*") == "" && len(pattern) < 16
}

// lookAhead notes an exception that is in force for long.
func (r *reader) lookAhead(e *check.Exception) {
	if e.Expires.Sub(r.now) > farAhead*24*time.Hour {
		r.notes = append(r.notes, org.Note{Location: e.Location, Message: fmt.Sprintf(
			"the exception of %s from %s is in force until %s, more than %d days ahead", e.Owner, e.Rule, e.LastDay(), farAhead)})
	}
}
