package journal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hotline/internal/journal"
	"hotline/plan"
)

// tries are all times at which a change was intended.
func tries(r *journal.Record) (out []journal.Try) {
	for _, a := range r.Accounts {
		for _, s := range a.Steps {
			out = append(out, s.Tries...)
		}
	}
	return out
}

// draw writes a run of any calls, and returns the file of it.
func draw(t *rapid.T, dir string) []byte {
	value := rapid.Ptr(rapid.StringOf(rapid.RuneFrom([]rune("a\"\\\n\u2028<\U0001F600\x00"))), true)
	h := header()
	h.Plan.Accounts = h.Plan.Accounts[1:2] // short: each byte is tried
	r, err := journal.Begin(dir, name, h, clock())
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]plan.Change{}
	for range rapid.IntRange(0, 5).Draw(t, "calls") {
		account := rapid.SampledFrom([]string{one, two, "777788889999", "5"}).Draw(t, "account")
		c, isOpen := open[account]
		switch what := rapid.IntRange(0, 5).Draw(t, "what"); {
		case what == 0:
			err = r.Finish(account, rapid.String().Draw(t, "problem"))
		case what == 1:
			if err = r.Close(); err == nil {
				r, _, err = journal.Resume(dir, name, journal.By{Caller: "me"}, clock())
			}
			clear(open)
		case isOpen:
			delete(open, account)
			var problem error
			if what == 2 {
				problem = errors.New(rapid.String().Draw(t, "error"))
			}
			err = r.Done(account, c, problem)
		default:
			open[account] = change(plan.Tag, rapid.SampledFrom([]string{"owner", "other"}).Draw(t, "key"), value.Draw(t, "before"), value.Draw(t, "after"))
			err = r.Intend(account, open[account])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if rapid.Bool().Draw(t, "end") {
		err = r.End(journal.RunDone)
	}
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	out, err := os.ReadFile(filepath.Join(dir, name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// places are the bytes that a test of a drawn file tries: one in nine, from a
// drawn one on, and those around the ends of lines. TestEveryByte tries all.
func places(t *rapid.T, whole []byte) (out []int) {
	first := rapid.IntRange(0, 8).Draw(t, "first")
	for at := range whole {
		if at%9 == first || bytes.IndexByte(whole[max(at-2, 0):min(at+2, len(whole))], '\n') >= 0 {
			out = append(out, at)
		}
	}
	return out
}

// TestCut holds that a file that is cut anywhere is read, and says what the
// whole lines before say: nothing more, nothing else.
func TestCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := inNew(t, draw)
		tryCuts(t, whole, places(t, whole))
	})
}

// TestFlip holds that no byte of a whole line can be another one.
func TestFlip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := inNew(t, draw)
		torn := rapid.SampledFrom([]string{"", "{", `{"n":99,"time":"`, "\x00\x00"}).Draw(t, "torn")
		if r, err := journal.Parse(name, whole); err != nil || r.Ended() {
			torn = ""
		}
		tryFlips(t, whole, torn, places(t, whole), rapid.IntRange(0, 254).Draw(t, "bits"))
	})
}

func TestEveryByte(t *testing.T) {
	t.Parallel()
	whole := text(t, write(t, folder(t)))
	var all []int
	for at := range whole {
		all = append(all, at)
	}
	tryCuts(t, whole, all)
	tryFlips(t, whole, "", all, 0)
}

// A tester is a *testing.T or a *rapid.T.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

func tryCuts(t tester, whole []byte, cuts []int) {
	t.Helper()
	var ends []int // of the lines
	var want []*journal.Record
	for at := 0; at < len(whole); {
		at += bytes.IndexByte(whole[at:], '\n') + 1
		r, err := journal.Parse(name, whole[:at])
		if err != nil || r.Torn != 0 {
			t.Fatalf("%d bytes: %v", at, err)
		}
		ends, want = append(ends, at), append(want, r)
	}
	for _, at := range cuts {
		last := bytes.Count(whole[:at], []byte("\n")) - 1
		r, err := journal.Parse(name, whole[:at])
		if last < 0 {
			if !errors.Is(err, journal.ErrNotBegun) {
				t.Fatalf("%d bytes: %v", at, err)
			}
			continue
		}
		if err != nil || r.Torn != at-ends[last] {
			t.Fatalf("%d bytes: %v", at, err)
		}
		r.Torn = 0
		if !reflect.DeepEqual(want[last], r) {
			t.Fatalf("%d bytes: found %+v, want %+v", at, r, want[last])
		}
		isPrefix(t, tries(r), tries(want[len(want)-1]))
	}
}

// isPrefix holds that what is read of a part is so in the whole, but for what
// came of it later.
func isPrefix(t tester, part, whole []journal.Try) {
	t.Helper()
	for _, p := range part {
		i := slices.IndexFunc(whole, func(w journal.Try) bool { return w.Line == p.Line })
		if i < 0 {
			t.Fatalf("the whole has no %+v", p)
		}
		w := whole[i]
		if p.Fate == journal.Unknown {
			w.Fate, w.Problem = p.Fate, p.Problem
		}
		if !reflect.DeepEqual(p, w) {
			t.Fatalf("found %+v, want %+v", p, w)
		}
	}
}

func tryFlips(t tester, whole []byte, torn string, places []int, seed int) {
	t.Helper()
	for _, at := range places {
		spoiled := append(bytes.Clone(whole), torn...)
		spoiled[at] ^= byte(1 + (seed+at*31)%255)
		_, err := journal.Parse(name, spoiled)
		var d *journal.DamagedError
		if !errors.As(err, &d) || d.Line != bytes.Count(whole[:at], []byte("\n"))+1 {
			t.Fatalf("byte %d: %v", at, err)
		}
	}
}

// inNew calls draw with a new directory.
func inNew(t *rapid.T, draw func(t *rapid.T, dir string) []byte) []byte {
	dir, err := os.MkdirTemp("", "journal")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	return draw(t, dir)
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	path := write(t, dir)
	whole := text(t, path)
	all := lines(whole)
	all = all[:len(all)-1] // after the last newline is nothing
	end := len(all)
	join := func(l ...[]byte) []byte { return bytes.Join(l, nil) }
	hole := make([]byte, 600)
	for want, spoiled := range map[string][]byte{
		":1: this is no journal of a run":           []byte("hello\n"),
		":1: this is no journal":                    []byte("hello"),
		":3: the checksum is wrong":                 join(join(all[:2]...), join(all[3:]...)),
		":1: this is no journal of a run; expected": join(all[1:]...),
		":4: the checksum is wrong":                 join(join(all[:3]...), all[2], join(all[3:]...)),
		":1: the checksum is wrong":                 append([]byte(`{"n":1,"time":"`), '\n'),
		":10: the checksum is wrong":                join(join(all[:end-1]...), []byte("\n")),
		":11: the run ended on the line before":     join(whole, []byte("x")),
		":11: the run ended":                        join(whole, all[1]),
		":2: the checksum is wrong":                 join(all[0], []byte("{"), hole, []byte("}\n"), all[1]),
		":2: expected the end of the line":          join(all[0], all[1][:len(all[1])-1], []byte("x")),
	} {
		put(t, path, spoiled)
		_, err := journal.Load(dir, name)
		if d := damage(t, err); !strings.Contains(d, name+".jsonl"+want) {
			t.Errorf("expected %q, found %q", want, d)
		}
	}
	for tail, want := range map[string]string{"": "not begun", string(hole): "not begun", string(all[0]) + "{" + string(hole) + "}\n": "torn"} {
		put(t, path, []byte(tail))
		r, err := journal.Load(dir, name)
		if got := errors.Is(err, journal.ErrNotBegun); got != (want == "not begun") || err == nil && r.Torn != 603 {
			t.Errorf("expected %s, found %+v, %v", want, r, err)
		}
	}
	other := "20261122T031500Z-bbbb"
	put(t, filepath.Join(dir, other+".jsonl"), whole)
	_, err := journal.Load(dir, other)
	if d := damage(t, err); !strings.Contains(d, "as the file is named") {
		t.Error(d)
	}
}

// TestForged has lines whose checksums are right, and which were not written by
// this package.
func TestForged(t *testing.T) {
	t.Parallel()
	whole := string(journal.Begun(header()))
	data := whole[strings.Index(whole, `"data":`)+7:]
	data = data[:strings.LastIndex(data, `,"sum"`)]
	change := func(from, to string) []string {
		if !strings.Contains(data, from) {
			t.Fatalf("there is no %s in %s", from, data)
		}
		return []string{"begin", strings.Replace(data, from, to, 1)}
	}
	planned := func(p string) []string {
		at, sum := strings.Index(data, `"plan":{`)+7, strings.Index(data, `"plan_sum":"`)+12
		return []string{"begin", data[:sum] + journal.Hash(p) + data[sum+64:at] + p + "}"}
	}
	good, at := []string{"begin", data}, strings.Index(data, `"plan":{`)+7
	for want, forged := range map[string][][]string{
		":1: expected a line of the type begin, found \"end\"":   {{"end", `{"outcome":"done"}`}},
		":1: found a run of the schema \"hotline/run/2\"":        {change(journal.Schema, "hotline/run/2")},
		":1: found a run of the schema \"\"":                     {{"begin", `7`}},
		":1: begin: json: unknown field \"what\"":                {change(`"why"`, `"what"`)},
		":1: this is the journal of the run":                     {change(name, "20261122T031500Z-cccc")},
		":1: the plan has the SHA-256":                           {change(`"name":"one"`, `"name":"two"`)},
		":2: the run began on line 1":                            {good, good},
		":2: a line of the type \"else\" is not understood":      {good, {"else", `{}`}},
		":2: intend: json":                                       {good, {"intend", `[]`}},
		":2: resume: json":                                       {good, {"resume", `{"what":1}`}},
		":2: done: json":                                         {good, {"done", `1`}},
		":2: 5: \"role/x tag\" ended, and was not what was last": {good, {"done", `{"account":"5","property":{"kind":"role","name":"x","field":"tag"}}`}},
		":2: expected refused or there already":                  {good, {"done", `{"account":"5","property":{"kind":"role","name":"x","field":"tag"},"error":"e","not_made":"made"}`}},
		":2: expected refused or there already for":              {good, {"done", `{"account":"5","property":{"kind":"role","name":"x","field":"tag"},"error":"","not_made":"refused"}`}},
		":1: the plan: account 111122223333":                     {planned(strings.Replace(data[at:len(data)-1], "aws-support", "../x", 1))},
		":2: finish: json":                                       {good, {"finish", `1`}},
		":2: end: json":                                          {good, {"end", `1`}},
		":2: expected the outcome":                               {good, {"end", `{"outcome":"well"}`}},
		":3: the run ended on the line before":                   {good, {"end", `{"outcome":"done"}`}, {"finish", `{}`}},
		":2: expected a line of a journal: ":                     {good, {"end", `{`}},
		":2: expected a line of a journal, with the keys":        {good, {"end", `{"outcome":"done"} `}},
		":2: expected the line number 2, found 3":                {good, {"end", `{"outcome":"done"}`, ""}},
		":1: found a plan of the schema \"hotline/plan/0\"":      {planned(`{"schema":"hotline/plan/0"}`)},
		":1: the plan: json":                                     {planned(`[]`)},
	} {
		_, err := journal.Parse(name, journal.Forge(forged))
		var d *journal.DamagedError
		if !errors.As(err, &d) {
			t.Errorf("expected %q, found %v", want, err)
		} else if !strings.Contains(d.Error(), want) {
			t.Errorf("expected %q, found %q", want, d.Error())
		}
	}
}

// TestForgedPlan holds that a journal is not used whose plan hotline would not
// make, and that lists name it.
func TestForgedPlan(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	path := write(t, dir)
	h := header()
	h.Plan.Accounts[0].Changes[0].Name = "../x"
	put(t, path, journal.Begun(h))
	_, err := journal.Load(dir, name)
	if d := damage(t, err); !strings.Contains(d, name+".jsonl:1: the plan: account 111122223333") {
		t.Error(d)
	}
	_, _, err = journal.Resume(dir, name, journal.By{}, clock())
	damage(t, err)
	if last, err := journal.Last(dir); err != nil || last != name {
		t.Errorf("found %s, %v", last, err)
	}
}

// FuzzRead holds that no text makes the reader panic, as it is and as lines with
// right checksums.
func FuzzRead(f *testing.F) {
	whole := journal.Begun(header())
	f.Add(whole, "intend", []byte(`{"account":"1","change":{}}`))
	f.Add([]byte("{}\n"), "done", []byte(`{"account":"1","property":{}}`))
	f.Add([]byte{}, "end", []byte(`{"outcome":"done"}`))
	f.Fuzz(func(t *testing.T, text []byte, kind string, data []byte) {
		for _, in := range [][]byte{text, append(bytes.Clone(whole), text...), journal.Forge([][]string{{"begin", string(text)}}), journal.Sealed(whole, kind, data)} {
			r, err := journal.Parse(name, in)
			if (r == nil) == (err == nil) {
				t.Fatalf("found %v, %v", r, err)
			}
			if err == nil {
				r.Pending()
				r.Undo()
				_ = r.Summary()
			}
		}
	})
}
