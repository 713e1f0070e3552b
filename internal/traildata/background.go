package traildata

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A template is a kind of record that has nothing to do with the support role:
// literal text and, between angle brackets, the names of values.
type template struct {
	weight int
	parts  []part
}

type part struct {
	text string
	slot string // the name of a value, then text is empty
}

// compile splits a template into its parts.
func compile(weight int, text string) template {
	t := template{weight: weight}
	for {
		before, rest, found := strings.Cut(text, "<")
		t.parts = append(t.parts, part{text: before})
		if !found {
			return t
		}
		name, after, _ := strings.Cut(rest, ">")
		t.parts = append(t.parts, part{slot: name})
		text = after
	}
}

// A background makes the records that are not hits.
type background struct {
	templates []template
	total     int
	seed      uint64
}

func newBackground(seed uint64) *background {
	b := &background{templates: templates(), seed: seed}
	for _, t := range b.templates {
		b.total += t.weight
	}
	return b
}

// An estate is what an account has: the values that its records repeat.
type estate struct {
	account, region string
	callers         []string // identities, as JSON
	sources         []string // where each calls from, and with what
	buckets, keys   []string
	instances       []string
	functions       []string
	roles           []string
}

// estate draws what an account has in a region, always the same.
func (b *background) estate(account, region string) *estate {
	var hash uint64 = 14695981039346656037
	for _, c := range []byte(account + region) {
		hash = (hash ^ uint64(c)) * 1099511628211
	}
	r := rand.New(rand.NewPCG(b.seed, hash))
	e := &estate{account: account, region: region}
	for i := range 6 {
		e.roles = append(e.roles, pick(r, "web", "billing", "search", "ingest", "report")+"-"+pick(r, "api", "worker", "task", "node")+"-"+random(r, hexDigits, 4))
		a := role(r, account, "/", e.roles[i], "")
		a.session = pick(r, "i-0"+random(r, hexDigits, 16), "worker-"+random(r, hexDigits, 8), "session")
		if i == 4 {
			a = sso(r, account, pick(r, "ReadOnly", "DataEngineer", "PowerUser"), "")
		}
		if i == 5 {
			a = user(r, account, "deploy-"+person(r))
		}
		e.callers = append(e.callers, a.identity())
		e.sources = append(e.sources, `"sourceIPAddress":"`+a.ip+`","userAgent":"`+a.agent+`"`)
		e.buckets = append(e.buckets, pick(r, "logs", "assets", "exports", "artifacts")+"-"+account+"-"+random(r, hexDigits, 6))
		e.keys = append(e.keys, uuid(r))
		e.instances = append(e.instances, "i-0"+random(r, hexDigits, 16))
		e.functions = append(e.functions, pick(r, "resize", "notify", "ingest", "rotate")+"-"+random(r, hexDigits, 5))
	}
	return e
}

// appendRecord appends the background record with that number in a file.
func (b *background) appendRecord(dst []byte, e *estate, file, number int, minute int64) []byte {
	r := rand.New(rand.NewPCG(b.seed^uint64(file+1)*0x9e3779b97f4a7c15, uint64(number)))
	n := r.IntN(b.total)
	t := b.templates[0]
	for _, t = range b.templates {
		if n -= t.weight; n < 0 {
			break
		}
	}
	lateness := int64(min(lognormal(r, 191, 0.7), 608))
	caller, other := r.IntN(len(e.callers)), r.IntN(len(e.roles))
	for _, p := range t.parts {
		if p.slot == "" {
			dst = append(dst, p.text...)
			continue
		}
		dst = e.fill(dst, r, p.slot, caller, other, minute-lateness)
	}
	return dst
}

// fill appends one value.
func (e *estate) fill(dst []byte, r *rand.Rand, slot string, caller, other int, at int64) []byte {
	switch slot {
	case "who":
		return append(dst, e.callers[caller]...)
	case "from":
		return append(dst, e.sources[caller]...)
	case "time":
		return append(dst, stamp(at)...)
	case "account":
		return append(dst, e.account...)
	case "region":
		return append(dst, e.region...)
	case "uuid":
		return appendUUID(dst, r)
	case "bucket":
		return append(dst, e.buckets[other]...)
	case "instance":
		return append(dst, e.instances[other]...)
	case "key":
		return append(dst, e.keys[other]...)
	case "function":
		return append(dst, e.functions[other]...)
	case "role":
		return append(dst, e.roles[other]...)
	case "hex":
		return appendRandom(dst, r, hexDigits, 16)
	case "id":
		return appendRandom(dst, r, upper32, 16)
	case "token":
		return appendRandom(dst, r, base64, 340+r.IntN(200))
	case "number":
		return fmt.Appendf(dst, "%d", r.IntN(90_000))
	default:
		panic("traildata: a template has an unknown value: " + slot) // a mistake in this package
	}
}
