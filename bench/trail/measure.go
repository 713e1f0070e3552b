package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"hotline/bench/harness"
)

// build builds hotline, if one of the peers needs it.
func build(names []string, temp string) error {
	if !slices.Contains(names, "fast") && !slices.Contains(names, "every") {
		return nil
	}
	_, err := harness.Build(temp)
	return err
}

// measure runs all peers that can be run, and prints what came out.
func measure(all []peer, c *corpus, runs int) error {
	var programs []*harness.Program
	for _, p := range all {
		if p.skip == "" {
			programs = append(programs, p.Program)
		}
	}
	if err := harness.Run(programs, runs); err != nil {
		return err
	}
	speed := map[string]float64{}
	for _, p := range all {
		if p.skip == "" {
			median, _, _ := p.Wall()
			speed[p.name] = float64(c.truth.Bytes) * p.share / 1e6 / median.Seconds()
		}
	}
	fmt.Printf("\n%d runs each, median (range)\n%-36s %-24s %7s %7s %10s %9s %8s %8s  %s\n", runs, "", "seconds", "CPU s", "MB/s", "events/s", "peak MiB", "of infl.", "x DuckDB", "answer")
	for _, p := range all {
		if p.skip != "" {
			fmt.Printf("%-36s skipped: %s\n", p.Name, p.skip)
			continue
		}
		median, least, most := p.Wall()
		seconds := fmt.Sprintf("%.3f (%.3f to %.3f)", median.Seconds(), least.Seconds(), most.Seconds())
		note := "equal"
		if p.share < 1 {
			note = fmt.Sprintf("equal, on %.1f %% of the bytes; seconds are of these", p.share*100)
		}
		events := speed[p.name] * 1e6 / float64(c.truth.Bytes) * float64(c.truth.Records)
		fmt.Printf("%-36s %-24s %7.2f %7.0f %10.0f %9.1f %8s %8s  %s\n", p.Name, seconds, p.CPU().Seconds(), speed[p.name], events, float64(p.Peak())/(1<<20),
			ratio(speed[p.name], speed["decompress"]), ratio(speed[p.name], speed["duckdb"]), note)
	}
	fmt.Println("of infl.: of the speed of decompression alone with the same library. Peak: of several processes that of the largest.")
	return nil
}

func ratio(a, b float64) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a/b)
}

func (c counters) total() int {
	return c.AssumedOK + c.AssumedDenied + c.OpenedRole + c.OpenedRoot + c.OpenedOther + c.RoleSupport + c.Tampering
}

// flat measures the memory of hotline on corpora of several sizes.
func flat(f flags, temp string) error {
	binary, err := harness.Build(temp)
	if err != nil {
		return err
	}
	for _, size := range strings.Split(f.flat, ",") {
		gb, err := strconv.ParseFloat(size, 64)
		if err != nil {
			return fmt.Errorf("-flat %s: %w", f.flat, err)
		}
		one := f
		if f.dir != "" {
			one.dir = filepath.Join(f.dir, size)
		}
		c, err := one.corpus(temp, f.options(gb*1e9))
		if err != nil {
			return err
		}
		p := given("hotline kpi, "+size+" GB", hotlineCommand(binary, c.dir, c.truth.Scope), equal(fromTruth(c.truth), fromHotline))
		if err := harness.Measure([]*harness.Program{p.Program}, f.runs); err != nil {
			return err
		}
		if f.dir == "" {
			if err := os.RemoveAll(c.dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// known measures hotline where it has read all there is before.
func known(f flags, temp string) error {
	binary, err := harness.Build(temp)
	if err != nil {
		return err
	}
	// Tiny objects: about one event in each.
	o := f.options(float64(f.known) * 1400)
	o.Files = f.known
	if o.Files < o.WithDefaults().Files {
		return fmt.Errorf("-known %d: at least %d, a file for each account and day", f.known, o.WithDefaults().Files)
	}
	c, err := f.corpus(temp, o)
	if err != nil {
		return err
	}
	check := equal(fromTruth(c.truth), fromHotline)
	command := hotlineCommand(binary, c.dir, c.truth.Scope, "--state", filepath.Join(temp, "state"))
	first := given("hotline kpi, first run", command, check)
	if err := harness.Measure([]*harness.Program{first.Program}, 1); err != nil {
		return err
	}
	again := given(fmt.Sprintf("hotline kpi, %d known", c.truth.Files), command, check)
	return harness.Measure([]*harness.Program{again.Program}, f.runs)
}
