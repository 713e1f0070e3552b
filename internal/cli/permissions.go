package cli

import (
	"fmt"
	"io"
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
			"needs by which it enters other accounts.",
		Example: "  hotline permissions > hotline.json\n" +
			"  hotline permissions --member --depth quick\n" +
			"  hotline permissions -o calls",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeUsage), seeAlso: "hotline collect, hotline doctor"},
		Args:        noArguments,
	}
	choiceFlag(cmd, "for", "", "what hotline is run for", "audit", "collect") // both read the same
	depth := choiceFlag(cmd, "depth", "", "how much is read", awsio.Full.String(), awsio.Quick.String())
	format := choiceFlag(cmd, "output", "o", "policy: the document; calls: every call, and what is not known without it", "policy", "calls")
	f := cmd.Flags()
	f.BoolVar(&member, "member", false, "what the role in other accounts needs")
	f.BoolVar(&o.Org, "org", true, "read the whole organization")
	f.StringVar(&o.RoleName, "role-name", awsio.DefaultRole, "`NAME` of the role by which accounts are entered")
	f.StringVar(&o.RolePath, "role-path", "/", "`PATH` of that role")
	f.StringSliceVar(&o.Skip, "skip", nil, "`CALLS` that are not made")
	f.StringVar(&partition, "partition", "aws", "`NAME` of the partition of AWS: aws, aws-cn, aws-us-gov")
	cmd.RunE = func(*cobra.Command, []string) error {
		o.Depth = depthOf(depth)
		if err := o.Check(); err != nil {
			return usageError{err}
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

// writeCalls lists the calls of a depth, a line each: what must be allowed, and
// what is not known without it.
func writeCalls(w io.Writer, o awsio.Options, member bool) error {
	for _, c := range awsio.Calls() {
		if (member || !o.Org) && c.Scope != awsio.Account {
			continue
		}
		if slices.Contains(o.Skip, c.Name) || !slices.Contains(c.Depths, o.Depth) {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", c.Name, strings.Join(c.Needs(), " "), c.Loses); err != nil {
			return err
		}
	}
	return nil
}
