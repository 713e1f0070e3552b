// Command trail measures "hotline kpi" on a corpus of CloudTrail logs that it makes,
// beside other ways to get the same numbers, and beside decompression alone: each as a
// whole process, in turn, on the same files, with two cores. It checks that all answer
// the truth about the corpus, and fails where one does not. See install.sh for DuckDB.
//
//	go run ./bench/trail                          the comparison
//	go run ./bench/trail -hits 0.0001             the same where little is to be found
//	go run ./bench/trail -flat 0.1,1,10           memory by the size of the corpus, in GB
//	go run ./bench/trail -known 100000            a run that finds nothing new
//
// The corpus is made under the directory for temporary files and removed, or made in
// -dir and kept for the next run. Reading it must not be what is measured: it is read
// once before, and -dir on a tmpfs (/dev/shm) is steadier still.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"hotline/internal/traildata"
)

type flags struct {
	bytes, hits, share      float64
	runs, known             int
	seed                    uint64
	dir, peers, tools, flat string
	only, list, scope       string
	corpusOptions           string
}

func main() {
	var f flags
	flag.Float64Var(&f.bytes, "bytes", 1.5e9, "bytes of the corpus, uncompressed")
	flag.Float64Var(&f.hits, "hits", 0.015, "share of the records that matter")
	flag.Uint64Var(&f.seed, "seed", 1, "seed of the corpus")
	flag.IntVar(&f.runs, "runs", 3, "runs of each program, in turn")
	flag.StringVar(&f.dir, "dir", "", "keep the corpus here, and use the one that is here (default: a temporary directory)")
	flag.StringVar(&f.peers, "peers", "fast,every,decompress,limit,jq,naive,duckdb", "what to measure")
	flag.Float64Var(&f.share, "jq-share", 0.1, "share of the corpus that jq is given; its line is scaled")
	flag.StringVar(&f.tools, "tools", ".tools", "where install.sh installed DuckDB")
	flag.StringVar(&f.flat, "flat", "", "measure the memory of hotline only, on corpora of these sizes in GB, by commas")
	flag.IntVar(&f.known, "known", 0, "measure hotline only, where it knows that many objects already")
	flag.StringVar(&f.only, "only", "", "be one of the programs: decompress, naive or generate")
	flag.StringVar(&f.list, "list", "", "file with the paths of logs, one a line, for -only")
	flag.StringVar(&f.scope, "scope", "", "file with a scope, for -only naive")
	flag.StringVar(&f.corpusOptions, "options", "", "options of the corpus as JSON, for -only generate")
	flag.Parse()
	if err := run(f); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(f flags) error {
	if f.only != "" {
		return f.worker()
	}
	temp, err := os.MkdirTemp("", "hotline-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // temporary
	switch {
	case f.flat != "":
		return flat(f, temp)
	case f.known > 0:
		return known(f, temp)
	}
	return compare(f, temp)
}

// worker is one of the programs that this one runs.
func (f flags) worker() error {
	switch f.only {
	case "decompress":
		return decompress(f.list)
	case "naive":
		data, err := os.ReadFile(f.scope)
		if err != nil {
			return err
		}
		var s traildata.Scope
		if err := json.Unmarshal(data, &s); err != nil {
			return fmt.Errorf("%s: %w", f.scope, err)
		}
		return naive(f.list, s)
	case "generate":
		var o traildata.Options
		if err := json.Unmarshal([]byte(f.corpusOptions), &o); err != nil {
			return fmt.Errorf("-options: %w", err)
		}
		_, err := traildata.Write(f.dir, o)
		return err
	}
	return fmt.Errorf("-only %q: it is decompress, naive or generate", f.only)
}

// compare measures all that is asked for on one corpus.
func compare(f flags, temp string) error {
	c, err := f.corpus(temp, f.options(f.bytes))
	if err != nil {
		return err
	}
	names := strings.Split(f.peers, ",")
	if err := build(names, temp); err != nil {
		return err
	}
	all, err := peers(names, temp, f.tools, c)
	if err != nil {
		return err
	}
	return measure(all, c, f.runs)
}

func (f flags) options(bytes float64) traildata.Options {
	return traildata.Options{Seed: f.seed, Bytes: int64(bytes), HitRate: f.hits}
}

func (f flags) corpus(temp string, o traildata.Options) (*corpus, error) {
	dir := f.dir
	if dir == "" {
		dir = filepath.Join(temp, "corpus")
	}
	c, err := ready(dir, temp, o, f.share)
	if err != nil {
		return nil, err
	}
	t := c.truth
	fmt.Printf("%d files, %.0f MB (%.0f MB compressed, %.1f:1), %d records (%d repeated), %d calls that are counted\n", t.Files, float64(t.Bytes)/1e6,
		float64(t.CompressedBytes)/1e6, float64(t.Bytes)/float64(t.CompressedBytes), t.Records, t.Duplicates, fromTruth(t).total())
	return c, writeScope(c.scope, t.Scope)
}
