// Command organization measures hotline as a whole process on the snapshot of an
// organization: wall time and peak memory of the audit, of who-can for one
// capability, and of a plan that changes the role of each account, beside a program that does no more than read the same files with
// encoding/json. It builds the binary, makes the snapshot in a temporary
// directory, and removes both.
//
//	go run ./bench/organization
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hotline/bench/harness"
	"hotline/internal/benchdata"
)

func main() {
	accounts := flag.Int("accounts", 1000, "accounts of the organization")
	roles := flag.Int("roles", 100, "roles of each account")
	runs := flag.Int("runs", 3, "runs of each program, in turn")
	keep := flag.String("keep", "", "only make the snapshot, in this directory")
	decode := flag.String("decode", "", "read the files of this directory with encoding/json and end (what the harness compares with)")
	flag.Parse()
	var err error
	switch {
	case *decode != "":
		_, err = walk(*decode, true)
	case *keep != "":
		err = benchdata.Organization(*keep, *accounts, *roles)
	default:
		err = measure(*accounts, *roles, *runs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// walk adds up the sizes of the files of a directory, and decodes them if that
// is wanted.
func walk(dir string, decode bool) (size int64, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if size += info.Size(); !decode {
			return nil
		}
		return harness.Decode(path)
	})
	return size, err
}

func measure(accounts, roles, runs int) error {
	dir, err := os.MkdirTemp("", "hotline-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // temporary
	binary, err := harness.Build(dir)
	if err != nil {
		return err
	}
	snapshot := filepath.Join(dir, "snapshot")
	if err := benchdata.Organization(snapshot, accounts, roles); err != nil {
		return err
	}
	wanted := filepath.Join(dir, "hotline.yaml")
	if err := os.WriteFile(wanted, []byte(benchdata.Config()), 0o600); err != nil {
		return err
	}
	size, err := walk(snapshot, false)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Printf("%d accounts, %d roles each, %.1f MB, %d runs each, median\n", accounts, roles, float64(size)/1e6, runs)
	return harness.Measure([]*harness.Program{
		{Name: "hotline audit", Command: []string{binary, "audit", "-o", "json", "--fail-on", "never", snapshot}},
		{Name: "hotline who-can", Command: []string{binary, "who-can", "-o", "json", snapshot}},
		{Name: "hotline plan", Command: []string{binary, "plan", "-f", wanted, "--out", "", "-o", "json", snapshot}},
		{Name: "encoding/json into any", Command: []string{self, "-decode", snapshot}},
	}, runs)
}
