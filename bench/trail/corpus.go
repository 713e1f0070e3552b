package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"hotline/internal/traildata"
)

// A corpus is one that lies ready, in the page cache.
type corpus struct {
	dir    string
	truth  traildata.Truth
	scope  string // file with the scope
	list   string // file with the paths of the logs
	sample string // file with a part of these
	share  float64
}

// ready makes the corpus of the options in a directory, unless it is there already,
// and reads it once.
func ready(dir, temp string, o traildata.Options, share float64) (*corpus, error) {
	c := &corpus{dir: dir, scope: filepath.Join(temp, "scope.json"), list: filepath.Join(temp, "list"), sample: filepath.Join(temp, "sample")}
	var err error
	if c.truth, err = traildata.ReadTruth(filepath.Join(dir, "truth.json")); err == nil && c.truth.Options == o.WithDefaults() {
		fmt.Println("the corpus in", dir, "is there already")
	} else if c.truth, err = generate(dir, o); err != nil {
		return nil, err
	}
	var all, part []string
	var bytes, partBytes int64
	err = filepath.WalkDir(filepath.Join(dir, "AWSLogs"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		size, err := warm(path)
		bytes += size
		if all = append(all, path); float64(partBytes) < share*float64(bytes) {
			part, partBytes = append(part, path), partBytes+size
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(all) != c.truth.Files || bytes != c.truth.CompressedBytes {
		return nil, fmt.Errorf("%s has %d files of %d bytes; its truth.json says %d of %d. Remove it", dir, len(all), bytes, c.truth.Files, c.truth.CompressedBytes)
	}
	c.share = float64(partBytes) / float64(bytes)
	if err := writeLines(c.list, all); err != nil {
		return nil, err
	}
	return c, writeLines(c.sample, part)
}

// generate makes a corpus. A directory with something else in it is not touched.
// Another process does it: the peak of what is measured cannot be below what the
// process that starts it has.
func generate(dir string, o traildata.Options) (traildata.Truth, error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return traildata.Truth{}, fmt.Errorf("%s holds something else than this corpus; remove it or name another -dir", dir)
	}
	options, err := json.Marshal(o)
	if err != nil {
		return traildata.Truth{}, err
	}
	start := time.Now()
	if _, err := again("-only", "generate", "-dir", dir, "-options", string(options)); err != nil {
		return traildata.Truth{}, err
	}
	fmt.Printf("made the corpus in %s in %.1f s\n", dir, time.Since(start).Seconds())
	return traildata.ReadTruth(filepath.Join(dir, "truth.json"))
}

// again runs this program with other arguments, and returns what it wrote.
func again(args ...string) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w", args[:2], err)
	}
	return out, nil
}

func warm(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close() //nolint:errcheck // only read
	return io.Copy(io.Discard, f)
}

func writeLines(path string, lines []string) error {
	return os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600)
}
