// Command organization measures hotline as a whole process on the snapshot of an
// organization: wall time and peak memory of the audit, of who-can for one
// capability, and of a plan that changes the role of each account, beside a program that does no more than read the same files with
// encoding/json. It builds the binary, makes the snapshot in a temporary
// directory, and removes both.
//
//	go run ./bench/organization
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

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
		text, err := os.ReadFile(path)
		size += int64(len(text))
		if err != nil || !decode {
			return err
		}
		var v any
		return json.Unmarshal(text, &v)
	})
	return size, err
}

// A program is one of those that are measured.
type program struct {
	name    string
	command []string
	samples []sample
}

// A sample is one run of one program.
type sample struct {
	wall time.Duration
	peak int64 // bytes
}

func measure(accounts, roles, runs int) error {
	dir, err := os.MkdirTemp("", "hotline-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // temporary
	snapshot, binary := filepath.Join(dir, "snapshot"), filepath.Join(dir, "hotline")
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
	build := exec.Command("go", "build", "-o", binary, "./cmd/hotline")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	programs := []*program{
		{name: "hotline audit", command: []string{binary, "audit", "-o", "json", "--fail-on", "never", snapshot}},
		{name: "hotline who-can", command: []string{binary, "who-can", "-o", "json", snapshot}},
		{name: "hotline plan", command: []string{binary, "plan", "-f", wanted, "--out", "", "-o", "json", snapshot}},
		{name: "encoding/json into any", command: []string{self, "-decode", snapshot}},
	}
	for range runs {
		for _, p := range programs {
			s, err := run(p.command[0], p.command[1:]...)
			if err != nil {
				return err
			}
			p.samples = append(p.samples, s)
		}
	}
	fmt.Printf("%d accounts, %d roles each, %.1f MB, %d runs each, median\n", accounts, roles, float64(size)/1e6, runs)
	for _, p := range programs {
		report(p)
	}
	return nil
}

// run runs a program to its end. Exit status 3 (something is not in the
// snapshot) is as good as 0.
func run(name string, args ...string) (sample, error) {
	cmd := exec.Command(name, args...)
	start := time.Now()
	out, err := cmd.Output()
	wall := time.Since(start)
	if code := cmd.ProcessState.ExitCode(); err != nil && code != 3 {
		return sample{}, fmt.Errorf("%s ended with %d: %w: %.200s", name, code, err, out)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return sample{}, fmt.Errorf("no resource usage on this system")
	}
	return sample{wall, usage.Maxrss * 1024}, nil
}

func report(p *program) {
	var walls []time.Duration
	var peaks []int64
	for _, s := range p.samples {
		walls, peaks = append(walls, s.wall), append(peaks, s.peak)
	}
	slices.Sort(walls)
	slices.Sort(peaks)
	mid := len(walls) / 2
	fmt.Printf("%-24s %8.2f s (%.2f to %.2f)  %6.1f MiB peak\n", p.name,
		walls[mid].Seconds(), walls[0].Seconds(), walls[len(walls)-1].Seconds(), float64(peaks[mid])/(1<<20))
}
