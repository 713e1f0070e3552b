package digest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"path"
	"strings"
	"testing"
	"time"
)

func TestWhole(t *testing.T) {
	t.Parallel()
	m := chain(t)
	m.write("AWSLogs/"+account+"/CloudTrail/"+here+"/2026/03/01/.DS_Store", nil)
	pending := m.at.Add(10 * time.Minute)
	m.log(pending, "pending")
	r := m.verify()
	finds(t, r)
	want := Counts{Digests: 9, Backfills: 1, DigestsValid: 9, LogFiles: 17, LogsValid: 17, LogsPending: 1, Foreign: 1}
	if r.Total != want || r.Invalid() != 0 || r.Unsure() != 0 {
		t.Errorf("got %+v\nwant %+v", r.Total, want)
	}
	c := r.Chains[0]
	if len(r.Chains) != 1 || c.Account != account || c.Region != here || !c.From.Equal(start()) || !c.To.Equal(m.at) {
		t.Errorf("chains %+v", r.Chains)
	}
}

// A tampering does something to a whole chain, and gives what is to be found.
type tampering map[string]func(m *maker) []string

// TestTampered does to a whole chain what somebody might, one thing at a time. Digests
// are those of hours 0 to 7, then the backfill; each hour has two log files.
func TestTampered(t *testing.T) {
	t.Parallel()
	for _, tests := range []tampering{logTampering(), addition(), digestTampering(), metadataTampering()} {
		for name, do := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				m := chain(t)
				want := do(m)
				finds(t, m.verify(), want...)
			})
		}
	}
}

func TestNoKeys(t *testing.T) {
	t.Parallel()
	m := chain(t)
	var want []string
	for _, i := range []int{7, 6, 5, 4, 3, 8, 2, 1, 0} {
		want = append(want, "signature unknown|"+m.keys[i])
	}
	r := m.verify(func(o *Options) { o.Keys = nil })
	finds(t, r, want...)
	if r.Total.LogsUnproven != 17 {
		t.Errorf("%+v", r.Total)
	}
}

func logTampering() tampering {
	return tampering{
		"log modified": func(m *maker) []string {
			m.write(m.logs[3], pack([]byte(`{"Records":[]}`)))
			return []string{"log file modified|" + m.logs[3]}
		},
		"bytes after the log": func(m *maker) []string {
			m.write(m.logs[3], append(m.read(m.logs[3]), pack([]byte("more"))...))
			return []string{"log file modified|" + m.logs[3]}
		},
		"log truncated": func(m *maker) []string {
			m.write(m.logs[3], m.read(m.logs[3])[:40])
			return []string{"log file modified|" + m.logs[3]}
		},
		"log removed": func(m *maker) []string {
			m.remove(m.logs[0])
			return []string{"log file missing|" + m.logs[0]}
		},
		"log of a backfill removed": func(m *maker) []string {
			m.remove(m.logs[16])
			return []string{"log file missing|" + m.logs[16]}
		},
		"log of another day": func(m *maker) []string {
			key := strings.Replace(logKey(start().AddDate(0, -1, 0), "moved"), "/02/", "/03/", 1)
			m.write(key, nil)
			return []string{"log file not listed|" + key}
		},
	}
}

func addition() tampering {
	return tampering{
		"log added": func(m *maker) []string {
			m.log(start().Add(150*time.Minute), "added")
			return []string{"log file not listed|" + m.logs[17]}
		},
		"log added elsewhere": func(m *maker) []string {
			dir := "AWSLogs/" + account + "/CloudTrail/" + here
			for _, key := range []string{"/x.json", "/2026/x.json.gz", "/2026/03/99/x.json", "/2026/03/01/more/x.json.gz", "/2026/03/01/odd.gz"} {
				m.write(dir+key, nil)
			}
			return []string{"log file not listed|x.json", "log file not listed|x.json.gz", "log file not listed|x.json",
				"log file not listed|odd.gz", "log file not listed|x.json.gz"}
		},
		"log of any name added": func(m *maker) []string {
			var want []string
			for _, name := range []string{"x.json.GZ", "zz", "zz.jsonl", "zz.metadata.json"} {
				m.write(path.Dir(m.logs[0])+"/"+name, nil)
				want = append(want, "log file not listed|"+name)
			}
			return want
		},
		"log added above": func(m *maker) []string {
			m.write("AWSLogs/a", nil)
			m.write("AWSLogs/o-abc/b", nil)
			m.write("AWSLogs/elsewhere/"+account+"/c", nil)
			m.write("AWSLogs/"+account+"/d", nil)
			m.write("AWSLogs/"+account+"/CloudTrail/e", nil)
			m.write("AWSLogs/"+account+"/more/"+here+"/f", nil)
			for _, key := range []string{".x", ".git/x", account + "/CloudTrail-Insight/x", account + "/CloudTrail/.git/x", "elsewhere/CloudTrail-Digest/x"} {
				m.write("AWSLogs/"+key, nil)
			}
			return []string{"log file not listed|c", "log file not listed|a", "log file not listed|b",
				"log file not listed|d", "log file not listed|e", "log file not listed|f"}
		},
	}
}

func digestTampering() tampering {
	return tampering{
		"digest removed": func(m *maker) []string {
			m.remove(m.keys[4])
			return []string{"gap|" + m.keys[5], "digest missing|" + m.keys[4], "not covered|" + m.logs[8]}
		},
		"first digest removed": func(m *maker) []string {
			m.remove(m.keys[0])
			return []string{"digest missing|" + m.keys[0], "not covered|" + m.logs[0]}
		},
		"last digest removed": func(m *maker) []string { // its logs are so new that it need not be there yet
			m.remove(m.keys[7])
			return nil
		},
	}
}

func metadataTampering() tampering {
	return tampering{
		"metadata of another": func(m *maker) []string {
			m.write(m.keys[4]+metadataSuffix, m.read(m.keys[3]+metadataSuffix))
			return []string{"invalid signature|" + m.keys[4]}
		},
		"metadata not hexadecimal": func(m *maker) []string {
			m.sidecar(m.keys[4], map[string]string{"Signature": "zz"})
			return []string{"invalid signature|" + m.keys[4]}
		},
		"all metadata lost": func(m *maker) []string {
			for _, key := range m.keys {
				m.remove(key + metadataSuffix)
			}
			return []string{"signature unknown|" + m.keys[7], "signature unknown|" + m.keys[8]}
		},
		"metadata unreadable": func(m *maker) []string {
			m.write(m.keys[2]+metadataSuffix, []byte("{"))
			m.write(m.keys[3]+metadataSuffix, []byte("{}"))
			m.write(m.keys[4]+metadataSuffix, make([]byte, maxMetadata+1))
			return []string{"not readable|" + m.keys[4], "not readable|" + m.keys[3], "not readable|" + m.keys[2]}
		},
		"unknown algorithm": func(m *maker) []string {
			m.sidecar(m.keys[7], map[string]string{"signature": "00", "signature-algorithm": "new"})
			return []string{"signature unknown|" + m.keys[7]}
		},
		"not a digest": func(m *maker) []string {
			m.write(m.keys[7], pack([]byte("[]")))
			return []string{"digest modified|" + m.keys[7]}
		},
		"foreign digest": func(m *maker) []string {
			m.write("AWSLogs/"+account+"/CloudTrail-Digest/"+here+"/x.json", nil)
			return []string{"not readable|x.json"}
		},
	}
}

// TestReplaced puts the digest of another hour in the place of one.
func TestReplaced(t *testing.T) {
	t.Parallel()
	m := chain(t)
	m.write(m.keys[2], m.read(m.keys[5]))
	r := m.verify()
	if r.Kinds[DigestMoved] != 1 || r.Kinds[DigestModified] != 1 || r.Kinds[InvalidSignature] != 1 || r.Kinds[Gap] != 1 {
		t.Errorf("found %v: %+v", r.Kinds, r.Findings)
	}
}

func TestBySuccessor(t *testing.T) {
	t.Parallel()
	m := chain(t)
	for _, key := range m.keys[:7] {
		m.remove(key + metadataSuffix)
	}
	r := m.verify()
	finds(t, r)
	if r.Total.BySuccessor != 7 || r.Total.DigestsValid != 9 {
		t.Errorf("%+v", r.Total)
	}
	// The successor's signature of it does not fit what it was changed to.
	m.write(m.keys[3], pack(append([]byte(" "), unpack(t, m.read(m.keys[3]))...)))
	finds(t, m.verify(), "digest modified|"+m.keys[3], "invalid signature|"+m.keys[3])
}

// TestForgedChain has another key sign everything.
func TestForgedChain(t *testing.T) {
	t.Parallel()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	m := newMaker(t)
	m.key = other
	m.hour(1)
	m.hour(1)
	aws := KeyList{keyOf(testKey(t))}
	r := m.verify(func(o *Options) { o.Keys = aws })
	finds(t, r, "signature unknown|"+m.keys[1], "signature unknown|"+m.keys[0])
	if r.Total.LogsUnproven != 2 || r.Total.DigestsUnproven != 2 {
		t.Errorf("%+v", r.Total)
	}
	r = m.verify(func(o *Options) { o.Keys, o.AllKeys = aws, true })
	finds(t, r, "invalid signature|"+m.keys[1], "invalid signature|"+m.keys[0])
	forged := keyOf(testKey(t))
	forged.Fingerprint = keyOf(other).Fingerprint
	finds(t, m.verify(func(o *Options) { o.Keys = KeyList{forged} }), "invalid signature|"+m.keys[1], "invalid signature|"+m.keys[0])
}

// TestRestart stops logging for half a day.
func TestRestart(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.hour(2)
	end := m.at
	m.log(end.Add(5*time.Hour), "undigested")
	m.at, m.lastKey = end.Add(12*time.Hour), ""
	m.hour(2)
	r := m.verify()
	finds(t, r, "gap|"+m.keys[1], "not covered|"+m.logs[2])
	if r.Invalid() != 0 || r.Unsure() != 2 || r.Total.LogsNotCovered != 1 {
		t.Errorf("%+v", r)
	}
	// Another trail that has covered the time has not listed the file.
	n := *m
	n.trail, n.at, n.lastKey = "other", start(), ""
	for range 14 {
		n.hour(0)
	}
	finds(t, n.verify(), "gap|"+m.keys[1], "not covered|"+m.logs[2])
	n.digest(n.at, n.at.Add(time.Hour), false, []any{}, func(d map[string]any) { d["digestStartTime"] = n.at.Add(-time.Minute).Format(time.RFC3339) })
	n.digest(n.at.Add(time.Hour), n.at.Add(2*time.Hour), false, []any{}, nil)
	finds(t, n.verify(), "gap|"+n.lastKey, "gap|"+m.keys[1], "not covered|"+m.logs[2])
}

func TestSpan(t *testing.T) {
	t.Parallel()
	m := chain(t)
	for _, key := range m.keys {
		m.remove(key + metadataSuffix)
	}
	since, until := start().Add(2*time.Hour), start().Add(5*time.Hour-10*time.Minute)
	r := m.verify(func(o *Options) { o.Since, o.Until = since, until })
	// The hours from 2 to 5, and the backfill of the first of them, which only its
	// metadata signs.
	finds(t, r, "signature unknown|"+m.keys[8])
	if r.Total.Digests != 4 || r.Total.BySuccessor != 3 {
		t.Errorf("%+v", r.Total)
	}
	// A digest that says who was before it may itself be damaged.
	m.write(m.keys[5], nil)
	finds(t, m.verify(func(o *Options) { o.Since, o.Until = since, until }), "signature unknown|"+m.keys[4], "signature unknown|"+m.keys[8])
	m.log(start().Add(-time.Hour), "before")
	m.log(m.at.AddDate(0, 0, 3), "after")
	r = m.verify(func(o *Options) { o.Since, o.Until = start().AddDate(0, 0, -9), start().AddDate(0, 0, -8) })
	finds(t, r, "not covered|"+here)
	if r.Total.Digests != 0 || r.Findings[0].Message != "there is no digest of the time that is asked for: nothing was verified" {
		t.Errorf("%+v", r)
	}
	r = m.verify(func(o *Options) { o.Since = m.at.AddDate(0, 0, 2) })
	finds(t, r, "not covered|"+m.logs[18])
}

// TestLists has log files listed twice, and hashes that are not known.
func TestLists(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	early := m.log(start().Add(-10*time.Minute), "early")
	m.digest(start(), start().Add(time.Hour), false, []any{early, early}, nil)
	finds(t, m.verify())
	odd := m.log(start().Add(70*time.Minute), "odd")
	odd["hashAlgorithm"] = "SHA-512"
	m.digest(m.at, m.at.Add(time.Hour), false, []any{odd}, func(d map[string]any) { d["previousDigestHashAlgorithm"] = "SHA-512" })
	finds(t, m.verify(), "not readable|"+m.logs[1], "not readable|"+m.keys[0])
}

// TestPrefix verifies a copy below a prefix, and one whose digests have a prefix.
func TestPrefix(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.prefix = "ours/"
	m.hour(2)
	m.hour(2)
	finds(t, m.verify())
	m.write("ours/"+m.logs[0], m.read(m.logs[0])) // it was moved to where its digest names it
	m.remove(m.logs[0])
	finds(t, m.verify(func(o *Options) { o.Prefix = "AWSLogs/" + account + "/" }))
	for _, o := range []Options{{Accounts: []string{"999999999999"}}, {Regions: []string{"eu-west-1"}}, {Prefix: "AWSLogs/999999999999/"}, {Prefix: "theirs/"}} {
		r := m.verify(func(p *Options) { p.Accounts, p.Regions, p.Prefix = o.Accounts, o.Regions, o.Prefix })
		if len(r.Chains) != 0 || r.Kinds[NotReadable] != 1 {
			t.Errorf("%+v: %+v", o, r)
		}
	}
}

func TestOrganization(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.hour(1)
	text, err := json.Marshal(1)
	if err != nil {
		t.Fatal(err)
	}
	m.write("deep/AWSLogs/o-abc/999999999999/CloudTrail/eu-west-1/2026/01/01/999999999999_CloudTrail_eu-west-1_20260101T0000Z_x.json.gz", text)
	m.write("deep/AWSLogs/o-abc/o-abc/999999999999/CloudTrail/eu-west-1/2026/01/01/x.json.gz", text)
	m.write("deep/AWSLogs/elsewhere/x", text)
	r := m.verify()
	finds(t, r, "log file not listed|x", "log file not listed|x.json.gz", "not covered|999999999999_CloudTrail_eu-west-1_20260101T0000Z_x.json.gz")
	if len(r.Chains) != 2 || r.Chains[1].Organization != "o-abc" {
		t.Errorf("%+v", r.Chains)
	}
}
