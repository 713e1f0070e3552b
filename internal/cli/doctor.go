package cli

import (
	"io"
	"slices"

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
			"hotline makes and that need not be told what another one answers, and with --org to enter one other of\n" +
			"the accounts that --accounts, --ou and --exclude choose. What is refused is shown with the permission that\n" +
			"would mend it.",
		Example:     "  hotline doctor\n  hotline doctor --profile audit --org --role-name audit",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt), seeAlso: "hotline permissions"},
		Args:        noArguments,
	}
	depth := liveFlags(cmd, &o)
	format := choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		o.Depth = depthOf(depth)
		if err := checkLive(cmd, &o); err != nil {
			return err
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

// DoctorSchema names the JSON of hotline doctor.
const DoctorSchema = "hotline/doctor/1"

type jsonDiagnosis struct {
	Schema       string       `json:"schema"`
	Account      string       `json:"account"`
	ARN          string       `json:"arn"`
	Partition    string       `json:"partition"`
	Organization string       `json:"organization,omitempty"`
	Unread       *jsonFailure `json:"organization_unread,omitempty"`
	Management   string       `json:"management,omitempty"`
	Accounts     int          `json:"accounts"`
	Entered      string       `json:"entered,omitempty"`
	Checks       []jsonCheck  `json:"checks"`
	Untried      []string     `json:"untried"`
}

type jsonCheck struct {
	Call   string       `json:"call"`
	About  string       `json:"about,omitempty"`
	OK     bool         `json:"ok"`
	Failed *jsonFailure `json:"failed,omitempty"`
}

func diagnosisJSON(d *awsio.Diagnosis) jsonDiagnosis {
	out := jsonDiagnosis{DoctorSchema, d.Account, d.ARN, d.Partition, d.Organization, optionalFailure(d.Unread), d.Management,
		d.Accounts, d.Entered, []jsonCheck{}, names(d.Untried)}
	for _, c := range d.Checks {
		out.Checks = append(out.Checks, jsonCheck{c.Call.Name, c.About, c.Failed == nil, optionalFailure(c.Failed)})
	}
	return out
}

func optionalFailure(e *awsio.CallError) *jsonFailure {
	if e == nil {
		return nil
	}
	failed := failureJSON(e)
	return &failed
}

func names(calls []*awsio.Call) []string {
	out := []string{}
	for _, c := range calls {
		out = append(out, c.Name)
	}
	return out
}
