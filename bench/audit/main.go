// Command audit measures "hotline audit" as a whole process on one big
// account: wall time and peak memory, beside a program that does no more than
// read the same file with encoding/json. It builds the binary, makes the file
// in a temporary directory, and removes both.
//
//	go run ./bench/audit
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"hotline/bench/harness"
	"hotline/internal/benchdata"
)

func main() {
	roles := flag.Int("roles", 5000, "roles of the account")
	policies := flag.Int("policies", 20000, "customer managed policies of the account")
	runs := flag.Int("runs", 7, "runs of each program, in turn")
	decode := flag.String("decode", "", "read this file with encoding/json and end (what the harness compares with)")
	flag.Parse()
	var err error
	if *decode != "" {
		err = harness.Decode(*decode)
	} else {
		err = measure(*roles, *policies, *runs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(roles, policies, runs int) error {
	dir, err := os.MkdirTemp("", "hotline-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // temporary
	file, size, err := makeFile(dir, roles, policies)
	if err != nil {
		return err
	}
	binary, err := harness.Build(dir)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Printf("%d roles, %d policies, %.1f MB, %d runs each, median\n", roles, policies, float64(size)/1e6, runs)
	return harness.Measure([]*harness.Program{
		{Name: "hotline audit", Command: []string{binary, "audit", "-o", "json", "--fail-on", "never", file}},
		{Name: "encoding/json into any", Command: []string{self, "-decode", file}},
	}, runs)
}

func makeFile(dir string, roles, policies int) (string, int64, error) {
	path := filepath.Join(dir, "account.json")
	f, err := os.Create(path)
	if err != nil {
		return "", 0, err
	}
	if err := benchdata.Account(f, roles, policies); err != nil {
		return "", 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	return path, info.Size(), f.Close()
}
