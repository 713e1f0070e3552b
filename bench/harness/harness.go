package harness

import (
	"encoding/json"
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
	samples []sample
}

// A sample is one run of one program.
type sample struct {
	wall time.Duration
	peak int64 // bytes
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
	for range runs {
		for _, p := range programs {
			s, err := run(p.Command[0], p.Command[1:]...)
			if err != nil {
				return err
			}
			p.samples = append(p.samples, s)
		}
	}
	for _, p := range programs {
		p.report()
	}
	return nil
}

// run runs a program to its end. Exit status 3 (something is not in the input) is
// as good as 0.
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

// report prints the medians, and the range of the times.
func (p *Program) report() {
	var walls []time.Duration
	var peaks []int64
	for _, s := range p.samples {
		walls, peaks = append(walls, s.wall), append(peaks, s.peak)
	}
	slices.Sort(walls)
	slices.Sort(peaks)
	mid := len(walls) / 2
	fmt.Printf("%-24s %8.3f s (%.3f to %.3f)  %6.1f MiB peak\n", p.Name,
		walls[mid].Seconds(), walls[0].Seconds(), walls[len(walls)-1].Seconds(), float64(peaks[mid])/(1<<20))
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
