package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"hotline/internal/app"
	"hotline/internal/benchdata"
	"hotline/internal/configfile"
	"hotline/internal/snapfile"
	"hotline/plan"
)

// BenchmarkPlan plans 50 accounts with 100 roles each, with reading them.
func BenchmarkPlan(b *testing.B) {
	dir := b.TempDir()
	wanted := filepath.Join(b.TempDir(), "hotline.yaml")
	if err := benchdata.Organization(dir, 50, 100); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(wanted, []byte(benchdata.Config()), 0o600); err != nil {
		b.Fatal(err)
	}
	c, _, err := configfile.Load(wanted)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p, err := app.Plan(snapfile.Files{Paths: []string{dir}}.Open(), &plan.Wish{Config: c, Mode: plan.Full}, "2026-11-20T08:00:00Z")
		if err != nil || p.Count(plan.Changes) != 50 {
			b.Fatal(err, p.Count(plan.Changes))
		}
	}
}
