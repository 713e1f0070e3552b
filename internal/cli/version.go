package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"hotline/internal/render"
)

// versionInfo is what the binary knows of its making.
type versionInfo struct {
	Schema   string `json:"schema"`
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Date     string `json:"date"` // of the commit, RFC 3339
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func versionCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "version",
		Short:       "Print the version",
		Long:        "Version prints the version, the commit and its date as the Go toolchain recorded them in the\nbinary, and the version of Go. What was not recorded is \"unknown\".",
		Example:     "  hotline version -o json",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeUsage)},
		Args:        noArguments,
	}
	format := choiceFlag(cmd, "output", "o", "format", "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		build, _ := debug.ReadBuildInfo()
		v := versionOf(build)
		return s.write(func(w io.Writer) error {
			if format.value == "json" {
				return render.WriteJSON(w, v)
			}
			_, err := fmt.Fprintf(w, "hotline %s (commit %s, %s, %s)\n", v.Version, v.Commit, v.Go, v.Platform)
			return err
		})
	}
	return cmd
}

// versionOf reads what the toolchain recorded. build is nil where it recorded
// nothing.
func versionOf(build *debug.BuildInfo) versionInfo {
	const unknown = "unknown"
	v := versionInfo{
		Schema: "hotline/version/1", Version: unknown, Commit: unknown, Date: unknown,
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	if build == nil {
		return v
	}
	if build.Main.Version != "" {
		v.Version = build.Main.Version
	}
	for _, s := range build.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = s.Value
		case "vcs.time":
			v.Date = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
