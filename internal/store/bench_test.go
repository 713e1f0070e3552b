package store_test

import (
	"fmt"
	"runtime"
	"testing"

	"hotline/internal/logs"
	"hotline/internal/store"
)

// key is the key of an object of CloudTrail.
func key(n int) string {
	return fmt.Sprintf("s3://aws-cloudtrail-logs-111122223333/AWSLogs/o-exampleorgid/%012d/CloudTrail/eu-west-1/2026/03/%02d/"+
		"%012d_CloudTrail_eu-west-1_202603%02dT%04dZ_%016x.json.gz", n%500, n%28+1, n%500, n%28+1, n%1440, uint64(n)*0x9e3779b97f4a7c15)
}

// BenchmarkKnown opens a state that knows 100,000 objects, and asks for each.
func BenchmarkKnown(b *testing.B) {
	const objects = 100000
	dir := b.TempDir()
	s := open(b, store.Options{Dir: dir})
	for i := range objects {
		do(b, s.Take(batch(key(i), "d41d8cd98f00b204e9800998ecf8427e")))
	}
	do(b, s.Close())
	all := make([]logs.Object, objects)
	for i := range all {
		all[i] = logs.Object{Name: key(i), Key: key(i), Version: "d41d8cd98f00b204e9800998ecf8427e"}
	}
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s := open(b, store.Options{Dir: dir})
		for _, o := range all {
			if !s.Known(o) {
				b.Fatal(o.Key)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-kept")
		do(b, s.Close())
	}
}

// BenchmarkTake keeps 20,000 events of 1,000 objects.
func BenchmarkTake(b *testing.B) {
	var batches []logs.Batch
	for i := range 1000 {
		one := batch(key(i), "1")
		for j := range 20 {
			one.Records = append(one.Records, batch("", "", numbered(20*i+j)).Records...)
		}
		batches = append(batches, one)
	}
	for _, what := range []string{"new", "again"} {
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				s := open(b, store.Options{Dir: b.TempDir()})
				for range map[string]int{"new": 1, "again": 2}[what] {
					for _, one := range batches {
						do(b, s.Take(one))
					}
				}
				do(b, s.Close())
			}
		})
	}
}

// BenchmarkEach reads 20,000 events.
func BenchmarkEach(b *testing.B) {
	s := open(b, store.Options{Dir: b.TempDir()})
	for i := range 20000 {
		do(b, s.Take(batch(key(i), "1", numbered(i))))
	}
	for b.Loop() {
		if n := len(held(b, s)); n != 20000 {
			b.Fatal(n)
		}
	}
	do(b, s.Close())
}
