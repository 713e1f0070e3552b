package traildata

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"time"
)

// A logFile is one log file to be written.
type logFile struct {
	number  int // of all files
	account int
	region  string
	size    int64 // uncompressed bytes to reach
	minute  int64 // of its name, in seconds since 1970
	suffix  string
	odd     bool
	// hits go into the file among its background; background records of twin
	// are in this one too.
	hits  []string
	sized int64 // bytes of the hits
	twin  *logFile
	room  int // background records that it has for certain
}

// A plan says which log files there are on each day.
type plan struct {
	days  [][]*logFile
	cells []map[string][]*logFile // of a day, by account and region
	// last is of each account the file whose records may be repeated in the next one.
	last map[int]*logFile
}

// newPlan spreads the files over days, accounts and regions, and the bytes over the
// files: there are many small ones and few large ones. Every account has a file on
// every day in the home region, where what has no other place can go.
func newPlan(o Options, r *rand.Rand) *plan {
	p := &plan{days: make([][]*logFile, o.Days), cells: make([]map[string][]*logFile, o.Days), last: map[int]*logFile{}}
	const sigma = 1.3
	var sum float64
	sizes := make([]float64, o.Files)
	for i := range sizes {
		sizes[i] = min(lognormal(r, 1, sigma), 100)
		sum += sizes[i]
	}
	for i := range o.Files {
		f := &logFile{number: i, account: i % o.Accounts, region: homeRegion, suffix: random(r, alnum, 16),
			size: int64(sizes[i] / sum * float64(o.Bytes)), odd: chance(r, o.Odd)}
		d := i / o.Accounts
		if d >= o.Days {
			d, f.account = r.IntN(o.Days), int(float64(o.Accounts)*r.Float64()*r.Float64())
			f.region = pick(r, homeRegion, homeRegion, homeRegion, "eu-west-1", "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2")
		}
		p.days[d] = append(p.days[d], f)
	}
	for d, files := range p.days {
		p.cells[d] = map[string][]*logFile{}
		for _, f := range files {
			key := cell(accountID(f.account), f.region)
			p.cells[d][key] = append(p.cells[d][key], f)
		}
	}
	return p
}

func cell(account, region string) string { return account + " " + region }

func regions() []string {
	return []string{homeRegion, "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2"}
}

// anyRegion is one of the regions in which an account has files on a day, and the
// home region for accounts that have none.
func (p *plan) anyRegion(r *rand.Rand, d int, account string) string {
	region := pick(r, regions()...)
	if len(p.cells[d][cell(account, region)]) == 0 {
		return homeRegion
	}
	return region
}

// otherRegion finds a region, other than one, in which an account has a file on a day.
func (p *plan) otherRegion(d int, account, region string) (string, bool) {
	for _, other := range regions() {
		if other != region && len(p.cells[d][cell(account, other)]) > 0 {
			return other, true
		}
	}
	return "", false
}

// assign puts the deliveries of a day into files, and decides when those are
// written: after the last event in them.
func (p *plan) assign(r *rand.Rand, d int, midnight int64, deliveries []delivery) {
	by := map[string][]delivery{}
	for _, one := range deliveries {
		key := cell(one.account, one.region)
		if len(p.cells[d][key]) == 0 {
			key = cell(one.account, homeRegion)
		}
		by[key] = append(by[key], one)
	}
	for _, f := range p.days[d] {
		f.minute = midnight + 60*r.Int64N(day/60)
	}
	for _, key := range slices.Sorted(maps.Keys(p.cells[d])) {
		files, events := p.cells[d][key], by[key]
		slices.SortStableFunc(files, func(a, b *logFile) int { return cmp.Compare(a.minute, b.minute) })
		last := files[len(files)-1]
		for _, e := range events {
			last.minute = max(last.minute, (e.time+240)/60*60)
		}
		for _, e := range events {
			i, _ := slices.BinarySearchFunc(files, e.time+60, func(f *logFile, t int64) int { return cmp.Compare(f.minute, t) })
			f := files[min(i, len(files)-1)]
			f.hits = append(f.hits, e.text)
			f.sized += int64(len(e.text))
		}
	}
	p.pair(d)
}

// pair finds for each file the one of its account before it that has room.
func (p *plan) pair(d int) {
	for _, f := range p.days[d] {
		f.room = int(max(0, f.size-f.sized) / 6_000)
		f.twin = p.last[f.account]
		if f.room > 0 {
			p.last[f.account] = f
		}
	}
}

// name is where the file lies, with slashes.
func (f *logFile) name() string {
	at, account := time.Unix(f.minute, 0).UTC(), accountID(f.account)
	return path.Join("AWSLogs", organizationID, account, "CloudTrail", f.region, at.Format("2006/01/02"),
		fmt.Sprintf("%s_CloudTrail_%s_%s_%s.json.gz", account, f.region, at.Format("20060102T1504Z"), f.suffix))
}

const organizationID = "o-a1b2c3d4e5"
