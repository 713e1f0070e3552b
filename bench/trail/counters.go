package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"hotline/internal/traildata"
)

// counters are what every program is asked for: numbers of calls, each once. The
// tests of the product hold everything else that it answers; this holds that those
// who are compared did the same work.
type counters struct {
	AssumedOK     int `json:"assumed_ok"`
	AssumedDenied int `json:"assumed_denied"`
	OpenedRole    int `json:"opened_role"`
	OpenedRoot    int `json:"opened_root"`
	OpenedOther   int `json:"opened_other"`
	RoleSupport   int `json:"role_support"` // calls to Support and its kin in sessions of the role
	Tampering     int `json:"tampering"`
}

func (c *counters) of(name string) *int {
	return map[string]*int{
		"assumed_ok": &c.AssumedOK, "assumed_denied": &c.AssumedDenied, "opened_role": &c.OpenedRole, "opened_root": &c.OpenedRoot,
		"opened_other": &c.OpenedOther, "role_support": &c.RoleSupport, "tampering": &c.Tampering,
	}[name]
}

// addOpened counts cases by how they were opened.
func (c *counters) addOpened(how string, n int) {
	switch how {
	case "role":
		c.OpenedRole += n
	case "root":
		c.OpenedRoot += n
	default:
		c.OpenedOther += n
	}
}

func fromTruth(t traildata.Truth) counters {
	c := counters{AssumedOK: t.Assumptions.OK, AssumedDenied: t.Assumptions.Denied, RoleSupport: t.Sessions.Support.OK + t.Sessions.Support.Denied}
	for call, n := range t.CaseCalls {
		if deed := strings.Fields(call); deed[0] == "opened" {
			c.addOpened(deed[1], n)
		}
	}
	for _, n := range t.Tampering {
		c.Tampering += n
	}
	return c
}

// fromJSON reads the answer of a program that says the counters themselves.
func fromJSON(out []byte) (counters, error) {
	var c counters
	d := json.NewDecoder(bytes.NewReader(out))
	d.DisallowUnknownFields()
	return c, d.Decode(&c)
}

// equal returns a check that a program's answer is the truth.
func equal(want counters, read func([]byte) (counters, error)) func([]byte) error {
	return func(out []byte) error {
		got, err := read(out)
		if err != nil {
			return fmt.Errorf("no answer that can be read: %w: %.200s", err, out)
		}
		if got != want {
			return fmt.Errorf("DIFFERENT from the truth: %+v; want %+v", got, want)
		}
		return nil
	}
}
