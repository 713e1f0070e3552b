package digest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A bucket is a directory in the way of a bucket, with what may go wrong there.
type bucket struct {
	Place
	fail    map[string]error // by the key or prefix
	onGet   func()
	windows *[]time.Duration
	keys    Keys
}

func (b bucket) Below(ctx context.Context, prefix string) (dirs, keys []string, err error) {
	dirs, keys, err = b.Place.Below(ctx, prefix)
	return dirs, keys, errors.Join(err, b.fail["below "+prefix])
}

func (b bucket) List(ctx context.Context, prefix string, visit func(string) error) error {
	if err := visit(prefix); err != nil { // as consoles mark folders
		return err
	}
	return errors.Join(b.Place.List(ctx, prefix, visit), b.fail["list "+prefix])
}

func (b bucket) Get(ctx context.Context, key string) (*Object, error) {
	if b.onGet != nil {
		b.onGet()
	}
	if err := b.fail[key]; err != nil {
		return nil, err
	}
	return b.Place.Get(ctx, key)
}

func (b bucket) PublicKeys(ctx context.Context, region string, from, to time.Time) ([]Key, error) {
	*b.windows = append(*b.windows, to.Sub(from))
	if err := b.fail["keys"]; err != nil {
		return nil, err
	}
	return b.keys.PublicKeys(ctx, region, from, to)
}

func (b bucket) in(o *Options) {
	b.Place, b.keys = o.Place, o.Keys
	if b.windows == nil {
		b.windows = &[]time.Duration{}
	}
	o.Place, o.Keys, o.Bucket, o.AllKeys = b, b, "a-bucket", true
}

func TestBucket(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.digest(start(), start().Add(time.Hour), true, []any{}, nil) // the only one with a time of its own
	var windows []time.Duration
	finds(t, m.verify(bucket{windows: &windows}.in))
	if len(windows) != 1 || windows[0] != 2*time.Hour {
		t.Errorf("keys were looked for in spans of %v", windows)
	}
	m.hour(1)
	m.hour(1)
	windows = nil
	finds(t, m.verify(bucket{windows: &windows}.in))
	if len(windows) != 1 || windows[0] != 49*time.Hour {
		t.Errorf("keys were looked for in spans of %v", windows)
	}
	finds(t, m.verify(bucket{}.in, func(o *Options) { o.Bucket, o.Until = "other", start().Add(time.Minute) }),
		"digest moved|"+m.keys[0], "digest moved|"+m.keys[1], "not readable|"+m.logs[0])
	denied := errors.New("access denied")
	fail := func(key string) func(*Options) { return bucket{fail: map[string]error{key: denied}}.in }
	day := "AWSLogs/" + account + "/CloudTrail/" + here + "/2026/03/01/"
	finds(t, m.verify(fail("keys")), "signature unknown|"+m.keys[2], "signature unknown|"+m.keys[0], "signature unknown|"+m.keys[1])
	finds(t, m.verify(fail(m.keys[2])), "not readable|"+m.keys[2])
	finds(t, m.verify(fail(m.logs[0])), "not readable|"+m.logs[0])
	finds(t, m.verify(fail("list "+day)), "not readable|"+day)
	finds(t, m.verify(fail("below AWSLogs/")), "not readable|AWSLogs/")
	finds(t, m.verify(fail("list AWSLogs/"+account+"/CloudTrail-Digest/"+here+"/")), "not readable|"+here)
}

// TestLinks follows digests to other prefixes and buckets.
func TestLinks(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	first := m.hour(0)
	m.write("old/"+first, m.read(first))
	m.remove(first)
	m.digest(m.at, m.at.Add(time.Hour), false, []any{}, func(d map[string]any) { d["previousDigestS3Object"] = "old/" + first })
	r := m.verify(bucket{}.in, func(o *Options) { o.Prefix = "AWSLogs/" })
	finds(t, r)
	finds(t, m.verify(func(o *Options) { o.Prefix = "AWSLogs/" }))
	m.write("old/"+first, pack([]byte(" {}")))
	finds(t, m.verify(bucket{}.in, func(o *Options) { o.Prefix = "AWSLogs/" }), "digest modified|"+first)
	other := newMaker(t)
	other.hour(0)
	other.digest(other.at, other.at.Add(time.Hour), false, []any{}, func(d map[string]any) { d["previousDigestS3Bucket"] = "old" })
	other.remove(other.keys[0])
	finds(t, other.verify(bucket{}.in), "gap|"+other.keys[1])
	finds(t, other.verify(), "gap|"+other.keys[1])
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.hour(3)
	m.hour(3)
	dir, err := OpenDir(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	for after := range 6 {
		ctx, stop := context.WithCancel(t.Context())
		gets := 0
		place := bucket{Place: dir, onGet: func() {
			if gets++; gets > after {
				stop()
			}
		}}
		if after == 0 {
			stop()
		}
		if _, err := Verify(ctx, Options{Place: place, Workers: 1}); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d objects: %v", after, err)
		}
		stop()
	}
	if _, err := Verify(canceled(t), Options{Place: dir, Prefix: "nothing/"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := dir.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := dir.Below(t.Context(), ""); err == nil {
		t.Error("a closed directory can be read")
	}
	if _, err := dir.metadata("x"); err == nil {
		t.Error("a closed directory can be read")
	}
	if err := dir.List(t.Context(), "", nil); err == nil {
		t.Error("a closed directory can be listed")
	}
}

func canceled(t *testing.T) context.Context {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	return ctx
}

func TestDir(t *testing.T) {
	t.Parallel()
	if _, err := OpenDir(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a directory that is not there was opened")
	}
	m := newMaker(t)
	m.write("d/a", []byte("a"))
	m.write("d/e/b", []byte("b"))
	for name, target := range map[string]string{"out": filepath.Dir(m.dir), "in": "d/e"} {
		if err := os.Symlink(target, filepath.Join(m.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	dir, err := OpenDir(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = dir.Close() }()
	for key, want := range map[string]string{"": "regular", "d": "regular", "/d/a": "no path", "d//a": "no path", "../x": "no path", "out/x": "escapes", "d/none": "no such file"} {
		if _, err := dir.Get(t.Context(), key); err == nil || !strings.Contains(err.Error(), want) {
			if key != "" || err == nil {
				t.Errorf("%q: %v", key, err)
			}
		}
	}
	stopped := errors.New("stopped")
	for stop := range 2 {
		n := 0
		err := dir.List(t.Context(), "d/", func(string) error {
			if n++; n > stop {
				return stopped
			}
			return nil
		})
		if !errors.Is(err, stopped) {
			t.Errorf("after %d: %v", stop, err)
		}
	}
	if err := dir.List(canceled(t), "d/", nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	m := chain(t)
	m.remove(m.logs[0])
	m.remove(m.logs[1])
	m.remove(m.keys[7] + metadataSuffix)
	var all Result
	for range 2 {
		all.Add(m.verify(), 4)
	}
	if all.Invalid() != 4 || all.Unsure() != 2 || len(all.Findings) != 4 || len(all.Chains) != 2 || all.Total.Digests != 18 {
		t.Errorf("%+v", all)
	}
	r := m.verify(func(o *Options) { o.Most = 1 })
	if len(r.Findings) != 1 || r.Invalid() != 2 {
		t.Errorf("%+v", r)
	}
	for i, kind := range Kinds() {
		if kind.Invalid() != (i < 7) {
			t.Errorf("%s: %v", kind, kind.Invalid())
		}
	}
}

// TestBeside holds what counts as a log outside of the folders of regions: in a bucket
// nothing, since other services have theirs there; in a copy what no digest lists.
func TestBeside(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	other := m.log(start().Add(20*time.Minute), "a")
	key := strings.Replace(m.logs[0], "/CloudTrail/", "/CloudTrail-New/", 1)
	m.write(key, m.read(m.logs[0]))
	m.remove(m.logs[0])
	other["s3Object"] = key
	m.digest(m.at, m.at.Add(time.Hour), false, []any{other}, nil)
	finds(t, m.verify())
	added := strings.Replace(key, "_a.json", "_b.json", 1)
	m.write(added, nil)
	m.write("AWSLogs/x", nil)
	finds(t, m.verify(), "log file not listed|x", "log file not listed|"+added)
	finds(t, m.verify(func(o *Options) { o.Prefix = "AWSLogs/" + account + "/" }), "log file not listed|"+added)
	finds(t, m.verify(func(o *Options) { o.Since = m.at.Add(-time.Minute) }), "log file not listed|x")
	finds(t, m.verify(bucket{}.in))
	m.write("AWSLogs/999999999999/CloudTrail/eu-west-1/x", nil)
	for _, o := range []Options{{Accounts: []string{account}}, {Regions: []string{here}}} {
		finds(t, m.verify(func(p *Options) { p.Accounts, p.Regions = o.Accounts, o.Regions }), "log file not listed|x", "log file not listed|"+added)
	}
}

// TestRequire holds that what was asked for by name and is not there is told.
func TestRequire(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.hour(1)
	r := m.verify()
	r.Require([]string{account}, []string{here}, 9)
	finds(t, r)
	r.Require([]string{account, "999999999999"}, []string{here, "eu-west-1"}, 9)
	finds(t, r, "not covered|999999999999", "not covered|AWSLogs")
	if r.Unsure() != 2 {
		t.Errorf("%+v", r)
	}
	empty := m.verify(func(o *Options) { o.Prefix = ""; o.Accounts = []string{"999999999999"} })
	finds(t, empty, "not readable|AWSLogs")
}
