package jsoncut_test

import (
	"strings"
	"testing"

	"hotline/jsoncut"
)

func BenchmarkSkip(b *testing.B) {
	text := `{"Records":[` + strings.Repeat(`{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ana"},"n":[1,2.5,null]},`, 1000) + `{}]}`
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := jsoncut.Skip(text, 0); err != nil {
			b.Fatal(err)
		}
	}
}
