package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// A Program is one of those that are measured.
type Program struct {
	Name    string
	Command []string
	// Check, if there is one, is given what the program wrote, each time.
	Check   func(output []byte) error
	samples []sample
}

// A sample is one run of one program.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes
}

// Build builds hotline in a directory, and returns the path of the binary.
func Build(dir string) (string, error) {
	binary := filepath.Join(dir, "hotline")
	build := exec.Command("go", "build", "-o", binary, "./cmd/hotline")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return binary, nil
}

// Measure runs programs in turn, that many times each, and prints a line for each.
func Measure(programs []*Program, runs int) error {
	if err := Run(programs, runs); err != nil {
		return err
	}
	for _, p := range programs {
		p.report()
	}
	return nil
}

// Run runs programs in turn, that many times each, and prints nothing.
func Run(programs []*Program, runs int) error {
	for range runs {
		for _, p := range programs {
			s, out, err := run(p.Command[0], p.Command[1:]...)
			if err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
			p.samples = append(p.samples, s)
			if p.Check == nil {
				continue
			}
			if err := p.Check(out); err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
		}
	}
	return nil
}

// Wall returns the median and the range of the times of the runs.
func (p *Program) Wall() (median, least, most time.Duration) {
	var walls []time.Duration
	for _, s := range p.samples {
		walls = append(walls, s.wall)
	}
	slices.Sort(walls)
	return walls[len(walls)/2], walls[0], walls[len(walls)-1]
}

// CPU returns the median of the processor time of the runs, with that of what the
// program started: what to look at where others use the machine.
func (p *Program) CPU() time.Duration {
	var times []time.Duration
	for _, s := range p.samples {
		times = append(times, s.cpu)
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// Peak returns the median of the memory that the runs had at their peak, in bytes; of
// several processes, that of the largest.
func (p *Program) Peak() int64 {
	var peaks []int64
	for _, s := range p.samples {
		peaks = append(peaks, s.peak)
	}
	slices.Sort(peaks)
	return peaks[len(peaks)/2]
}

// run runs a program to its end. Exit status 3 (something is not in the input) is
// as good as 0.
func run(name string, args ...string) (sample, []byte, error) {
	cmd := exec.Command(name, args...)
	start := time.Now()
	out, err := cmd.Output()
	wall := time.Since(start)
	if code := cmd.ProcessState.ExitCode(); err != nil && code != 3 {
		said := out
		if failed := (*exec.ExitError)(nil); errors.As(err, &failed) && len(out) == 0 {
			said = failed.Stderr
		}
		return sample{}, nil, fmt.Errorf("%s ended with %d: %w: %.200s", name, code, err, said)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return sample{}, nil, fmt.Errorf("no resource usage on this system")
	}
	cpu := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	return sample{wall, cpu, usage.Maxrss * 1024}, out, nil
}

// report prints the medians, and the range of the times.
func (p *Program) report() {
	median, least, most := p.Wall()
	fmt.Printf("%-24s %8.3f s (%.3f to %.3f)  %6.1f MiB peak\n", p.Name,
		median.Seconds(), least.Seconds(), most.Seconds(), float64(p.Peak())/(1<<20))
}

// Decode reads a file with encoding/json: what programs are compared with.
func Decode(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var v any
	return json.Unmarshal(data, &v)
}
