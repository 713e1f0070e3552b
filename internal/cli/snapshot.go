package cli

import (
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/redact"
	"hotline/internal/render"
	"hotline/internal/snapfile"
	"hotline/org"
)

func snapshotCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "snapshot",
		Short: "Check, seal and redact snapshots",
		Long: "A snapshot is a directory of what the AWS CLI prints about the accounts of an organization, with a\n" +
			"folder for each account: docs/reference/snapshot.md says which calls, and has a script.",
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(snapshotCheckCommand(s), snapshotSealCommand(s), snapshotRedactCommand(s))
	return cmd
}

// exactly demands a number of arguments, none of which is empty.
func exactly(command string, names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return usagef("%s needs %d arguments: %v", command, len(names), names)
		}
		for i, a := range args {
			if a == "" {
				return usagef("found an empty %s; is a variable not set?", names[i])
			}
		}
		return nil
	}
}

func snapshotCheckCommand(s Streams) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Say what is missing or damaged in a snapshot",
		Long: "Check reads a whole snapshot, holds its files against its manifest, and lists what is damaged, which\n" +
			"calls were not made or failed, and what is odd.",
		Example:     "  hotline snapshot check snapshot/",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeIncomplete, CodeUsage), seeAlso: "hotline audit"},
		Args:        exactly("snapshot check", "DIR"),
	}
	cmd.Flags().BoolVar(&all, "all", false, "text: show every problem, also those that many accounts share")
	format := choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		in := snapfile.Check(args[0])
		err := s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.SnapshotJSON(w, in)
			}
			return render.SnapshotText(w, in, s.options(cmd, all))
		})
		switch {
		case err != nil:
			return err
		case in.Has(snapfile.Damage):
			return statusError{CodeError}
		case in.Has(snapfile.Missing):
			return statusError{CodeIncomplete}
		}
		return nil
	}
	return cmd
}

func snapshotSealCommand(s Streams) *cobra.Command {
	var by, partition string
	cmd := &cobra.Command{
		Use:   "seal DIR",
		Short: "Write the manifest of a snapshot",
		Long: "Seal writes manifest.json: when the snapshot was made and by whom, and the hash of every file, so that\n" +
			"a change shows. What an older manifest says of time, maker and partition is kept unless it is said anew.",
		Example:     "  hotline snapshot seal --by \"$(aws sts get-caller-identity --query Arn --output text)\" snapshot/",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeUsage), seeAlso: "hotline snapshot check"},
		Args:        exactly("snapshot seal", "DIR"),
		RunE: func(_ *cobra.Command, args []string) error {
			return seal(s, args[0], by, partition)
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "`WHO` made the snapshot: an ARN, or a name")
	cmd.Flags().StringVar(&partition, "partition", "", "`NAME` of the partition of AWS: aws, aws-cn, aws-us-gov")
	return cmd
}

// seal writes a manifest over the one that is there, if any.
func seal(s Streams, dir, by, partition string) error {
	m := snapfile.Manifest{Created: time.Now(), By: by, Partition: partition}
	if old := (snapfile.Files{Paths: []string{dir}, Stdin: s.In}).Open().Manifest(); old != nil {
		m = *old
		if by != "" {
			m.By = by
		}
		if partition != "" {
			m.Partition = partition
		}
	}
	if err := snapfile.WriteManifest(dir, m); err != nil {
		return fmt.Errorf("seal %s: %w", dir, err)
	}
	return nil
}

func snapshotRedactCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "redact DIR NEW",
		Short: "Make a copy of a snapshot without names, account ids and addresses",
		Long: "Redact copies a snapshot into a directory that is not there yet: account ids, names, e-mail addresses,\n" +
			"external ids and whatever else is not known to be public are replaced, the same by the same, so that\n" +
			"every decision stays as it is. The key is made for the copy and thrown away. What stays readable, and\n" +
			"what the shape of a name still tells, is in docs/reference/snapshot.md.",
		Example:     "  hotline snapshot redact snapshot/ to-share/",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeUsage), seeAlso: "hotline snapshot check"},
		Args:        exactly("snapshot redact", "DIR", "NEW"),
		RunE: func(_ *cobra.Command, args []string) error {
			key := make([]byte, 32)
			if _, err := rand.Read(key); err != nil {
				return fmt.Errorf("make a key: %w", err)
			}
			skipped, err := redact.New(key).Directory(args[0], args[1])
			if err != nil {
				return fmt.Errorf("redact %s: %w", args[0], err)
			}
			c := &console{Streams: s}
			for _, path := range skipped {
				c.say("note", "not copied: neither JSON nor the text of an error", org.Location{File: path})
			}
			return seal(s, args[1], "", "")
		},
	}
}
