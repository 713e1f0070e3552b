package traildata_test

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/traildata"
)

// small is a corpus with much in little.
func small(seed uint64) traildata.Options {
	return traildata.Options{Seed: seed, Bytes: 200_000, Accounts: 4, Days: 5, HitRate: 0.9, Duplicates: 0.05, Odd: 0.3}
}

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	sums := func(seed uint64) map[string][32]byte {
		dir := t.TempDir()
		if _, err := traildata.Write(dir, small(seed)); err != nil {
			t.Fatal(err)
		}
		found := map[string][32]byte{}
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			name, _ := filepath.Rel(dir, path)
			found[name] = sha256.Sum256(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	first := sums(7)
	if diff := cmp.Diff(first, sums(7)); diff != "" {
		t.Errorf("the same seed gives other files:\n%s", diff)
	}
	if cmp.Equal(first, sums(8)) {
		t.Error("another seed gives the same files")
	}
}

func TestTruthIsWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want, err := traildata.Write(dir, small(1))
	if err != nil {
		t.Fatal(err)
	}
	got, err := traildata.ReadTruth(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("truth.json differs from what Write returned:\n%s", diff)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]traildata.Options{
		"negative": {Bytes: -1}, "one account": {Accounts: 1}, "rate": {HitRate: 2}, "many days": {Days: 1 << 20},
	} {
		if _, err := traildata.Write(t.TempDir(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestShape(t *testing.T) {
	t.Parallel()
	o := traildata.Options{Seed: 3, Bytes: 6_000_000, Accounts: 3, Days: 3, Files: 20}
	truth, err := traildata.Write(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	if truth.Files != o.Files {
		t.Errorf("%d files; want %d", truth.Files, o.Files)
	}
	if ratio := float64(truth.Bytes) / float64(o.Bytes); ratio < 0.95 || ratio > 1.05 {
		t.Errorf("%d bytes; want about %d", truth.Bytes, o.Bytes)
	}
	if mean := float64(truth.Bytes) / float64(truth.Records); mean < 1100 || mean > 1600 {
		t.Errorf("a record has %.0f bytes", mean)
	}
	if packed := float64(truth.Bytes) / float64(truth.CompressedBytes); packed < 6 || packed > 11 {
		t.Errorf("compressed %.1f:1", packed)
	}
}
