package logs

import (
	"bytes"
	stdgzip "compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/jsoncut"
)

// seeds are texts of every shape.
func seeds() []string {
	return []string{
		log(opens("a"), reads("b"), opens("c")), log(), log(reads("a")) + "\n", opens("a") + "\n" + reads("b"), lookup(opens("a")), wrap(opens("a")), update,
		"[" + opens("a") + "]", log(opens("a"), "42", opens("b")), log(nested("1", "["+fake+","+fake+","+fake+"]"), opens("b")),
		strings.Replace(log(opens("a")), "support", `\u0073uppor\u0074`, 1), log(opens("a"))[:400], "\ufeff{}", "", "[", `{"Records":[{"eventVersion":}]}`,
		strings.Replace(log(opens("a"), reads("b")), "support.amazonaws.com", "aws.support", 1),
	}
}

// onlyRecords reports whether a text is JSON in which every separator of records is
// between records. See TestNestedMiddle.
func onlyRecords(text string) bool {
	if !json.Valid([]byte(text)) {
		return false
	}
	begins := map[int]bool{}
	skip := func(at int) (int, error) { return jsoncut.Skip(text, at) }
	_, err := jsoncut.Members(text, 0, func(key string, at int) (int, error) {
		if key != "Records" || text[at] != '[' {
			return skip(at)
		}
		return jsoncut.Elements(text, at, func(at int) (int, error) { begins[at] = true; return skip(at) })
	})
	if err != nil {
		return false
	}
	for i := 0; ; {
		n := strings.Index(text[i:], recordSep)
		if n < 0 {
			return true
		}
		if i += n + len(`},`); !begins[i] {
			return false
		}
	}
}

// contains reports whether all of a sorted list is in another.
func contains(all, some []string) bool {
	for _, s := range some {
		i, ok := slices.BinarySearch(all, s)
		if !ok {
			return false
		}
		all = slices.Delete(slices.Clone(all), i, i+1)
	}
	return true
}

// FuzzFastIsEvery holds that the fast way finds what reading every event finds, in every
// text that is JSON; that in one with what looks like records within records it at
// least misses nothing; and that no text at all makes anything panic.
func FuzzFastIsEvery(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s))
	}
	def := define(f, "HotlineSupport")
	f.Fuzz(func(t *testing.T, text []byte) {
		slow, fast := one(t, def, true, string(text)), one(t, def, false, string(text))
		if !json.Valid(text) || slow.counts.Problems > 0 {
			return // what is damaged may be read differently
		}
		if !contains(fast.events, slow.events) {
			t.Errorf("missed: found %q of %q", fast.found, slow.found)
		}
		if onlyRecords(string(text)) && (len(fast.events) != len(slow.events) || fast.counts.Problems > 0) {
			t.Errorf("found %q instead of %q, %q", fast.found, slow.found, fast.problems)
		}
	})
}

// reference inflates one gzip member with the standard library.
func reference(raw []byte) (text []byte, left int, err error) {
	in := bytes.NewReader(raw)
	r, err := stdgzip.NewReader(in)
	if err != nil {
		return nil, 0, err
	}
	r.Multistream(false)
	text, err = io.ReadAll(io.LimitReader(r, 1<<24))
	return text, in.Len(), err
}

// checkInflate holds that a text is inflated as the standard library does it, and that
// where that fails this does too.
func checkInflate(t tb, f *inflater, raw []byte) {
	t.Helper()
	text, err := f.inflate(raw)
	if !bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		if err != nil || !bytes.Equal(text, raw) {
			t.Errorf("what is no gzip was changed: %v", err)
		}
		return
	}
	if err != nil && len(raw) > 3 && raw[3]&0xe0 != 0 {
		return // flags that RFC 1952 says are to be refused, which the standard library passes over
	}
	want, left, wantErr := reference(raw)
	if (wantErr != nil || left > 0) != (err != nil) {
		t.Fatalf("error %v, the standard library says %v, with %d bytes left", err, wantErr, left)
	}
	if wantErr == nil && !bytes.Equal(text, want) {
		t.Fatalf("inflated to %d bytes, the standard library to %d", len(text), len(want))
	}
	if wantErr != nil && !bytes.HasPrefix(want, text) && !bytes.HasPrefix(text, want) {
		t.Fatalf("what came before the damage differs")
	}
}

// FuzzInflate compares inflating with the standard library, with an inflater that was
// used before.
func FuzzInflate(f *testing.F) {
	for _, s := range seeds() {
		z := zip(f, s)
		f.Add([]byte(z))
		f.Add([]byte(z + z))
		f.Add([]byte(z[:len(z)/2]))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var x inflater
		checkInflate(t, &x, raw)
		checkInflate(t, &x, []byte(zip(t, string(raw))))
		checkInflate(t, &x, raw)
	})
}

// TestInflate compares inflating with the standard library: every level, names and
// comments in the header, any text, any damage, one inflater for all.
func TestInflate(t *testing.T) {
	t.Parallel()
	var f inflater
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "unit")
		text := bytes.Repeat(unit, rapid.IntRange(0, 1000).Draw(t, "times"))
		var out bytes.Buffer
		w, err := stdgzip.NewWriterLevel(&out, rapid.IntRange(-2, 9).Draw(t, "level"))
		if err != nil {
			t.Fatal(err)
		}
		w.Name = rapid.SampledFrom([]string{"", "a.json"}).Draw(t, "name")
		w.Extra = rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, "extra")
		_, err = w.Write(text)
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		raw := out.Bytes()
		got, err := f.inflate(raw)
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("error %v, %d bytes of %d", err, len(got), len(text))
		}
		switch at := rapid.IntRange(0, len(raw)-1).Draw(t, "at"); rapid.IntRange(0, 2).Draw(t, "damage") {
		case 0:
			raw = raw[:at]
		case 1:
			raw[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		case 2:
			raw = slices.Insert(raw, at, rapid.Byte().Draw(t, "byte"))
		}
		checkInflate(t, &f, raw)
	})
}
