package traildata

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Write makes the corpus of the options in a directory, and returns what is in it:
//
//   - AWSLogs/…: the log files
//   - case-updates/YYYY-MM-DD.jsonl: what EventBridge told of support cases
//   - incidents.csv: incidents, with id, start, accounts (by spaces) and severity
//   - truth.json: what is returned
//
// It fails where the options make no sense or a file cannot be written. It writes day
// by day, so memory does not grow with the corpus but by what the truth counts.
func Write(dir string, o Options) (Truth, error) {
	o = o.WithDefaults()
	if err := o.check(); err != nil {
		return Truth{}, err
	}
	g := newGenerator(o)
	w := &writer{dir: dir, background: newBackground(o.Seed), o: o, estates: map[string]*estate{}}
	for d := range o.Days {
		if err := g.writeDay(w, d); err != nil {
			return Truth{}, err
		}
	}
	g.settle()
	t := g.truth
	t.Records += w.records
	t.Duplicates += w.duplicates
	t.UniqueEvents = t.Records - t.Duplicates - t.Addenda
	t.Files, t.OddFiles, t.Bytes, t.CompressedBytes = w.files, w.odd, w.bytes, w.compressed
	var incidents strings.Builder
	if err := writeIncidents(&incidents, t.Incidents); err != nil {
		return Truth{}, err
	}
	if err := save(filepath.Join(dir, "incidents.csv"), []byte(incidents.String())); err != nil {
		return Truth{}, err
	}
	data, err := json.MarshalIndent(t, "", " ")
	if err != nil {
		return Truth{}, err
	}
	return *t, save(filepath.Join(dir, "truth.json"), append(data, '\n'))
}

func (g *generator) writeDay(w *writer, d int) error {
	midnight := g.start + int64(d)*day
	g.tell(d)
	g.plan.assign(rand.New(rand.NewPCG(g.o.Seed, uint64(1000+d))), d, midnight, g.pending[d])
	updates := g.updates[d]
	delete(g.pending, d)
	delete(g.updates, d)
	if len(updates) > 0 {
		name := time.Unix(midnight, 0).UTC().Format("2006-01-02") + ".jsonl"
		if err := save(filepath.Join(w.dir, "case-updates", name), []byte(strings.Join(updates, "\n")+"\n")); err != nil {
			return err
		}
	}
	err := w.day(g.plan.days[d])
	for _, f := range g.plan.days[d] {
		f.hits, f.twin = nil, nil // some are remembered as twins of others
	}
	g.plan.days[d], g.plan.cells[d] = nil, nil
	return err
}

// A writer writes log files, two at a time, and counts what it wrote.
type writer struct {
	dir        string
	background *background
	o          Options

	mu                              sync.Mutex
	estates                         map[string]*estate
	files, odd, records, duplicates int
	bytes, compressed               int64
	err                             error
}

func (w *writer) day(files []*logFile) error {
	work := make(chan *logFile)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			s := &scratch{}
			for f := range work {
				if err := w.file(f, s); err != nil {
					w.fail(err)
				}
			}
		})
	}
	for _, f := range files {
		work <- f
	}
	close(work)
	group.Wait()
	return w.err
}

func (w *writer) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

// A scratch is what one worker uses again for each file.
type scratch struct {
	text, packed []byte
	gz           *gzip.Writer
}

// Write collects compressed bytes.
func (s *scratch) Write(p []byte) (int, error) {
	s.packed = append(s.packed, p...)
	return len(p), nil
}

func (w *writer) file(f *logFile, s *scratch) error {
	records, duplicates := w.compose(f, s)
	if f.odd {
		text, err := respell(rand.New(rand.NewPCG(w.o.Seed^0x0dd, uint64(f.number))), s.text)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name(), err)
		}
		s.text = text
	}
	s.packed = s.packed[:0]
	if s.gz == nil {
		gz, err := gzip.NewWriterLevel(s, 6)
		if err != nil {
			return err
		}
		s.gz = gz
	}
	s.gz.Reset(s)
	if _, err := s.gz.Write(s.text); err != nil {
		return err
	}
	if err := s.gz.Close(); err != nil {
		return err
	}
	w.mu.Lock()
	w.files++
	w.records += records
	w.duplicates += duplicates
	w.bytes += int64(len(s.text))
	w.compressed += int64(len(s.packed))
	if f.odd {
		w.odd++
	}
	w.mu.Unlock()
	return save(filepath.Join(w.dir, filepath.FromSlash(f.name())), s.packed)
}

// compose writes the text of a file, and returns how many background records are in
// it, and how many of these are repeated from another file.
func (w *writer) compose(f *logFile, s *scratch) (records, duplicates int) {
	e := w.estate(f.account, f.region)
	r := rand.New(rand.NewPCG(w.o.Seed^0xf11e, uint64(f.number)))
	b := append(s.text[:0], `{"Records":[`...)
	hits, own, left := f.hits, 0, f.sized
	// Hits lie anywhere between the others.
	share := float64(len(hits)) * meanEvent / float64(f.size+1)
	for int64(len(b)) < f.size || len(hits) > 0 || own+len(f.hits) == 0 {
		full := int64(len(b)) >= f.size-left
		switch {
		case len(hits) > 0 && (full || chance(r, share)):
			b = append(b, hits[0]...)
			left -= int64(len(hits[0]))
			hits = hits[1:]
		case f.twin != nil && own >= f.room && chance(r, w.o.Duplicates):
			b = w.background.appendRecord(b, w.estate(f.twin.account, f.twin.region), f.twin.number, r.IntN(f.twin.room), f.twin.minute)
			records++
			duplicates++
		default:
			b = w.background.appendRecord(b, e, f.number, own, f.minute)
			records++
			own++
		}
		b = append(b, ',')
	}
	b[len(b)-1] = ']'
	s.text = append(b, '}')
	return records, duplicates
}

func (w *writer) estate(account int, region string) *estate {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := cell(accountID(account), region)
	if w.estates[key] == nil {
		w.estates[key] = w.background.estate(accountID(account), region)
	}
	return w.estates[key]
}

func save(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
