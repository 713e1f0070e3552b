// Command live measures how long it takes to read the accounts of an
// organization from AWS, and how much memory: from a server in this process
// that has all answers, and is as slow and as busy as it is told.
//
//	make build && go run ./bench/live -accounts 1000 -latency 50ms
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"hotline/internal/faultproxy"
)

type settings struct {
	accounts, roles, concurrency, throttled int
	latency                                 time.Duration
	depth, skip, hotline                    string
}

func main() {
	var s settings
	flag.IntVar(&s.accounts, "accounts", 1000, "how many accounts")
	flag.IntVar(&s.roles, "roles", 50, "roles in each, at full depth")
	flag.IntVar(&s.concurrency, "concurrency", 16, "accounts at once")
	flag.IntVar(&s.throttled, "throttled", 0, "one call of so many is throttled")
	flag.DurationVar(&s.latency, "latency", 0, "of each call")
	flag.StringVar(&s.depth, "depth", "quick", "quick or full")
	flag.StringVar(&s.skip, "skip", "", "calls not to make")
	flag.StringVar(&s.hotline, "hotline", "bin/hotline", "the program")
	flag.Parse()
	if err := s.measure(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A result is what hotline collect says that it did.
type result struct {
	Accounts, Requests, Throttles int
	Seconds                       float64
	Walk                          float64 `json:"walk_seconds"`
	Calls                         map[string]int
}

// measure collects and audits, each as a process of its own, so that the
// memory is its alone.
func (s settings) measure() error {
	p := faultproxy.New("")
	defer p.Close()
	if s.latency > 0 {
		p.On("*", faultproxy.Slow(s.latency))
	}
	if s.throttled > 0 {
		p.On("*", faultproxy.Every(s.throttled, faultproxy.Throttle()))
	}
	p.Replay(faultproxy.Replay{Accounts: s.accounts, Roles: s.roles})
	dir, err := os.MkdirTemp("", "live-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the system does it otherwise
	snapshot := filepath.Join(dir, "snapshot")
	args := []string{"collect", "-o", "json", "--org", "--depth", s.depth, "--concurrency", fmt.Sprint(s.concurrency), snapshot}
	if s.skip != "" {
		args = append(args, "--skip", s.skip)
	}
	env := []string{"AWS_ENDPOINT_URL=" + p.URL, "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_REGION=us-east-1",
		"AWS_EC2_METADATA_DISABLED=true", "HOME=" + dir}
	var r result
	kib, err := s.run(&r, env, args...)
	if err != nil {
		return err
	}
	s.print(r, kib)
	var audit struct {
		Summary struct{ CIS map[string]int }
	}
	if _, err := s.run(&audit, nil, "audit", "-o", "json", snapshot); err != nil {
		return err
	}
	fmt.Printf("  verdicts: %v\n", audit.Summary.CIS)
	return nil
}

// run runs the program, understands what it prints, and returns the most
// memory that it had.
func (s settings) run(out any, env []string, args ...string) (kib int64, err error) {
	cmd := exec.Command(s.hotline, args...)
	var text bytes.Buffer
	cmd.Stdout, cmd.Env = &text, env
	err = cmd.Run()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		return 0, err
	}
	if err := json.Unmarshal(text.Bytes(), out); err != nil {
		return 0, fmt.Errorf("%s: %w", args[0], err)
	}
	return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss, nil
}

func (s settings) print(r result, kib int64) {
	perAccount := float64(r.Requests-r.above()) / float64(s.accounts) // with the hop
	fmt.Printf("%d accounts, %s %s: %d calls (%.2f an account besides the hop), %d throttled, %.1f s, of which %.1f s for the organization; peak memory %d MiB\n",
		s.accounts, s.depth, s.skip, r.Requests, perAccount-float64(r.Calls["sts:AssumeRole"])/float64(s.accounts), r.Throttles, r.Seconds, r.Walk, kib>>10)
	if s.latency > 0 {
		bound := perAccount * s.latency.Seconds() * float64(s.accounts) / float64(s.concurrency)
		fmt.Printf("  accounts alone: %.1f s; their latency alone is %.1f s, and 20%% more %.1f s\n", r.Seconds-r.Walk, bound, 1.2*bound)
	}
}

// above is how many calls were about the organization.
func (r result) above() int {
	n := r.Calls["sts:GetCallerIdentity"] + r.Calls["sso:ListInstances"]
	for name, calls := range r.Calls {
		if len(name) > 14 && name[:14] == "organizations:" {
			n += calls
		}
	}
	return n
}
