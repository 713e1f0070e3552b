package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/plan"
)

// Parse reads the text of a file.
func Parse(run string, text []byte) (*Record, error) {
	p, err := read(bytes.NewReader(text), run+extension, run, maxFile)
	if err != nil {
		return nil, err
	}
	if err := p.record.check(run + extension); err != nil {
		return nil, err
	}
	return p.record, nil
}

// Begun is the file of a run that has begun.
func Begun(h Header) []byte {
	planned := encode(h.Plan)
	text, _ := seal("", 1, time.Unix(0, 0), typeBegin, encode(beginData{Schema: Schema, Run: "20261122T031500Z-aeba", Header: h, PlanSum: hash(planned), Plan: planned}))
	return text
}

// Hash is the SHA-256 of a text.
func Hash(text string) string { return hash([]byte(text)) }

// Forge is a file of lines by their types and payloads. A third text makes the
// number of a line another one.
func Forge(lines [][]string) []byte {
	var out []byte
	before := ""
	for i, l := range lines {
		var text []byte
		text, before = seal(before, i-1+len(l), time.Unix(0, 0), l[0], []byte(l[1]))
		out = append(out, text...)
	}
	return out
}

// Sealed is a file of a line with another one after it.
func Sealed(first []byte, kind string, data []byte) []byte {
	text, _ := seal(chain("", first[:len(first)-1-sealSize]), 2, time.Unix(0, 0), kind, data)
	return append(bytes.Clone(first), text...)
}

// A broken file fails.
type broken struct {
	write, sync, truncate error
	cut                   []int64
}

func (b *broken) Write(p []byte) (int, error) { return len(p) / 2, b.write }
func (b *broken) Sync() error                 { return b.sync }
func (b *broken) Close() error                { return nil }
func (b *broken) Truncate(n int64) error      { b.cut = append(b.cut, n); return b.truncate }

// TestBroken holds that a run takes nothing more after its file failed, and
// takes back what may be there of the line.
func TestBroken(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	for _, f := range []*broken{{write: full}, {sync: full}, {write: full, truncate: full}} {
		r := &Run{name: "x", now: time.Now, file: f, size: 7, open: map[string]plan.Property{}}
		if err := r.Intend("1", plan.Change{}); !errors.Is(err, full) {
			t.Errorf("found %v", err)
		}
		if len(f.cut) != 1 || f.cut[0] != 7 || r.n != 0 || len(r.open) != 0 {
			t.Errorf("found %+v after %+v", r, f)
		}
		f.write, f.sync = nil, nil
		for _, err := range []error{r.Finish("1", ""), r.Done("1", plan.Change{}, nil), r.End(RunDone)} {
			if err == nil {
				t.Error("a run takes something after its file failed")
			}
		}
		r.open["1"] = plan.Property{}
		if err := r.Done("1", plan.Change{}, nil); !errors.Is(err, full) {
			t.Errorf("found %v", err)
		}
	}
	r := &Run{name: "x", now: time.Now, file: &broken{truncate: full}}
	if err := r.goOn(1, By{}); !errors.Is(err, full) {
		t.Errorf("found %v", err)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	r := &Run{name: "x", now: time.Now, file: &broken{}, size: maxFile}
	if err := r.Finish("1", ""); err == nil || !strings.Contains(err.Error(), "512 MiB") {
		t.Errorf("found %v", err)
	}
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, make([]byte, 11), 0o600); err != nil {
		t.Fatal(err)
	}
	var d *DamagedError
	if _, err := loadFile(path, "x", 10); !errors.As(err, &d) || !strings.HasPrefix(d.Error(), path+": larger") {
		t.Errorf("found %v", err)
	}
	if long := oneLine(strings.Repeat("ä", maxNote)); len(long) > maxNote+3 || !strings.HasSuffix(long, "ä…") {
		t.Errorf("found %d bytes", len(long))
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := read(f, path, "x", 10); err == nil {
		t.Error("a closed file was read")
	}
	if err := writeHolder(f, Holder{}); err == nil {
		t.Error("a closed file was written")
	}
	if h := readHolder(filepath.Dir(path)); h != (Holder{}) {
		t.Errorf("found %+v in a directory", h)
	}
	if h := readHolder(path + ".none"); h != (Holder{}) {
		t.Errorf("found %+v in no file", h)
	}
}
