package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
	"hotline/internal/render"
)

func doctorCommand(s Streams) *cobra.Command {
	var o awsio.Options
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Show who you are, and what hotline can read",
		Long: "Doctor says whose the AWS credentials are and which organization that is, and tries each call that\n" +
			"hotline makes, and with --org to enter one other account. What is refused is shown with the permission\n" +
			"that would mend it.",
		Example:     "  hotline doctor\n  hotline doctor --profile audit --org --role-name audit",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt), seeAlso: "hotline permissions"},
		Args:        noArguments,
	}
	depth := liveFlags(cmd, &o)
	format := choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		o.Depth = depthOf(depth)
		if err := o.Check(); err != nil {
			return usageError{err}
		}
		c := &console{Streams: s, json: format.value == "json"}
		ctx, stop := interruptible()
		defer stop()
		d, err := awsio.Diagnose(ctx, o)
		if err != nil {
			return liveError(c, err)
		}
		err = s.write(func(w io.Writer) error {
			if c.json {
				return render.WriteJSON(w, diagnosisJSON(d))
			}
			return writeDiagnosis(w, d)
		})
		if err == nil && slices.ContainsFunc(d.Checks, func(c awsio.Check) bool { return c.Failed != nil }) {
			return statusError{CodeIncomplete}
		}
		return err
	}
	return cmd
}

// writeDiagnosis writes one screen.
func writeDiagnosis(w io.Writer, d *awsio.Diagnosis) error {
	var out strings.Builder
	fmt.Fprintf(&out, "you           %s\naccount       %s (%s)\n", d.ARN, d.Account, d.Partition)
	switch {
	case d.Organization == "":
		out.WriteString("organization  none was read\n")
	case d.Management == d.Account:
		fmt.Fprintf(&out, "organization  %s, of which this is the management account; %d accounts\n", d.Organization, d.Accounts)
	default:
		fmt.Fprintf(&out, "organization  %s, whose management account is %s; %d accounts\n", d.Organization, d.Management, d.Accounts)
	}
	out.WriteByte('\n')
	for _, c := range d.Checks {
		name := c.Call.Name
		if name == "sts:AssumeRole" {
			name += " into " + d.Entered
		}
		if c.Failed == nil {
			fmt.Fprintf(&out, "ok       %s\n", name)
			continue
		}
		fmt.Fprintf(&out, "missing  %s: %s %s; not known without it: %s\n", name, c.Failed.Class, c.Failed.Code, c.Call.Loses)
		if c.Failed.Class == awsio.Denied {
			fmt.Fprintf(&out, "         allow %s\n", strings.Join(c.Failed.Needs, ", "))
		}
	}
	for line := range strings.Lines(out.String()) {
		if _, err := fmt.Fprintln(w, render.Clean(strings.TrimSuffix(line, "\n"))); err != nil {
			return err
		}
	}
	return nil
}

// DoctorSchema names the JSON of hotline doctor.
const DoctorSchema = "hotline/doctor/1"

type jsonDiagnosis struct {
	Schema       string      `json:"schema"`
	Account      string      `json:"account"`
	ARN          string      `json:"arn"`
	Partition    string      `json:"partition"`
	Organization string      `json:"organization,omitempty"`
	Management   string      `json:"management,omitempty"`
	Accounts     int         `json:"accounts"`
	Entered      string      `json:"entered,omitempty"`
	Checks       []jsonCheck `json:"checks"`
}

type jsonCheck struct {
	Call   string       `json:"call"`
	OK     bool         `json:"ok"`
	Failed *jsonFailure `json:"failed,omitempty"`
}

func diagnosisJSON(d *awsio.Diagnosis) jsonDiagnosis {
	out := jsonDiagnosis{DoctorSchema, d.Account, d.ARN, d.Partition, d.Organization, d.Management, d.Accounts, d.Entered, []jsonCheck{}}
	for _, c := range d.Checks {
		check := jsonCheck{Call: c.Call.Name, OK: c.Failed == nil}
		if c.Failed != nil {
			failed := failureJSON(c.Failed)
			check.Failed = &failed
		}
		out.Checks = append(out.Checks, check)
	}
	return out
}
