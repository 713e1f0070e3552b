package logs

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hotline/trail"
)

// beside reads a damaged object among good ones, in both ways: whatever is wrong with
// it, the others are read. It returns what was found in the damaged one.
func beside(t *testing.T, def *trail.Definitions, raw string, every bool) result {
	t.Helper()
	r := all(t, def, every, memory{"1": log(opens("before")), "2": raw, "3": log(opens("later"))})
	if r.counts.Objects != 3 {
		t.Errorf("%d objects were read", r.counts.Objects)
	}
	if !slices.Contains(r.found, "before") || !slices.Contains(r.found, "later") {
		t.Errorf("only found %q", r.found)
	}
	r.found = slices.DeleteFunc(r.found, func(id string) bool { return id == "before" || id == "later" })
	return r
}

// TestDamagedGzip holds what is told of a damaged gzip file, and that what comes before
// the damage is found.
func TestDamagedGzip(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	whole := zip(t, log(opens("a"), reads("b"), opens("c")))
	end := len(whole) - 8
	trailer := func(crc, size uint32) string {
		return whole[:end] + string(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, crc), size))
	}
	crc, size := binary.LittleEndian.Uint32([]byte(whole[end:])), binary.LittleEndian.Uint32([]byte(whole[end+4:]))
	for name, x := range map[string]struct{ raw, problem string }{
		"wrong CRC":        {trailer(crc+1, size), "the gzip file is damaged: gzip: invalid checksum"},
		"wrong size":       {trailer(crc, size+1), "the gzip file is damaged: gzip: invalid checksum"},
		"size of nothing":  {trailer(crc, 0), "the gzip file is damaged: gzip: invalid checksum"},
		"huge size":        {trailer(crc, 1<<32-1), "the gzip file is damaged: gzip: invalid checksum"},
		"bytes after it":   {whole + "xyz", "3 bytes are after the end of the gzip file; they are not read"},
		"zeros after it":   {whole + strings.Repeat("\x00", 600), "600 bytes are after the end of the gzip file; they are not read"},
		"a second member":  {whole + zip(t, log(opens("d"))), fmt.Sprintf("%d bytes are after the end of the gzip file; they are not read", len(zip(t, log(opens("d")))))},
		"cut in the end":   {whole[:len(whole)-1], "the gzip file is cut off"},
		"without an end":   {whole[:end], "the gzip file is cut off"},
		"header only":      {whole[:10], "the gzip file is cut off"},
		"half a header":    {whole[:5], "the header of the gzip file is damaged: unexpected EOF"},
		"two bytes":        {whole[:2], "the header of the gzip file is damaged: unexpected EOF"},
		"unknown method":   {whole[:2] + "\x07" + whole[3:], "the header of the gzip file is damaged: gzip: invalid header"},
		"no deflate":       {whole[:10] + "\xff\xff\xff\xff" + whole[end:], "the gzip file is damaged: flate: corrupt input before offset 1"},
		"nothing in it":    {zip(t, ""), "there is nothing in it"},
		"space in it":      {zip(t, " \n\t"), "there is nothing in it"},
		"gzip of gzip":     {zip(t, whole), "1:1 expected an object: a log, a record or an event"},
		"empty":            {"", "there is nothing in it"},
		"one byte of gzip": {"\x1f", "1:1 expected an object: a log, a record or an event"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []string
			if strings.HasPrefix(name, "wrong") || strings.HasSuffix(name, "size") || strings.HasPrefix(name, "size") ||
				strings.Contains(name, "after") || strings.HasPrefix(name, "a second") || strings.Contains(name, "end") {
				want = []string{"a", "c"} // all of the text is there
			}
			for _, every := range []bool{false, true} {
				r := beside(t, def, x.raw, every)
				same(t, "problems", r.problems, []string{x.problem})
				same(t, "events", r.found, want)
				if r.counts.Damaged != 1 || r.counts.Problems != 1 {
					t.Errorf("%+v", r.counts)
				}
			}
		})
	}
}

// TestCutGzip cuts a file at every byte: it is told, and what was whole is found.
func TestCutGzip(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	var records []string
	for i := range 6 {
		records = append(records, opens(fmt.Sprintf("%064x", i)), reads(fmt.Sprintf("%064x", i*i*31337)))
	}
	text := log(records...)
	whole := zip(t, text)
	most := 0
	for n := range len(whole) {
		for _, every := range []bool{false, true} {
			r := beside(t, def, whole[:n], every)
			if r.counts.Damaged != 1 || len(r.problems) < 1 || len(r.problems) > 2 {
				t.Fatalf("cut at %d: %q, %+v", n, r.problems, r.counts)
			}
			var f inflater
			part, _ := f.inflate([]byte(whole[:n]))
			var want []string
			for i := 0; i < len(records); i += 2 {
				if strings.Contains(string(part), records[i]) {
					want = append(want, fmt.Sprintf("%064x", i/2))
				}
			}
			same(t, fmt.Sprintf("cut at %d", n), r.found, want)
			most = max(most, len(r.found))
		}
	}
	if most < 3 {
		t.Errorf("at most %d events were found in a part", most)
	}
}

// TestCutText cuts a log at every byte: what is whole is found, and the cut is told
// where it is.
func TestCutText(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	for name, text := range map[string]string{"log": log(opens("a"), opens("b")), "lines": opens("a") + "\n" + opens("b") + "\n", "lookup": lookup(opens("a"), opens("b")), "bridge": wrap(opens("a")) + update} {
		first, second := strings.Index(text, opens("a"))+len(opens("a")), strings.LastIndex(text, opens("b"))+len(opens("b"))
		for n := 1; n < len(text)-2; n++ {
			for _, every := range []bool{false, true} {
				r := one(t, def, every, text[:n])
				if name == "lookup" || name == "bridge" {
					continue // only that nothing panics
				}
				var want []string
				if n >= first {
					want = append(want, "a")
				}
				if n >= second {
					want = append(want, "b")
				}
				same(t, fmt.Sprintf("%s cut at %d", name, n), r.found, want)
				whole := name == "lines" && (n == first || n == first+1 || n >= second)
				if whole == (len(r.problems) > 0) {
					t.Errorf("%s cut at %d: %q", name, n, r.problems)
				}
			}
		}
	}
}

// TestBomb holds that inflating ends at a bound, and that no more memory is taken.
func TestBomb(t *testing.T) {
	t.Parallel()
	const limit = 2 << 20 // inflating as much as is really allowed takes minutes under the race detector
	whole := zip(t, strings.Repeat(" ", limit+limit/2))
	for _, raw := range []string{whole, whole[:len(whole)-4] + "\x01\x00\x00\x00"} {
		w := newWorker(define(t), nil)
		w.inflater.limit = limit
		f := inflater{limit: limit}
		text, err := f.inflate([]byte(raw))
		if err == nil || err.Error() != "the gzip file inflates to more than 2 MiB; the rest is not read" {
			t.Errorf("error %v", err)
		}
		if len(text) > limit+1 || cap(f.buf) > limit+limit/4 {
			t.Errorf("%d bytes of text in %d", len(text), cap(f.buf))
		}
		if read(t, w, raw); w.scanner.counts.Damaged != 1 {
			t.Errorf("%+v", w.scanner.counts)
		}
	}
	if got := new(inflater).most(); got != maxText {
		t.Errorf("the limit is %d", got)
	}
}
