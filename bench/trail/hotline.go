package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"hotline/internal/traildata"
)

// hotlineCommand is how hotline is asked about a corpus.
func hotlineCommand(binary, dir string, s traildata.Scope, more ...string) []string {
	command := []string{binary, "kpi", "-o", "json", "--role", s.Role}
	for flag, globs := range map[string][]string{"--declared": s.Declared, "--admin": s.Admins, "--trusted": s.Trusted,
		"--policy": s.Policies, "--event-rule": s.EventRules} {
		for _, glob := range globs {
			command = append(command, flag, glob)
		}
	}
	return append(append(command, more...), filepath.Join(dir, "AWSLogs"))
}

// fromHotline reads the counters out of the tables that hotline answers.
func fromHotline(out []byte) (counters, error) {
	type row struct {
		Outcome string `json:"outcome"`
		Support int    `json:"support_calls"`
		Deed    string `json:"deed"`
		How     string `json:"how"`
	}
	var answer struct {
		Tables map[string][]row `json:"tables"`
	}
	var c counters
	if err := json.Unmarshal(out, &answer); err != nil {
		return c, err
	}
	for _, name := range []string{"role_assumptions", "role_sessions", "case_calls", "tampering"} {
		if answer.Tables[name] == nil {
			return c, fmt.Errorf("there is no table %s", name)
		}
	}
	for _, r := range answer.Tables["role_assumptions"] {
		if r.Outcome == "ok" {
			c.AssumedOK++
		} else {
			c.AssumedDenied++
		}
	}
	for _, r := range answer.Tables["role_sessions"] {
		c.RoleSupport += r.Support
	}
	for _, r := range answer.Tables["case_calls"] {
		if r.Deed == "opened" {
			c.addOpened(r.How, 1)
		}
	}
	c.Tampering = len(answer.Tables["tampering"])
	return c, nil
}
