package moto_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/traildata"
)

// aCorpus are the options of a corpus of 24 logs: three accounts and eight days from
// 2026-03-20.
func aCorpus() traildata.Options {
	return traildata.Options{Seed: 7, Bytes: 600_000, Accounts: 3, Days: 8, HitRate: 0.4, Files: 24}
}

// bucketCase is a depot with a corpus, and its numbers as the local files give them.
type bucketCase struct {
	*depot
	names, flags []string
	want         map[string]any
}

// TestKPIBucket holds that logs in a bucket are measured as those in a directory are.
func TestKPIBucket(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	c := &bucketCase{depot: d}
	c.names, c.flags = d.corpus(aCorpus())
	c.want, _, _ = d.measure(0, c.with("AWSLogs")...)
	for name, test := range map[string]func(*testing.T, *bucketCase){
		"whole": checkWhole, "since": checkSince, "state": checkState, "killed": checkKilled, "interrupted": checkInterrupted,
		"refused": checkRefused, "neighbours": checkNeighbours,
	} {
		t.Run(name, func(t *testing.T) {
			d.t = t
			d.on(nil)
			test(t, c)
		})
	}
}

// with is a command line with what the corpus is measured with.
func (c *bucketCase) with(args ...string) []string { return append(slices.Clone(c.flags), args...) }

// day is the day of a log, by its name.
func day(name string) string {
	i := strings.LastIndexByte(name, '/')
	return name[i-len("2026/03/20") : i]
}

// checkWhole reads all of a bucket, and holds that no call is made but those that
// hotline permissions lists.
func checkWhole(t *testing.T, c *bucketCase) {
	c.upload("whole", c.names...)
	for _, path := range []string{"s3://whole", "s3://whole/", "s3://whole/AWSLogs"} {
		c.on(nil)
		got, objects, _ := c.measure(0, c.with(path)...)
		sameNumbers(t, path, got, c.want)
		if diff := cmp.Diff(c.names, c.about("s3:GetObject")); diff != "" || objects != len(c.names) {
			t.Errorf("%s: %d objects\n%s", path, objects, diff)
		}
	}
	c.on(nil)
	for _, dir := range []string{"AWSLogs", "case-updates"} {
		out, _ := c.run(0, append([]string{"kpi", "-o", "json", "--incidents", "incidents.csv"}, c.with(dir, "s3://whole")...)...)
		if _, objects := numbersOf(t, out); objects <= len(c.names) {
			t.Errorf("%s and a bucket: %d objects", dir, objects)
		}
	}
	listed, _ := c.run(0, "permissions", "--for", "kpi", "-o", "calls", "--bucket", "whole")
	allowed := []string{"sts:GetCallerIdentity"} // which nobody can be denied
	for line := range strings.Lines(listed) {
		name, _, _ := strings.Cut(line, "\t")
		allowed = append(allowed, name)
	}
	slices.Sort(allowed)
	if diff := cmp.Diff([]string{"cloudtrail:ListPublicKeys", "cloudtrail:LookupEvents", "s3:GetObject", "s3:ListBucket", "sts:GetCallerIdentity"}, allowed); diff != "" {
		t.Error(diff)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, line := range c.asked {
		if name, _, _ := strings.Cut(line, " "); !slices.Contains(allowed, name) {
			t.Errorf("%s is not in the list of calls", name)
		}
	}
}

// checkSince holds that --since leaves out the days before, but for the one before it.
func checkSince(t *testing.T, c *bucketCase) {
	c.upload("since", c.names...)
	_, _, errs := c.measure(0, c.with("s3://since", "--since", "2026-03-25T00:00:00Z")...)
	if !strings.Contains(errs, "is new since then; --state remembers what was before") {
		t.Error(errs)
	}
	later := slices.DeleteFunc(slices.Clone(c.names), func(name string) bool { return day(name) < "2026/03/24" })
	if diff := cmp.Diff(later, c.about("s3:GetObject")); diff != "" || len(later) != 12 {
		t.Errorf("%d: %s", len(later), diff)
	}
	n := 0
	for _, list := range c.about("s3:ListBucket") {
		if strings.HasSuffix(list, "/us-east-1/2026/03/24") {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%q", c.about("s3:ListBucket"))
	}
}

// checkState holds that what was read is not read again, that what comes late is found,
// and that what was replaced is read again.
func checkState(t *testing.T, c *bucketCase) {
	isLate := func(name string) bool { return day(name) == "2026/03/26" && strings.Contains(name, c.names[0][:33]) }
	late := slices.DeleteFunc(slices.Clone(c.names), func(name string) bool { return !isLate(name) })
	replaced := slices.DeleteFunc(slices.Clone(c.names), func(name string) bool { return day(name) != "2026/03/27" })[2]
	c.upload("state", slices.DeleteFunc(slices.Clone(c.names), isLate)...)
	c.put("state/"+replaced, []byte(`{"Records":[]}`))
	args := c.with("--state", "kpi-state", "s3://state")
	if _, objects, _ := c.measure(0, args...); objects != len(c.names)-len(late) || len(late) == 0 {
		t.Errorf("%d objects, %d late", objects, len(late))
	}
	c.on(nil)
	if _, objects, _ := c.measure(0, args...); objects != 0 || len(c.about("s3:GetObject")) > 0 {
		t.Errorf("%d objects again", objects)
	}
	lists := c.about("s3:ListBucket")
	after := slices.DeleteFunc(slices.Clone(lists), func(list string) bool { return !strings.HasSuffix(list, "/CloudTrail/us-east-1/2026/03/25") })
	// The bucket, AWSLogs, the organization, the regions of each account, and each region.
	if len(after) != 3 || len(lists) != 3+3+3 {
		t.Errorf("%d lists, of which %d begin two days before: %q", len(lists), len(after), lists)
	}
	c.upload("state", append(late, replaced)...)
	c.on(nil)
	got, objects, _ := c.measure(0, args...)
	if diff := cmp.Diff(append(late, replaced), c.about("s3:GetObject")); diff != "" || objects != len(late)+1 {
		t.Errorf("%d objects: %s", objects, diff)
	}
	sameNumbers(t, "state", got, c.want)
	c.on(nil)
	got, _, _ = c.measure(0, append([]string{"--reread"}, args...)...)
	sameNumbers(t, "read again", got, c.want)
	if n := len(c.about("s3:GetObject")); n != len(c.names) {
		t.Errorf("%d of all", n)
	}
	c.on(nil)
	got, _, _ = c.measure(0, c.with("--state", "kpi-state")...)
	sameNumbers(t, "the state alone", got, c.want)
	if len(c.about("sts:GetCallerIdentity")) > 0 {
		t.Error("AWS was asked")
	}
}

// blockAfter answers some objects, and lets nobody have more. The channel is closed when
// all workers wait.
func (d *depot) blockAfter(served int32) <-chan struct{} {
	var n atomic.Int32
	blocked, end := make(chan struct{}), make(chan struct{})
	d.t.Cleanup(func() { close(end) })
	d.on(func(_ http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, ".gz") {
			return false
		}
		i := n.Add(1)
		if i <= served {
			return false
		}
		if i == served+4 {
			time.AfterFunc(300*time.Millisecond, func() { close(blocked) })
		}
		select {
		case <-end:
		case <-r.Context().Done():
		}
		return true
	})
	return blocked
}

// checkKilled holds that a run after one that was killed gives the same numbers.
func checkKilled(t *testing.T, c *bucketCase) {
	c.upload("killed", c.names...)
	args := c.with("--state", "kpi-killed", "--concurrency", "4", "s3://killed")
	blocked := c.blockAfter(9)
	if code, errs := c.untilBlocked(blocked, os.Kill, append([]string{"kpi"}, args...)...); code != -1 {
		t.Errorf("%d, %s", code, errs)
	}
	c.on(nil)
	got, _, _ := c.measure(0, args...)
	sameNumbers(t, "after the kill", got, c.want)
}

// checkInterrupted holds that an interruption keeps what was read, and that nothing is
// missed afterwards.
func checkInterrupted(t *testing.T, c *bucketCase) {
	c.upload("interrupted", c.names...)
	args := c.with("--state", "kpi-interrupted", "--concurrency", "4", "s3://interrupted")
	for range 2 {
		blocked := c.blockAfter(9)
		if code, errs := c.untilBlocked(blocked, syscall.SIGINT, append([]string{"kpi"}, args...)...); code != 130 {
			t.Errorf("%d, %s", code, errs)
		}
	}
	c.on(nil)
	got, objects, _ := c.measure(0, args...)
	sameNumbers(t, "after the interruptions", got, c.want)
	if want := len(c.names) - 18; objects != want || len(c.about("s3:GetObject")) != want {
		t.Errorf("%d objects, want %d", objects, want)
	}
}

// checkRefused holds that an object that cannot be read is said, and does not keep the
// others from being read, and that nothing is measured where nothing can be.
func checkRefused(t *testing.T, c *bucketCase) {
	c.upload("refused", c.names...)
	args := c.with("--state", "kpi-refused", "s3://refused")
	c.on(func(w http.ResponseWriter, r *http.Request) bool {
		return strings.HasSuffix(r.URL.Path, c.names[3]) && refuse(w, http.StatusForbidden, "AccessDenied")
	})
	for range 2 { // the second time, too
		_, _, errs := c.measure(3, args...)
		if !strings.Contains(errs, "s3://refused/"+c.names[3]) || !strings.Contains(errs, "; it needs s3:GetObject") || strings.Count(errs, "\n") != 1 {
			t.Error(errs)
		}
	}
	c.on(nil)
	got, objects, _ := c.measure(0, args...)
	sameNumbers(t, "after it was allowed", got, c.want)
	if objects != 1 {
		t.Errorf("%d objects", objects)
	}
	for code, message := range map[string]string{"AccessDenied": "s3://refused/: s3:ListBucket failed with AccessDenied: refused", "ExpiredToken": "the credentials have expired"} {
		c.on(func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Query().Has("list-type") && refuse(w, http.StatusForbidden, code)
		})
		if _, errs := c.run(4, append([]string{"kpi"}, args...)...); !strings.Contains(errs, message) {
			t.Error(errs)
		}
	}
	c.on(func(w http.ResponseWriter, r *http.Request) bool {
		return strings.HasSuffix(r.URL.Path, ".gz") && refuse(w, http.StatusForbidden, "ExpiredToken")
	})
	if _, errs := c.run(4, append([]string{"kpi"}, c.with("s3://refused")...)...); !strings.Contains(errs, "the credentials have expired") || strings.Count(errs, "\n") != 1 {
		t.Error(errs)
	}
	c.on(nil)
	if _, errs := c.run(1, append([]string{"kpi"}, c.with("s3://nobodys")...)...); !strings.Contains(errs, "NoSuchBucket") {
		t.Error(errs)
	}
}

// checkNeighbours holds that what is known of a bucket says nothing about another whose
// name begins with its name.
func checkNeighbours(t *testing.T, c *bucketCase) {
	c.upload("logs-of-old", c.names...)
	c.upload("logs", c.names[:1]...)
	args := func(bucket string) []string { return c.with("--state", "kpi-neighbours", "--concurrency", "4", bucket) }
	var n atomic.Int32
	blocked := make(chan struct{})
	c.on(func(_ http.ResponseWriter, r *http.Request) bool { // the first log never comes
		switch {
		case strings.HasSuffix(r.URL.Path, c.names[0]):
			<-r.Context().Done()
			return true
		case strings.HasSuffix(r.URL.Path, ".gz") && int(n.Add(1)) == len(c.names)-1:
			time.AfterFunc(300*time.Millisecond, func() { close(blocked) })
		}
		return false
	})
	if code, errs := c.untilBlocked(blocked, syscall.SIGINT, append([]string{"kpi"}, args("s3://logs-of-old")...)...); code != 130 {
		t.Errorf("%d, %s", code, errs)
	}
	c.on(nil)
	c.measure(0, args("s3://logs")...)
	got, objects, _ := c.measure(0, args("s3://logs-of-old")...)
	sameNumbers(t, "a bucket that was read in part", got, c.want)
	if objects != 1 {
		t.Errorf("%d objects", objects)
	}
}

// TestKPIInterrupted holds that reading files ends when it is interrupted, although a
// pipe is open of which nothing comes.
func TestKPIInterrupted(t *testing.T) {
	t.Parallel()
	d := &depot{t: t, dir: t.TempDir(), binary: buildHotline(t)}
	must(t, syscall.Mkfifo(filepath.Join(d.dir, "pipe"), 0o600))
	for _, path := range []string{"-", "pipe"} {
		cmd, out, errs := d.command("kpi", "--role", "aws-support", path)
		stdin, err := cmd.StdinPipe()
		must(t, err)
		must(t, cmd.Start())
		var in io.Writer = stdin
		if path == "pipe" { // which opens when the program opens it
			pipe, err := os.OpenFile(filepath.Join(d.dir, path), os.O_WRONLY, 0)
			must(t, err)
			defer pipe.Close() //nolint:errcheck // a program that has ended does not read
			in = pipe
		}
		_, err = in.Write(make([]byte, 1<<20)) // more than a pipe takes: the program reads
		must(t, err)
		must(t, cmd.Process.Signal(syscall.SIGINT))
		begin := time.Now()
		_ = cmd.Wait() // its status is looked at
		if code := cmd.ProcessState.ExitCode(); code != 130 || time.Since(begin) > 2*time.Second {
			t.Errorf("%s: %d after %s: %s%s", path, code, time.Since(begin), out, errs)
		}
		_ = stdin.Close() // a program that has ended has closed it
	}
}
