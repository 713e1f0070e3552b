package cli

import (
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
	"hotline/internal/render"
)

func permissionsCommand(s Streams) *cobra.Command {
	o := awsio.Options{}
	var member bool
	var partition string
	cmd := &cobra.Command{
		Use:   "permissions",
		Short: "Print the IAM policy that hotline itself needs",
		Long: "Permissions prints the least that whoever runs hotline must be allowed, as an IAM policy made from the\n" +
			"calls that it makes: the same table is what it calls through. With --member it prints what the role\n" +
			"needs by which it enters other accounts.\n\n" +
			"To apply a plan, to roll it back and to verify it need less reading than an audit, and the first two\n" +
			"some writing: only on the roles that are named, and of the managed policies only AWSSupportAccess. To\n" +
			"make the plan takes what an audit takes.\n\n" +
			"With --for kpi it prints what reading the records of CloudTrail takes: the event history, the keys by\n" +
			"which digests are signed, and the logs in the buckets that --bucket names. Where a key of AWS KMS encrypts\n" +
			"them, name it with --kms-key; its own policy must allow the same.",
		Example: "  hotline permissions > hotline.json\n" +
			"  hotline permissions --member --depth quick\n" +
			"  hotline permissions --for apply --member --support-role aws-support --grants group/helpdesk\n" +
			"  hotline permissions --for kpi --bucket example-trail/AWSLogs/o-a1b2c3d4e5\n" +
			"  hotline permissions -o calls",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeUsage), seeAlso: "hotline collect, hotline doctor"},
		Args:        noArguments,
	}
	// The first two read the same.
	purpose := choiceFlag(cmd, "for", "", "what hotline is run for", "audit", awsio.Reading.String(), awsio.Apply.String(), awsio.Rollback.String(), awsio.Verify.String(), awsio.Measure.String())
	depth := choiceFlag(cmd, "depth", "", "how much is read", awsio.Full.String(), awsio.Quick.String())
	format := choiceFlag(cmd, "output", "o", "policy: the document; calls: every call, and what is not known without it", "policy", "calls")
	f := cmd.Flags()
	f.BoolVar(&member, "member", false, "what the role in other accounts needs")
	f.BoolVar(&o.Org, "org", true, "read the whole organization")
	f.StringVar(&o.RoleName, "role-name", awsio.DefaultRole, "`NAME` of the role by which accounts are entered")
	f.StringVar(&o.RolePath, "role-path", "/", "`PATH` of that role")
	f.StringSliceVar(&o.Skip, "skip", nil, "`CALLS` that are not made")
	bucketFlags(cmd, &o)
	f.StringVar(&partition, "partition", "aws", "`NAME` of the partition of AWS: aws, aws-cn, aws-us-gov")
	changes := changeFlags(cmd, &o)
	cmd.RunE = func(*cobra.Command, []string) error {
		o.Depth, o.Purpose = depthOf(depth), purposeOf(purpose)
		changes()
		if err := checkPermissions(o); err != nil {
			return err
		}
		if !regexp.MustCompile(`^aws(-cn|-us-gov|-eusc|-iso(-[a-z])?)?$`).MatchString(partition) {
			return usagef("--partition: expected a partition of AWS, as aws, aws-cn or aws-us-gov, found %q", partition)
		}
		return s.write(func(w io.Writer) error {
			if format.value == "calls" {
				return writeCalls(w, o, member)
			}
			policy := awsio.Permissions(partition, o)
			if member {
				policy = awsio.MemberPermissions(partition, o)
			}
			return render.WriteJSON(w, policy)
		})
	}
	return cmd
}

// bucketFlags adds the flags that say where logs of CloudTrail are read.
func bucketFlags(cmd *cobra.Command, o *awsio.Options) {
	f := cmd.Flags()
	f.StringSliceVar(&o.Buckets, "bucket", nil, "with --for kpi: `NAMES` of the buckets with logs that are read, each with a prefix or not: NAME/PREFIX")
	f.StringSliceVar(&o.Keys, "kms-key", nil, "with --for kpi: `ARNS` of the KMS keys by which the logs are encrypted")
}

// checkPermissions says what is wrong with the flags.
func checkPermissions(o awsio.Options) error {
	switch {
	case o.Purpose != awsio.Measure && len(o.Buckets)+len(o.Keys) > 0:
		return usagef("--bucket and --kms-key are about the logs of CloudTrail; expected --for kpi beside them")
	case len(o.Keys) > 0 && len(o.Buckets) == 0:
		return usagef("--kms-key is about what lies in a bucket; expected --bucket beside it")
	}
	if err := o.Check(); err != nil {
		return usageError{err}
	}
	return nil
}

// changeFlags adds the flags that say what is changed. What it returns puts them
// into the options.
func changeFlags(cmd *cobra.Command, o *awsio.Options) func() {
	var name, where string
	var others []string
	f := cmd.Flags()
	f.StringVar(&name, "support-role", "aws-support", "`NAME` of the role that is changed")
	f.StringVar(&where, "support-path", "/", "`PATH` of that role")
	f.StringSliceVar(&others, "other-roles", nil, "`PATHS` with names, as /ops/old-support, of roles that are taken over or removed")
	f.StringSliceVar(&o.Grants, "grants", nil, "who is given leave to assume the role, as `KIND/NAME`: group/helpdesk")
	f.StringVar(&o.Boundary, "boundary", "", "`ARN` of the permissions boundary of the role, or none; without, no boundary is touched")
	f.BoolVar(&o.Extras, "extras", false, "what else the role is allowed is taken away, and put back: any managed policy")
	return func() { o.Support = append([]string{path.Join("/", where, name)}, others...) }
}

// purposeOf is the purpose that a flag chose.
func purposeOf(c *choice) awsio.Purpose {
	for _, p := range []awsio.Purpose{awsio.Apply, awsio.Rollback, awsio.Verify, awsio.Measure} {
		if c.value == p.String() {
			return p
		}
	}
	return awsio.Reading
}

// writeCalls lists the calls of a depth or purpose, a line each: what must be
// allowed, and what is not known, or cannot be changed, without it.
func writeCalls(w io.Writer, o awsio.Options, member bool) error {
	for _, c := range awsio.CallsFor(o) {
		if slices.Contains(o.Skip, c.Name) || (member || !o.Org) && c.Scope != awsio.Account {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", c.Name, strings.Join(c.Needs(), " "), c.Loses); err != nil {
			return err
		}
	}
	return nil
}
