package configfile_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestNotes holds what is odd and no fault.
func TestNotes(t *testing.T) {
	t.Parallel()
	gov := "found: {adopt: [\"arn:aws-us-gov:iam::111122223333:role/x\"]}\n"
	for text, want := range map[string]string{
		withRole("path: /" + strings.Repeat("x", 60) + "/"):                            "3:3: path and name have 69 characters together: the console switches to roles of at most 64; from the CLI and the SDKs it works",
		withRole("path: /" + strings.Repeat("x", 55) + "/"):                            "",
		small + "policy: least-privilege\n":                                            "4:1: the benchmarks ask for AWSSupportAccess: an account whose role has least-privilege does not meet them",
		withPeople("roles:\n" + manyRoles(31)):                                         "3:1: the trust policy will have 2064 characters: IAM takes 2048, unless the quota \"Role trust policy length\" is raised in each account",
		withPeople("roles:\n" + manyRoles(30)):                                         "",
		withPeople("roles:\n"+manyRoles(30)) + gov:                                     "3:1: the trust policy will have 2220 characters: IAM takes 2048, unless the quota \"Role trust policy length\" is raised in each account",
		withPeople("roles: [team/Support]"):                                            "6:15: role team/Support has the name of the support role: in account 111122223333 it is that role, and not who assumes it",
		withPeople("roles: [team/Support]") + "scope: {exclude: [\"111122223333\"]}\n": "",
		withTrust("providers: [{account: \"999900001111\", external_ids: i.json}]"):    "4:55: there is no file i.json yet, and no account has an external id",
	} {
		_, notes, err := read(t, text)
		var got []string
		for _, n := range notes {
			got = append(got, fmt.Sprintf("%s: %s", n.Location.At, n.Message))
		}
		if err != nil || strings.Join(got, "\n") != want {
			t.Errorf("%s\n%v\n     %s\nwant %s", text, err, strings.Join(got, "\n"), want)
		}
	}
}

// TestNotesInOrder holds that notes come as the file has them.
func TestNotesInOrder(t *testing.T) {
	t.Parallel()
	_, notes, err := read(t, "policy: least-privilege\n"+withRole("path: /"+strings.Repeat("x", 60)+"/"))
	if err != nil || len(notes) != 2 || notes[0].Location.At.Line != 1 || notes[1].Location.At.Line != 4 {
		t.Errorf("%v %v", notes, err)
	}
}
