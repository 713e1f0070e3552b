package authz_test

import (
	"fmt"
	"strings"
	"testing"

	"hotline/authz"
)

// A hostile is a pattern and a text of about n bytes each that are meant to
// make comparing them slow.
type hostile struct {
	name  string
	where string // the function that does the work
	make  func(n int) (pattern, text string)
}

func hostiles() []hostile {
	return []hostile{
		{"stars", "matchTokens", func(n int) (string, string) { return rep(n/2, "a*") + "b", rep(n, "a") }},
		{"questions", "matchTokens", func(n int) (string, string) { return rep(n/2, "?*") + "b", rep(n, "a") }},
		{"run", "findRun", func(n int) (string, string) { return "*" + rep(n/2, "?") + "b*", rep(n, "a") }},
		{"mixedrun", "findRun", func(n int) (string, string) { return "*" + rep(n/4, "a?") + "b*", rep(n, "a") }},
		{"needle", "findRun", func(n int) (string, string) { return "*" + rep(n/2, "a") + "b*", rep(n, "a") }},
		{"segment", "matchBounded", func(n int) (string, string) { return "arn:" + rep(n/2, "a*") + "b:*", "arn:" + rep(n, "a") + ":x" }},
		{"segmentrun", "matchBounded", func(n int) (string, string) { return "arn:*" + rep(n/2, "?") + "b:*", "arn:" + rep(n, "a") + ":x" }},
		{"behind", "matchBounded", func(n int) (string, string) { return "arn:?:::::" + rep(n/2, "a*") + "b", "arn:x:::::" + rep(n, "a") }},
	}
}

// BenchmarkHostilePattern doubles the length of pattern and text, so that the
// growth can be seen. No text matches.
func BenchmarkHostilePattern(b *testing.B) {
	for _, h := range hostiles() {
		for _, n := range []int{1024, 2048, 4096, 8192} {
			pattern, text := h.make(n)
			p := authz.Policies{Identity: list(one(b, `"Effect":"Allow","Action":"*","Resource":`+quoted(pattern)))}
			r := reads(b, nil)
			r.Resource = text
			b.Run(fmt.Sprintf("%s/%s/n=%d", h.where, h.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if authz.Decide(r, &p) != authz.ImplicitlyDenied {
						b.Fatal("matches")
					}
				}
			})
		}
	}
}

// BenchmarkHostilePolicy doubles the length of what is compiled, and the number
// of conditions that are not known.
func BenchmarkHostilePolicy(b *testing.B) {
	for _, h := range []hostile{
		{name: "dollars", where: "addText", make: func(n int) (string, string) { return rep(n, "$"), "" }},
		{name: "open", where: "parseVariable", make: func(n int) (string, string) { return rep(n/2, "${"), "" }},
	} {
		for _, n := range []int{8192, 16384, 32768, 65536} {
			pattern, _ := h.make(n)
			d := parsed(b, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":`+quoted(pattern)+`}}`)
			b.Run(fmt.Sprintf("%s/%s/n=%d", h.where, h.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					authz.Compile("hostile", d)
				}
			})
		}
	}
	for _, n := range []int{100, 200, 400, 800} {
		var statements []string
		for i := range n {
			statements = append(statements, "{"+allowIf(fmt.Sprintf(`"StringEquals":{"key%d":"a"}`, i))+"}")
		}
		p := authz.Policies{Identity: list(compile(b, "hostile", `{"Statement":[`+strings.Join(statements, ",")+`]}`))}
		r := reads(b, authz.OpenContext(nil))
		b.Run(fmt.Sprintf("combine/unknown/n=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if authz.Decide(r, &p) != authz.Conditional {
					b.Fatal("settled")
				}
			}
		})
	}
}

func rep(n int, s string) string { return strings.Repeat(s, n) }
