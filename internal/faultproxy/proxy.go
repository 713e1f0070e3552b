package faultproxy

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
)

// A Proxy is an HTTP server that passes requests on.
type Proxy struct {
	URL      string
	server   *httptest.Server
	upstream string // empty for one that has all answers itself

	mu       sync.Mutex
	rules    []rule
	counts   map[string]int
	accounts map[string]string // by access key, as AssumeRole gave it
}

type rule struct {
	call  string
	fault Fault
}

// New starts a proxy before an AWS. Close stops it.
func New(upstream string) *Proxy {
	p := &Proxy{upstream: strings.TrimSuffix(upstream, "/"), counts: map[string]int{}, accounts: map[string]string{}}
	p.server = httptest.NewServer(p)
	p.URL = p.server.URL
	return p
}

// Close stops the proxy.
func (p *Proxy) Close() {
	p.server.CloseClientConnections()
	p.server.Close()
}

// On makes a call go wrong: iam:ListRoles, iam:* or *. Of several faults for a
// call the one that was set first and has a say decides.
func (p *Proxy) On(call string, faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range faults {
		p.rules = append(p.rules, rule{call, f})
	}
}

// Counts is how many requests came, by call.
func (p *Proxy) Counts() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.counts)
}

// Reset forgets what was counted, and all faults.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules, p.counts = nil, map[string]int{}
}

// ServeHTTP answers a request, or passes it on.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	call := understand(r, body)
	call.done = r.Context().Done()
	p.mu.Lock()
	call.N = p.counts[call.Name]
	p.counts[call.Name]++
	call.Account = p.accounts[call.Key]
	if account, ok := strings.CutPrefix(call.Key, replayKey); ok && account != Hub {
		call.Account = account
	}
	rules := p.rules
	p.mu.Unlock()
	for _, f := range rules {
		if !matches(f.call, call.Name) {
			continue
		}
		if answer := f.fault(call); answer != nil {
			if answer.Passed {
				p.forward(r, call)
			}
			if answer.Then != nil {
				answer.Then()
			}
			answer.write(w, call)
			return
		}
	}
	p.pass(w, r, call)
}

func matches(pattern, name string) bool {
	prefix, isPrefix := strings.CutSuffix(pattern, "*")
	return name == pattern || isPrefix && strings.HasPrefix(name, prefix)
}

// pass sends a request on as it is, and the answer back.
func (p *Proxy) pass(w http.ResponseWriter, r *http.Request, call *Call) {
	if p.upstream == "" {
		Fail(http.StatusNotImplemented, "NotImplemented", "no answer for "+call.Name)(call).write(w, call)
		return
	}
	in, text := p.forward(r, call)
	maps.Copy(w.Header(), in.Header)
	w.Header().Del("Content-Length")
	w.WriteHeader(in.StatusCode)
	_, _ = w.Write(text) // the client is gone
}

// forward sends a request on as it is, and reads the answer.
func (p *Proxy) forward(r *http.Request, call *Call) (*http.Response, []byte) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, p.upstream+r.URL.RequestURI(), bytes.NewReader(call.Body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	out.Header, out.Host = r.Header.Clone(), r.Host
	in, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer in.Body.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(in.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if call.Name == "sts:AssumeRole" {
		p.remember(call, string(text))
	}
	return in, text
}

// remember notes which account the credentials of an answer are for.
func (p *Proxy) remember(call *Call, answer string) {
	_, key, _ := strings.Cut(answer, "<AccessKeyId>")
	key, _, _ = strings.Cut(key, "<")
	form, _ := url.ParseQuery(string(call.Body))
	if parts := strings.Split(form.Get("RoleArn"), ":"); len(parts) > 4 && key != "" {
		p.mu.Lock()
		p.accounts[key] = parts[4]
		p.mu.Unlock()
	}
}
