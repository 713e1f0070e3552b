// Command audit measures "hotline audit" as a whole process on one big
// account: wall time and peak memory, beside a program that does no more than
// read the same file with encoding/json. It builds the binary, makes the file
// in a temporary directory, and removes both.
//
//	go run ./bench/audit
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"hotline/internal/benchdata"
)

func main() {
	roles := flag.Int("roles", 5000, "roles of the account")
	policies := flag.Int("policies", 20000, "customer managed policies of the account")
	runs := flag.Int("runs", 7, "runs of each program, in turn")
	decode := flag.String("decode", "", "read this file with encoding/json and end (what the harness compares with)")
	flag.Parse()
	err := decodeFile(*decode)
	if *decode == "" {
		err = measure(*roles, *policies, *runs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// decodeFile is the program to compare with.
func decodeFile(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var v any
	return json.Unmarshal(data, &v)
}

// A sample is one run of one program.
type sample struct {
	wall time.Duration
	peak int64 // bytes
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
	binary := filepath.Join(dir, "hotline")
	build := exec.Command("go", "build", "-o", binary, "./cmd/hotline")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var audit, decode []sample
	for range runs {
		a, err := run(binary, "audit", "-o", "json", "--fail-on", "never", file)
		if err != nil {
			return err
		}
		d, err := run(self, "-decode", file)
		if err != nil {
			return err
		}
		audit, decode = append(audit, a), append(decode, d)
	}
	fmt.Printf("%d roles, %d policies, %.1f MB, %d runs each, median\n", roles, policies, float64(size)/1e6, runs)
	report("hotline audit", audit)
	report("encoding/json into any", decode)
	return nil
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

// run runs a program to its end. Exit status 3 (session durations are not in
// this input) is as good as 0.
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

func report(name string, samples []sample) {
	var walls []time.Duration
	var peaks []int64
	for _, s := range samples {
		walls, peaks = append(walls, s.wall), append(peaks, s.peak)
	}
	slices.Sort(walls)
	slices.Sort(peaks)
	mid := len(samples) / 2
	fmt.Printf("%-24s %8.3f s (%.3f to %.3f)  %6.1f MiB peak\n", name,
		walls[mid].Seconds(), walls[0].Seconds(), walls[len(walls)-1].Seconds(), float64(peaks[mid])/(1<<20))
}
