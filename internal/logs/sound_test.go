package logs

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/trail"
)

// scopes are names of roles of every kind: with characters that are escaped, with few
// that are not, and too short to be looked for.
func scopes() []string {
	return []string{"HotlineSupport", "=Support=", "a+bc,d@e.f-g_h=", "Sup", "+=zz=+,@", "AWSReservedSSO_Support_0123456789abcdef", "QZ"}
}

// A sample is a log that was made by chance, and which of its events matter.
type sample struct {
	def  *trail.Definitions
	text string
	want []string
}

// draw makes a log: in CloudTrail's own layout, or in one that is nearly so, or in
// another.
func draw(t *rapid.T) sample {
	m := &maker{
		rand: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 7)),
		role: rapid.SampledFrom(scopes()).Draw(t, "role"),
	}
	m.calm = []int{0, 9, 10, 10}[m.rand.IntN(4)]
	w := &writer{rand: m.rand, escapes: []int{0, 0, 0, 0, 0, 1, 3, 1000}[m.rand.IntN(8)]}
	style := m.pick("own", "own", "own", "own", "own", "own", "own", "own", "order", "some order", "some loose", "loose", "lines", "array")
	sep, ends := ",", [2]string{`{"Records":[`, `]}`}
	switch style {
	case "lines":
		sep, ends = m.pick("\n", "\r\n", "\n\n", " ", ""), [2]string{}
	case "array":
		ends = [2]string{"[", "]"}
	}
	n := m.rand.IntN(16)
	if style == "lines" {
		n++
	}
	w.out.WriteString(ends[0])
	for i := range n {
		if i > 0 {
			w.out.WriteString(sep)
		}
		w.loose = style == "loose" || style == "some loose" && m.rand.IntN(3) == 0
		r := m.record()
		if style == "order" || style == "some order" && m.rand.IntN(3) == 0 {
			m.rand.Shuffle(len(r), func(i, j int) { r[i], r[j] = r[j], r[i] })
		}
		w.write(r)
	}
	w.out.WriteString(ends[1])
	w.out.WriteString(m.pick("", "\n", "\r\n", " \t\n\n"))
	text := m.pick("", "", "", "", "", "", "", "", "", "", "\ufeff", "\n ") + w.out.String()
	return sample{define(t, m.role, "444455556666/Unused-Role"), text, m.want}
}

// TestFastIsEvery holds that looking for bytes finds what reading every event finds, and
// that this is what it should be.
func TestFastIsEvery(t *testing.T) {
	t.Parallel()
	fast, found, decoded, records := 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		slow, quick := one(t, s.def, true, s.text), one(t, s.def, false, s.text)
		same(t, "every event", slow.found, s.want)
		same(t, "fast", quick.events, slow.events)
		same(t, "problems", append(slow.problems, quick.problems...), nil)
		if slow.counts.Found != len(s.want) || quick.counts.Found != len(s.want) {
			t.Errorf("counts %+v and %+v of %d", slow.counts, quick.counts, len(s.want))
		}
		packed := one(t, s.def, false, zip(t, s.text))
		same(t, "gzip", packed.events, slow.events)
		if quick.counts.Decoded < slow.counts.Decoded {
			fast++
		}
		found += len(s.want)
		decoded, records = decoded+quick.counts.Decoded, records+slow.counts.Decoded
	})
	if fast < 3 && !testing.Short() {
		t.Errorf("only %d texts were read in the fast way", fast)
	}
	t.Logf("%d of %d records were decoded, %d matter, %d texts were fast", decoded, records, found, fast)
}

// TestEscapes holds that every single character of what is looked for may be escaped.
func TestEscapes(t *testing.T) {
	t.Parallel()
	const role = "=Support+z="
	def := define(t, role)
	deed := func(name string) string {
		return `{"eventVersion":"1.08","eventTime":"2026-03-01T10:00:00Z","eventSource":"iam.amazonaws.com","eventName":"DeleteRole",` +
			`"requestParameters":{"roleName":"` + name + `"},"eventID":"id","recipientAccountId":"111122223333"}`
	}
	n := 0
	for _, sound := range []string{deed(role), opens("id")} {
		for i, c := range []byte(sound) {
			if strings.IndexByte(`{}:,"`, c) >= 0 {
				continue
			}
			for _, form := range []string{`\u%04x`, `\u%04X`} {
				both(t, def, log(reads("1"), sound[:i]+fmt.Sprintf(form, c)+sound[i+1:], reads("2")), []string{"id"})
				n++
			}
		}
	}
	for _, name := range []string{`\u003dSupport+z\u003d`, `=Support\u002bz=`, `=S\u0075pport+z\u003D`} {
		both(t, def, log(reads("1"), deed(name), reads("2")), []string{"id"})
	}
	for _, name := range []string{`=support+z=`, `=Support+z`, `\\u003dSupport+z=`, `=Support+z=\u0000`} {
		both(t, def, log(reads("1"), deed(name), reads("2")), nil)
	}
	t.Logf("%d escapes", n)
}

// TestBlocks holds that what is looked for is found wherever in a text it is, whether it
// is read in one piece or inflated bit by bit.
func TestBlocks(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	finder := finderOf(t, def)
	fill := func(n int) string { return strings.Replace(reads("1"), "a/b", strings.Repeat("k", n), 1) }
	sound := opens("id")
	at := strings.Index(log(fill(0), sound), `"support.amazonaws.com"`)
	for _, border := range []int{block, 2 * block} {
		for shift := -30; shift < 30; shift++ {
			text := log(fill(border-at+shift), sound, fill(border-at-shift))
			w := newWorker(def, finder)
			for _, raw := range []string{text, zip(t, text)} {
				if got := read(t, w, raw); len(got) != 1 || w.scanner.counts.Decoded != 1 {
					t.Fatalf("border %d, shift %d: %q, %+v", border, shift, got, w.scanner.counts)
				}
			}
		}
	}
	// A text that ends right behind what is looked for.
	for n := range 300 {
		both(t, def, log(fill(n), opens("id")), []string{"id"})
	}
}

// finderOf is the finder for definitions.
func finderOf(t tb, def *trail.Definitions) *finder {
	t.Helper()
	needles, ok := def.Needles()
	if !ok {
		t.Fatalf("no needles")
	}
	f, ok := newFinder(needles)
	if !ok {
		t.Fatalf("no finder for %v", needles)
	}
	return f
}

// read reads a text with a worker.
func read(t tb, w *worker, raw string) (ids []string) {
	t.Helper()
	if err := w.read(t0(), memory{"log": raw}, Object{Name: "log", Key: "log"}); err != nil {
		t.Fatalf("%v", err)
	}
	for _, r := range w.batch.Records {
		ids = append(ids, r.Key.Event)
	}
	return ids
}

// TestUseOfNeedles holds which roles can be looked for, and that the others are found by
// reading everything.
func TestUseOfNeedles(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]bool{
		"HotlineSupport": true, "abcd": true, "abc": false, "=abcd=": true, "ab=cd": false, "a+b+c+d": false,
		"Support*": true, "Sup*": false, "ab,d": true, "a@.-_": true, "日": false,
	} {
		r := trail.Role{Name: role}
		needles, ok := trail.Define(trail.Scope{Roles: []trail.Role{r}}).Needles()
		if !ok {
			t.Fatal("no needles")
		}
		if _, ok := newFinder(needles); ok != want {
			t.Errorf("%s: %v, want %v", role, ok, want)
		}
	}
	def := define(t, "Sup")
	r := one(t, def, false, log(reads("1"), opens("2"), reads("3")))
	same(t, "short name", r.found, []string{"2"})
	if r.counts.Decoded != 3 {
		t.Errorf("%d records were decoded, want all", r.counts.Decoded)
	}
}

// TestLarge holds that records of a megabyte are found, before and after others.
func TestLarge(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	long := func(id string) string {
		return strings.Replace(opens(id), "urgent", strings.Repeat("x\\u0041é", 1<<17), 1)
	}
	for _, records := range [][]string{{long("1")}, {reads("0"), long("1"), reads("2"), opens("3"), long("4"), reads("5")}} {
		var want []string
		for _, id := range []string{"1", "3", "4"} {
			if slices.ContainsFunc(records, func(r string) bool {
				return strings.Contains(r, `"eventID":"`+id+`"`) && strings.Contains(r, "CreateCase")
			}) {
				want = append(want, id)
			}
		}
		both(t, def, log(records...), want)
		both(t, def, zip(t, log(records...)), want)
	}
}
