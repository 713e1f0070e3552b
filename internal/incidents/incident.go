package incidents

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"hotline/jsonscan"
	"hotline/policy"
	"hotline/trail"
)

// keys are what an incident has, in the words of faults.
const keys = "id, start, accounts and severity"

// mostFaults is how many faults can be taken in.
const mostFaults = 20

// maxText bounds an id and a severity, in bytes: they stand in tables that people read.
const maxText = 200

// A reader reads incidents, and takes what is wrong with them.
type reader struct {
	out    []trail.Incident
	ids    map[string]jsonscan.Position
	time   *regexp.Regexp // how a start is written
	faults []*jsonscan.Error
	more   int // faults that are not told
}

func newReader() *reader {
	return &reader{
		ids:  map[string]jsonscan.Position{},
		time: regexp.MustCompile(`^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$`),
	}
}

// fault says what is wrong at a place.
func (r *reader) fault(at jsonscan.Position, message string) {
	if len(r.faults) == mostFaults {
		r.more++
		return
	}
	r.faults = append(r.faults, &jsonscan.Error{Position: at, Message: message})
}

// err joins the faults in the order of the file.
func (r *reader) err() error {
	slices.SortStableFunc(r.faults, func(a, b *jsonscan.Error) int { return a.Position.Compare(b.Position) })
	var errs []error
	for _, f := range r.faults {
		errs = append(errs, f)
	}
	if r.more > 0 {
		errs = append(errs, fmt.Errorf("%d more of these", r.more))
	}
	return errors.Join(errs...)
}

// A value is a text of the file, and where it is.
type value struct {
	text string
	at   jsonscan.Position
}

// An entry is an incident as the file has it.
type entry struct {
	at                  jsonscan.Position
	id, start, severity value // without a place where the file has none
	accounts            []value
}

// add adds an incident, or says what is wrong with it.
func (r *reader) add(e entry) {
	i := trail.Incident{ID: r.line(e.id, "id"), Severity: r.line(e.severity, "severity")}
	switch first, twice := r.ids[i.ID]; {
	case i.ID == "" && e.id.at.IsValid() && strings.TrimSpace(e.id.text) == "":
		r.fault(e.id.at, "expected an id, found none")
	case i.ID == "" && !e.id.at.IsValid():
		r.fault(e.at, "expected id: every incident has one")
	case i.ID == "": // it was told
	case twice:
		r.fault(e.id.at, fmt.Sprintf("the id %s comes twice; it is at %s already", strconv.Quote(i.ID), first))
	default:
		r.ids[i.ID] = e.id.at
	}
	if !e.start.at.IsValid() {
		r.fault(e.at, "expected start: every incident has one")
	} else if at, message := r.moment(strings.TrimSpace(e.start.text)); message != "" {
		r.fault(e.start.at, message)
	} else {
		i.Start = at
	}
	for _, a := range e.accounts {
		if !policy.IsAccountID(a.text) {
			r.fault(a.at, "expected an account id of twelve digits in accounts, found "+quote(a.text))
		} else if !slices.Contains(i.Accounts, a.text) {
			i.Accounts = append(i.Accounts, a.text)
		}
	}
	r.out = append(r.out, i)
}

// line is a text of one line.
func (r *reader) line(v value, name string) string {
	text := strings.TrimSpace(v.text)
	switch {
	case strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) }):
		r.fault(v.at, "expected one line of printable text for "+name+", found "+quote(text))
	case len(text) > maxText:
		r.fault(v.at, fmt.Sprintf("expected at most %d bytes for %s, found %d", maxText, name, len(text)))
	default:
		return text
	}
	return ""
}

// quote shows a text of the file, or its beginning.
func quote(text string) string {
	const most = 60
	if len(text) <= most {
		return strconv.Quote(text)
	}
	return strconv.Quote(strings.ToValidUTF8(text[:most], "")) + "..."
}

// listed are the ids in a text, which are divided by spaces or semicolons.
func listed(v value) []value {
	var out []value
	for _, id := range strings.FieldsFunc(v.text, func(c rune) bool { return c == ';' || c == ' ' || c == '\t' || c == '\n' || c == '\r' }) {
		out = append(out, value{id, v.at})
	}
	return out
}

// moment is a time as CloudTrail writes times, or what is wrong with it. What is less
// than a second is cut off, as it is there.
func (r *reader) moment(text string) (at, message string) {
	m := r.time.FindStringSubmatch(text)
	switch {
	case m == nil:
		return "", "expected a time as 2026-01-31T09:15:00Z for start, found " + quote(text)
	case m[4] == "":
		return "", "expected a zone at the end of start, as Z or +01:00, found " + quote(text)
	}
	if m[3] == "" {
		m[3] = ":00"
	}
	t, err := time.Parse(time.RFC3339, m[1]+"T"+m[2]+m[3]+m[4])
	if err != nil {
		return "", "there is no such time as " + quote(text)
	}
	if t = t.UTC(); t.Year() < 1970 || t.Year() > 9999 {
		return "", "expected a time from 1970 on for start, found " + quote(text)
	}
	return t.Format(trail.TimeLayout), ""
}
