package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"hotline/internal/awsio"
	"hotline/internal/logs"
	"hotline/trail"
)

// A history is the event history as a source of logs: each page of an answer is an
// object, which is not remembered, since the next answer has other pages.
type history struct {
	logs    *awsio.Logs
	options *sourceOptions
	home    string // the Region of services that are one for all
	asked   []awsio.LookupOptions

	mu       sync.Mutex
	pages    map[string][]byte
	read     int // how many pages there were
	failures []error
}

// newHistory asks for everything but what the sessions of the role did.
func newHistory(l *awsio.Logs, o *sourceOptions) *history {
	h := &history{logs: l, options: o, home: l.Home(), pages: map[string][]byte{}}
	var everywhere, global []awsio.Attribute
	for _, q := range trail.Lookups() {
		if a := (awsio.Attribute{Key: q.Key, Value: q.Value}); q.Global {
			global = append(global, a)
		} else {
			everywhere = append(everywhere, a)
		}
	}
	h.ask(h.regions(), everywhere)
	h.ask([]string{h.home}, global)
	return h
}

// regions are those whose history is asked for: that of the services which are one for
// all Regions always, since support cases are among what it has.
func (h *history) regions() []string {
	regions := []string{h.home}
	more := h.options.live.Regions
	if len(more) == 0 && h.options.live.Region != "" {
		more = []string{h.options.live.Region}
	}
	for _, r := range more {
		if !slices.Contains(regions, r) {
			regions = append(regions, r)
		}
	}
	return regions
}

func (h *history) ask(regions []string, attributes []awsio.Attribute) {
	h.asked = append(h.asked, awsio.LookupOptions{
		Regions: regions, Attributes: attributes, Start: timeOf(h.options.since), End: timeOf(h.options.until),
	})
}

// List gives the pages. What fails for one attribute in one Region is kept, and the
// rest goes on; it fails where nothing at all was answered, or the credentials are no
// longer any good.
func (h *history) List(ctx context.Context, visit func(logs.Object) error) error {
	for _, o := range h.asked {
		lookup, err := h.logs.Lookup(o)
		if err != nil {
			return err
		}
		ended := error(nil)
		err = lookup.Pages(ctx, func(name string, page []byte) error {
			h.mu.Lock()
			h.pages[name] = page
			h.read++
			h.mu.Unlock()
			ended = visit(logs.Object{Name: name, Size: int64(len(page))})
			return ended
		})
		switch {
		case ended != nil || ctx.Err() != nil:
			return err
		case isSignedOut(err):
			return err
		case err != nil:
			h.failures = append(h.failures, parts(err)...)
		}
	}
	h.asked = nil
	if h.read == 0 && len(h.failures) > 0 {
		return h.failures[0]
	}
	return nil
}

// isSignedOut reports whether AWS no longer knows who calls.
func isSignedOut(err error) bool {
	var failed *awsio.CallError
	return errors.As(err, &failed) && failed.Class.IsAuthentication()
}

// parts are the errors that one is made of.
func parts(err error) []error {
	var all interface{ Unwrap() []error }
	if errors.As(err, &all) {
		return all.Unwrap()
	}
	return []error{err}
}

// sayFailures says what could not be asked for, once for all questions to a Region that
// failed in the same way.
func (h *history) sayFailures(c *console) {
	type kind struct{ region, class, code string }
	of := func(err error) (k kind) {
		var failed *awsio.CallError
		if errors.As(err, &failed) {
			region, _, _ := strings.Cut(failed.About, ", ")
			k = kind{region, failed.Class.String(), failed.Code}
		}
		return k
	}
	n := map[kind]int{}
	for _, failure := range h.failures {
		n[of(failure)]++
	}
	for _, failure := range h.failures {
		k := of(failure)
		switch more := n[k] - 1; {
		case more > 0 && k.region != "":
			c.sayError(fmt.Sprintf("%v; and %d more questions to the %s failed in the same way", failure, more, k.region))
		case more >= 0:
			c.sayError(failure.Error())
		}
		if k.region != "" {
			n[k] = 0 // said
		}
	}
}

// Read gives the content of a page, once.
func (h *history) Read(_ context.Context, o logs.Object, buf []byte, _ int64) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	page, ok := h.pages[o.Name]
	if !ok {
		return buf, fmt.Errorf("there is no page %q", o.Name)
	}
	delete(h.pages, o.Name)
	return append(buf, page...), nil
}

// readHistory asks for the event history: first for what names the role and for
// support cases, then for what the sessions did that were found.
func (o *sourceOptions) readHistory(ctx context.Context, c *console, r *logs.Reader, h *history) (logs.Counts, error) {
	keys := map[string]bool{}
	take := r.Take
	r.Take = func(b logs.Batch) error {
		for _, record := range b.Records {
			var e trail.Event
			if err := e.Read(record.Data); err != nil {
				return err
			}
			for _, key := range r.Definitions.SessionKeys(&e) {
				keys[key] = true
			}
		}
		return take(b)
	}
	total, err := r.Read(ctx, h)
	r.Take = take
	if err == nil && len(keys) > 0 {
		var attributes []awsio.Attribute
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			attributes = append(attributes, awsio.Attribute{Key: "AccessKeyId", Value: key})
		}
		h.ask(h.regions(), attributes)
		r.Progress = onTopOf(total, r.Progress)
		var n logs.Counts
		n, err = r.Read(ctx, h)
		total.Add(n)
	}
	if err == nil {
		h.sayFailures(c)
	}
	o.incomplete = o.incomplete || len(h.failures) > 0
	return total, err
}
