package traildata

import (
	"math/rand/v2"
	"strings"
	"time"
)

const (
	day  = int64(86400)
	hour = int64(3600)
)

// A delivery is a record on its way to a log file.
type delivery struct {
	account, region string
	time            int64
	text            string
}

// A seenCase is a support case that was opened.
type seenCase struct {
	account, id   string
	opened, reply int64 // reply is 0 if AWS did not answer
}

// A generator decides what happens, and keeps the truth of it.
type generator struct {
	o          Options
	r          *rand.Rand
	truth      *Truth
	start, end int64
	plan       *plan
	// pending are the deliveries and the case updates of days to come.
	pending map[int][]delivery
	updates map[int][]string
	cases   []seenCase
	openAt  map[int64]bool
	planted int
	total   int // weight of all stories
}

func newGenerator(o Options) *generator {
	t := newTruth(o)
	g := &generator{o: o, r: rand.New(rand.NewPCG(o.Seed, 0)), truth: &t,
		start: o.Start.Unix(), end: o.Start.Unix() + int64(o.Days)*day,
		pending: map[int][]delivery{}, updates: map[int][]string{}, openAt: map[int64]bool{}}
	g.plan = newPlan(o, rand.New(rand.NewPCG(o.Seed, 1)))
	for _, s := range stories() {
		g.total += s.weight
	}
	return g
}

// tell makes what is to be told of a day.
func (g *generator) tell(d int) {
	due := int(float64(g.o.Bytes) / meanEvent * g.o.HitRate * float64(d+1) / float64(g.o.Days))
	for g.planted < due {
		n := g.r.IntN(g.total)
		for _, s := range stories() {
			if n -= s.weight; n < 0 {
				s.tell(g, g.start+int64(d)*day+g.r.Int64N(day))
				break
			}
		}
	}
}

func (g *generator) dayOf(t int64) int { return int((t - g.start) / day) }

// emit delivers a record, unless it is after the end, and reports whether it did.
// Some come a day late, and some twice: in the folder of another region or in a
// later file.
func (g *generator) emit(e record) bool {
	if e.time >= g.end {
		return false
	}
	g.planted++
	d := delivery{account: e.account, region: e.region, time: e.time, text: e.text()}
	on := g.dayOf(e.time)
	if on+1 < g.o.Days && chance(g.r, 0.01) {
		on++
	}
	g.deliver(on, d)
	if !chance(g.r, g.o.Duplicates) {
		return true
	}
	if other, found := g.plan.otherRegion(on, e.account, e.region); found {
		d.region = other
		g.deliver(on, d)
		g.truth.Duplicates++
	} else if on+1 < g.o.Days {
		g.deliver(on+1, d)
		g.truth.Duplicates++
	}
	return true
}

func (g *generator) deliver(on int, d delivery) {
	g.truth.Records++
	g.pending[on] = append(g.pending[on], d)
}

// replace delivers a record that replaces another one, one or two days after that,
// and reports whether there is such a day.
func (g *generator) replace(original, by record, fields string) bool {
	on := g.dayOf(original.time) + 1 + g.r.IntN(2)
	if original.time >= g.end || on >= g.o.Days {
		return false
	}
	by.id, by.requestID = uuid(g.r), uuid(g.r)
	by.addendum = `{"reason":"UPDATED_DATA","updatedFields":"` + fields + `","originalRequestID":"` + original.requestID + `","originalEventID":"` + original.id + `"}`
	g.planted++
	g.truth.Addenda++
	g.deliver(on, delivery{account: by.account, region: by.region, time: by.time, text: by.text()})
	return true
}

// call delivers a record of a call, counts it to its session if that is one of the
// support role, and reports whether it is in the corpus.
func (g *generator) call(s *session, e record) bool {
	if !g.emit(e) {
		return false
	}
	if s == nil {
		return true
	}
	if !s.counted {
		s.counted = true
		g.truth.Sessions.Count++
	}
	if isSupport(e.source) {
		g.truth.Sessions.Support.add(e.code != "")
	} else {
		g.truth.Sessions.Other.add(e.code != "")
	}
	return true
}

// A session is one of the support role.
type session struct {
	actor
	counted bool
}

func isSupport(source string) bool {
	switch source {
	case "support", "support-console", "supportapp", "supportplans", "support-subscription", "supportauthz", "trustedadvisor":
		return true
	}
	return false
}

// anyAccount is the number of one of the accounts.
func (g *generator) anyAccount() int { return g.r.IntN(g.o.Accounts) }

// roleARN is the support role of an account. In some it has a path.
func (g *generator) roleARN(account int) string {
	return "arn:aws:iam::" + accountID(account) + ":role" + rolePath(account) + g.o.Role
}

func rolePath(account int) string {
	if account%5 == 4 {
		return "/security/"
	}
	return "/"
}

// opening returns a time not before t at which no other case is opened.
func (g *generator) opening(t int64) int64 {
	for g.openAt[t] {
		t++
	}
	g.openAt[t] = true
	return t
}

func month(t int64) string { return time.Unix(t, 0).UTC().Format("2006-01") }

// settle finds out, from the cases and incidents that there are, when Support was
// engaged.
func (g *generator) settle() {
	for i := range g.truth.Incidents {
		in := &g.truth.Incidents[i]
		start := in.Start.Unix()
		var first *seenCase
		for j := range g.cases {
			c := &g.cases[j]
			if c.opened < start || c.opened >= start+72*hour || !strings.Contains(strings.Join(in.Accounts, " "), c.account) {
				continue
			}
			if first == nil || c.opened < first.opened {
				first = c
			}
		}
		if first == nil {
			continue
		}
		in.Engaged, in.EngageSeconds, in.Case = true, first.opened-start, first.id
		if first.reply != 0 {
			in.Replied, in.ReplySeconds = true, first.reply-start
		}
	}
}
