package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"hotline/plan"
)

// maxFile is the size of the largest file of a run, in bytes: enough for the
// changes of ten thousand accounts. What is larger is neither written nor read.
const maxFile = 512 << 20

// ErrNotBegun says that a run stopped before its first line was whole. Nothing
// was changed by it.
var ErrNotBegun = errors.New("the run stopped before it began: it changed nothing")

// A DamagedError says what is wrong with the file of a run.
type DamagedError struct {
	File    string
	Line    int // from 1; 0 where it is not about a line
	Problem string
}

// Error implements error: FILE:LINE: PROBLEM.
func (e *DamagedError) Error() string {
	at := e.File
	if e.Line > 0 {
		at += ":" + strconv.Itoa(e.Line)
	}
	return at + ": " + e.Problem
}

// Load reads a run, whose plan is one that hotline makes. Its error is ErrNotBegun,
// a *DamagedError, or one of the file system.
func Load(dir, run string) (*Record, error) {
	path, err := fileOf(dir, run)
	if err != nil {
		return nil, err
	}
	r, err := loadFile(path, run, maxFile)
	if err != nil {
		return nil, err
	}
	if err := r.check(path); err != nil {
		return nil, err
	}
	return r, nil
}

// glance reads a run for a list: its plan may be any, as what it takes to check
// those of all runs adds up.
func glance(dir, run string) (*Record, error) {
	path, err := fileOf(dir, run)
	if err != nil {
		return nil, err
	}
	return loadFile(path, run, maxFile)
}

// check holds that the plan is one that may be applied: the checksums tell nothing
// of who wrote it.
func (r *Record) check(path string) error {
	if err := r.Plan.Check(); err != nil {
		return &DamagedError{path, 1, "the plan: " + oneLine(err.Error())}
	}
	return nil
}

func loadFile(path, run string, limit int64) (*Record, error) {
	// What is no file, as a pipe, could keep a reader waiting for ever.
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &DamagedError{File: path, Problem: "expected a file, found something else"}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	p, err := read(f, path, run, limit)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return p.record, nil
}

// read reads the file of a run, and goes on reading no further than the limit.
func read(from io.Reader, path, run string, limit int64) (*parser, error) {
	text, err := io.ReadAll(io.LimitReader(from, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > limit {
		return nil, &DamagedError{File: path, Problem: fmt.Sprintf("larger than %d MiB; expected at most that", limit>>20)}
	}
	p := &parser{path: path, run: run}
	if err := p.parse(text); err != nil {
		return nil, err
	}
	return p, nil
}

// A parser reads lines into a Record.
type parser struct {
	path, run string
	record    *Record
	n         int
	sum       string
	size      int64 // of the lines that are whole
}

func (p *parser) fault(format string, args ...any) error {
	return &DamagedError{p.path, p.n + 1, fmt.Sprintf(format, args...)}
}

func (p *parser) parse(text []byte) error {
	for {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			return p.tail(text)
		}
		content, sealed := p.unseal(text[:end])
		if !sealed && end+1 == len(text) && isHollow(text) {
			return p.tail(text)
		}
		if !sealed {
			return p.unsealed(text)
		}
		if err := p.line(text[:end], content); err != nil {
			return err
		}
		text = text[end+1:]
		p.n++
		p.sum = chain(p.sum, content)
		p.size += int64(end) + 1
	}
}

// unseal is the content of a line without its seal. It reports whether the
// checksum is right.
func (p *parser) unseal(text []byte) ([]byte, bool) {
	n := len(text) - sealSize
	if n < 0 {
		return nil, false
	}
	content := text[:n]
	return content, string(text[n:]) == sumKey+chain(p.sum, content)+`"}`
}

// unsealed says what is wrong with a line whose checksum is not right.
func (p *parser) unsealed(text []byte) error {
	if p.n == 0 && !bytes.HasPrefix(text, []byte(lineStart)) {
		return p.fault("this is no journal of a run; expected %s at its beginning", lineStart)
	}
	if p.record != nil && p.record.Ended() {
		return p.fault("the run ended on the line before; expected nothing after it")
	}
	return p.fault("the checksum is wrong: this line was changed, or one before it was taken out")
}

// isHollow reports whether a line has a gap as some file systems leave it after
// the power failed: blocks that were counted but not written. One changed byte
// is not taken for that.
func isHollow(text []byte) bool { return bytes.Contains(text, make([]byte, 512)) }

// tail takes what stands after the last whole line: what a crash left of a line
// that was being written. What that line tells of was not begun.
func (p *parser) tail(text []byte) error {
	if len(text) > 0 && p.record != nil && p.record.Ended() {
		return p.unsealed(text)
	}
	// A line that is whole and followed by something was not torn: what ended it
	// was changed. Its seal is the first one, as in texts quotes are escaped.
	if i := bytes.Index(text, []byte(sumKey)); i >= 0 && i+sealSize < len(text) {
		if _, sealed := p.unseal(text[:i+sealSize]); sealed {
			return p.fault("expected the end of the line in column %d", i+sealSize+1)
		}
	}
	if p.record != nil {
		p.record.Torn = len(text)
		return nil
	}
	n := min(len(text), len(lineStart))
	if string(text[:n]) == lineStart[:n] || len(bytes.Trim(text, "\x00")) == 0 {
		return fmt.Errorf("%s: %w", p.path, ErrNotBegun)
	}
	return p.unsealed(text)
}

// line takes a line whose checksum is right.
func (p *parser) line(text, content []byte) error {
	var l line
	if err := decode(text, &l); err != nil {
		return p.fault("expected a line of a journal: %v", err)
	}
	// The keys are in this order, and nothing else is there: what the checksum is
	// right for was written by this package.
	if !bytes.Equal(content, contentOf(l.N, l.Time, l.Type, l.Data)) {
		return p.fault("expected a line of a journal, with the keys n, time, type, data and sum in order")
	}
	if l.N != p.n+1 {
		return p.fault("expected the line number %d, found %d", p.n+1, l.N)
	}
	if p.record == nil && l.Type != typeBegin {
		return p.fault("expected a line of the type begin, found %.80q", l.Type)
	}
	if p.record != nil && p.record.Ended() {
		return p.unsealed(text)
	}
	if err := p.take(l); err != nil {
		return err
	}
	p.record.Updated = l.Time
	return nil
}

// take takes the payload of a line.
func (p *parser) take(l line) error {
	var err error
	switch l.Type {
	case typeBegin:
		return p.begin(l)
	case typeResume:
		var d resumeData
		if err = decode(l.Data, &d); err == nil {
			p.record.resume(l, d)
		}
	case typeIntend:
		var d intendData
		if err = decode(l.Data, &d); err == nil {
			p.record.account(d.Account).intend(l, d.Change)
		}
	case typeDone:
		var d doneData
		err = decode(l.Data, &d)
		if err == nil && (d.NotMade != "" && d.NotMade != Refused && d.NotMade != There || d.NotMade != "" && d.Error == "") {
			return p.fault("expected refused or there already for a change that was not made, and an error, found %.80q", d.NotMade)
		}
		if err == nil && !p.record.account(d.Account).done(d) {
			return p.fault("%s: %q ended, and was not what was last intended", d.Account, d.Property.String())
		}
	case typeFinish:
		var d finishData
		if err = decode(l.Data, &d); err == nil {
			a := p.record.account(d.Account)
			a.Finished, a.Problem = true, d.Problem
		}
	case typeEnd:
		var d endData
		if err = decode(l.Data, &d); err == nil && !d.Outcome.isKnown() {
			return p.fault("expected the outcome done or failed, found %.80q", d.Outcome)
		}
		p.record.Outcome = d.Outcome
	default:
		return p.fault("a line of the type %.80q is not understood", l.Type)
	}
	if err != nil {
		return p.fault("%s: %v", l.Type, err)
	}
	return nil
}

func (p *parser) begin(l line) error {
	if p.record != nil {
		return p.fault("the run began on line 1; expected no other line of the type begin")
	}
	// The schema goes first: another one has other keys.
	var which struct{ Schema string }
	if err := json.Unmarshal(l.Data, &which); err != nil || which.Schema != Schema {
		return p.fault("found a run of the schema %.80q; expected %q, which is all that this version understands", which.Schema, Schema)
	}
	var d beginData
	if err := decode(l.Data, &d); err != nil {
		return p.fault("begin: %v", err)
	}
	if d.Run != p.run {
		return p.fault("this is the journal of the run %.80q; expected that of %q, as the file is named", d.Run, p.run)
	}
	if found := hash(d.Plan); found != d.PlanSum {
		return p.fault("the plan has the SHA-256 %s; expected %.80q", found, d.PlanSum)
	}
	if err := decode(d.Plan, &d.Header.Plan); err != nil {
		return p.fault("the plan: %v", err)
	}
	if d.Header.Plan.Schema != plan.Schema {
		return p.fault("found a plan of the schema %.80q; expected %q, which is all that this version understands", d.Header.Plan.Schema, plan.Schema)
	}
	p.record = newRecord(l.Time, d)
	return nil
}

// resume is the place from which a Run goes on with what was read.
func (p *parser) resume(f *os.File, now func() time.Time) *Run {
	return &Run{name: p.run, now: now, file: f, n: p.n, sum: p.sum, size: p.size, made: p.record.Made(), open: map[string]plan.Property{}}
}
