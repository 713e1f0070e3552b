package app

import (
	"runtime"

	"golang.org/x/sync/errgroup"

	"hotline/trail"
)

// callsAtOnce is how many calls are handed over at a time.
const callsAtOnce = 512

// Measure makes a report of a period. calls calls its visit once for every call.
func Measure(d *trail.Definitions, calls func(visit func(*trail.Event) error) error, incidents []trail.Incident, p trail.Period) (*trail.Report, error) {
	ledger, err := fold(d, calls)
	if err != nil {
		return nil, err
	}
	return ledger.Report(p, incidents), nil
}

// fold adds calls to ledgers, one for each processor, and merges these.
func fold(d *trail.Definitions, calls func(visit func(*trail.Event) error) error) (*trail.Ledger, error) {
	var group errgroup.Group
	batches := make(chan []trail.Event, 4)
	ledgers := make([]*trail.Ledger, runtime.GOMAXPROCS(0))
	for i := range ledgers {
		ledgers[i] = trail.NewLedger(d)
		group.Go(func() error {
			for batch := range batches {
				for n := range batch {
					ledgers[i].Add(&batch[n])
				}
			}
			return nil
		})
	}
	var batch []trail.Event
	err := calls(func(call *trail.Event) error {
		if batch = append(batch, *call); len(batch) == callsAtOnce {
			batches <- batch
			batch = make([]trail.Event, 0, callsAtOnce)
		}
		return nil
	})
	batches <- batch
	close(batches)
	_ = group.Wait() // adding never fails
	for _, l := range ledgers[1:] {
		ledgers[0].Merge(l)
	}
	return ledgers[0], err
}
