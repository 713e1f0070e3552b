package redact

import (
	"strings"
	"testing"

	"hotline/internal/benchdata"
)

// BenchmarkJSON redacts an account of 500 roles and 2,000 policies.
func BenchmarkJSON(b *testing.B) {
	var text strings.Builder
	if err := benchdata.Account(&text, 500, 2000); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := redactor().JSON(text.String()); err != nil {
			b.Fatal(err)
		}
	}
}
