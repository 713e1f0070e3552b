package snapfile_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"hotline/internal/benchdata"
	"hotline/internal/snapfile"
)

// bigAccount writes an account of 5,000 roles and 20,000 policies.
func bigAccount(b *testing.B) (path string, size int64) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "account.json")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := benchdata.Account(f, 5000, 20000); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return path, info.Size()
}

func BenchmarkSnapshot(b *testing.B) {
	path, size := bigAccount(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		s := snapfile.Files{Paths: []string{path}}.Snapshot()
		if len(s.Accounts) != 1 || len(s.Accounts[0].Roles) != 5000 {
			b.Fatal("the account was not read")
		}
	}
}

// BenchmarkEncodingJSON reads the same file with encoding/json into the least
// that an audit needs, without positions, without a look at duplicate keys,
// and without understanding the policies.
func BenchmarkEncodingJSON(b *testing.B) {
	type attached struct{ PolicyName, PolicyArn string }
	type page struct {
		RoleDetailList []struct {
			Path, RoleName, Arn, CreateDate string
			AssumeRolePolicyDocument        any
			RolePolicyList                  []struct {
				PolicyName     string
				PolicyDocument any
			}
			AttachedManagedPolicies []attached
			Tags                    []struct{ Key, Value string }
		}
		Policies []struct {
			PolicyName, Arn, Path string
			PolicyVersionList     []struct {
				Document         any
				IsDefaultVersion bool
			}
		}
	}
	path, size := bigAccount(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		var p page
		if err := json.Unmarshal(data, &p); err != nil || len(p.RoleDetailList) != 5000 {
			b.Fatal(err)
		}
	}
}
