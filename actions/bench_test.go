package actions_test

import (
	"testing"

	"hotline/actions"
)

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := actions.Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExpand(b *testing.B) {
	table := load(b)
	for _, pattern := range []string{"support:CreateCase", "support:*", "ec2:*Tags", "*:*Case", "*"} {
		b.Run(pattern, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table.Expand(pattern)
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	table := load(b)
	for _, pattern := range []string{"support:CreateCase", "supprt:CreateCase", "ec2:RunInstanses"} {
		b.Run(pattern, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table.Check(pattern)
			}
		})
	}
}
