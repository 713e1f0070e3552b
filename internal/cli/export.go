package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/athena"
	"hotline/trail"
)

func exportCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the measures for other programs",
		Long:  "Export writes what hotline kpi measures for programs that measure it by themselves.",
		Args:  unknownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(exportAthenaCommand(s))
	return cmd
}

// athenaOptions are the flags of hotline export athena.
type athenaOptions struct {
	scope    scopeOptions
	athena   athena.Options
	bucket   string
	accounts []string
	out      string
	force    bool
	format   *choice
}

// injected is what stands for accounts that every query names.
const injected = "injected"

func exportAthenaCommand(s Streams) *cobra.Command {
	var o athenaOptions
	cmd := &cobra.Command{
		Use:   "athena",
		Short: "Write tables and views for Amazon Athena",
		Long: "Athena writes SQL for Amazon Athena: a table over the logs of CloudTrail in a bucket, by partition\n" +
			"projection, and one view for each measure of hotline kpi, with the same definitions. With --results it\n" +
			"also writes how the records that matter are kept, so that queries do not read all logs again.\n\n" +
			"It writes to the standard output, or with --out a file for each statement and a README. It calls\n" +
			"nothing: docs/reference/athena.md says how to run it, and what a query costs.",
		Example: "  hotline export athena --role aws-support --bucket acme-trail --organization o-a1b2c3d4e5 \\\n" +
			"    --accounts 111122223333,444455556666 --regions us-east-1,eu-central-1 --since 2026-01-01 \\\n" +
			"    --results s3://acme-athena/hotline --out athena/",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeUsage), seeAlso: "hotline kpi"},
		Args:        noArguments,
		RunE:        func(*cobra.Command, []string) error { return o.run(s, time.Now()) },
	}
	o.scope.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.bucket, "bucket", "", "`BUCKET` of the trail, or BUCKET/PREFIX: what AWSLogs/ is in, or AWSLogs itself")
	f.StringVar(&o.athena.Organization, "organization", "", "`ID` of the organization, for a trail of an organization")
	f.StringSliceVar(&o.accounts, "accounts", nil, "`IDS` of the accounts whose logs are read, or injected: every query names them")
	f.StringSliceVar(&o.athena.Regions, "regions", nil, "`REGIONS` whose logs are read")
	f.StringVar(&o.athena.Since, "since", "", "first `DAY` whose logs are read, like 2026-01-31")
	f.StringVar(&o.athena.Database, "database", "hotline", "`NAME` of the database to make tables and views in")
	f.StringVar(&o.athena.Found, "results", "", "`PLACE` to keep the records that matter in: s3://BUCKET/PREFIX")
	f.StringVar(&o.athena.CaseUpdates, "case-updates", "", "`PLACE` of events of EventBridge about cases, one a line: s3://BUCKET/PREFIX")
	f.StringVar(&o.athena.Incidents, "incidents", "", "`PLACE` of CSV files of incidents: s3://BUCKET/PREFIX")
	f.StringVar(&o.out, "out", "", "`DIR` to write a file for each statement to, and a README")
	f.BoolVar(&o.force, "force", false, "with --out: write over files that are there")
	o.format = choiceFlag(cmd, "output", "o", "format", "sql")
	return cmd
}

func (o *athenaOptions) run(s Streams, now time.Time) error {
	switch {
	case len(o.accounts) == 0:
		return usagef("--accounts: expected account ids, or injected")
	case len(o.accounts) > 1 && slices.Contains(o.accounts, injected):
		return usagef("--accounts: injected stands for all accounts: expected it alone, or account ids")
	case o.force && o.out == "":
		return usagef("--force writes over files that are there; expected --out DIR beside it")
	}
	o.athena.Now = now
	if !slices.Equal(o.accounts, []string{injected}) {
		o.athena.Accounts = o.accounts
	}
	o.athena.Bucket, o.athena.Prefix, _ = strings.Cut(strings.TrimPrefix(o.bucket, "s3://"), "/")
	scope, err := o.scope.scope(s)
	if err != nil {
		return err
	}
	o.athena.Definitions = trail.Define(scope)
	export, err := athena.New(o.athena)
	if err != nil {
		return usagef("--%w", err)
	}
	if o.out == "" {
		return s.write(func(w io.Writer) error {
			_, err := io.WriteString(w, export.SQL())
			return err
		})
	}
	if err := o.save(export); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(s.Err, "%s: %d statements; %s says how to run them\n", o.out, len(export.Statements), filepath.Join(o.out, "README.md"))
	return nil
}

// save writes the files. Those of an earlier export may have other names: they are not
// to be run with these.
func (o *athenaOptions) save(export *athena.Export) error {
	if err := os.MkdirAll(o.out, 0o755); err != nil { //nolint:gosec // no secrets
		return err
	}
	entries, err := os.ReadDir(o.out)
	if err != nil {
		return err
	}
	ours := regexp.MustCompile(`^\d\d-(database|fill|fill-day|hotline_[a-z_]+)\.sql$|^README\.md$`)
	for _, e := range entries {
		name := filepath.Join(o.out, e.Name())
		switch {
		case !ours.MatchString(e.Name()):
		case !o.force:
			return fmt.Errorf("%s is there already; write over it with --force, or elsewhere with --out", name)
		default:
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for _, file := range export.Files() {
		if err := os.WriteFile(filepath.Join(o.out, file.Name), []byte(file.Text), 0o644); err != nil { //nolint:gosec // no secrets
			return err
		}
	}
	return nil
}
