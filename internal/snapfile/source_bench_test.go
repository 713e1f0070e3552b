package snapfile_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"hotline/internal/benchdata"
	"hotline/internal/snapfile"
)

// manyAccounts writes the folders of 1,000 accounts of as many roles each.
func manyAccounts(b *testing.B, roles int) (dir string, size int64) {
	b.Helper()
	var page bytes.Buffer
	if err := benchdata.Account(&page, roles, roles/2); err != nil {
		b.Fatal(err)
	}
	dir = b.TempDir()
	for i := range 1000 {
		id := fmt.Sprintf("9%011d", i)
		folder := filepath.Join(dir, "accounts", id)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			b.Fatal(err)
		}
		for name, text := range map[string][]byte{
			"get-account-authorization-details.json":  bytes.ReplaceAll(page.Bytes(), []byte(benchdata.AccountID), []byte(id)),
			"get-account-authorization-details.error": nil,
			"get-account-summary.json":                []byte(`{"SummaryMap":{"AccountMFAEnabled":1,"AccountAccessKeysPresent":0}}`),
			"list-roles.json":                         []byte(`{"Roles":[]}`),
		} {
			size += int64(len(text))
			if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
	return dir, size
}

// BenchmarkOpen looks at the folders of 1,000 accounts without reading them.
func BenchmarkOpen(b *testing.B) {
	dir, _ := manyAccounts(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		if s := (snapfile.Files{Paths: []string{dir}}).Open(); s.Len() != 1000 {
			b.Fatal(s.Len())
		}
	}
}

// BenchmarkAccounts reads 1,000 accounts with two goroutines.
func BenchmarkAccounts(b *testing.B) {
	dir, size := manyAccounts(b, 100)
	s := snapfile.Files{Paths: []string{dir}}.Open()
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		var next atomic.Int64
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				for i := int(next.Add(1)) - 1; i < s.Len(); i = int(next.Add(1)) - 1 {
					if a := s.Account(i); len(a.Roles) != 100 || len(a.Gaps) != 0 {
						b.Error(a.ID, a.Gaps)
					}
				}
			})
		}
		wg.Wait()
	}
}
