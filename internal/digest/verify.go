package digest

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"hotline/policy"
)

// Options are what is verified, and by what.
type Options struct {
	Place Place
	// Bucket is the name of the bucket that Place is. It is empty for a copy: there,
	// the bucket and the prefix before AWSLogs/ may differ from those in the digests.
	Bucket string
	// Prefix is where to look, empty or ending in a slash.
	Prefix string
	// Keys finds public keys; without it no signature can be verified. AllKeys says
	// that it knows every key of AWS, so that a fingerprint which it does not know
	// is a forgery.
	Keys    Keys
	AllKeys bool
	// Since and Until limit the time, where they are not zero: a digest is verified
	// if some of the time that it covers lies between them.
	Since, Until time.Time
	// Accounts and Regions limit what is verified, where there are any.
	Accounts, Regions []string
	// Workers is how many log files are read at the same time; that of the
	// processors if it is 0.
	Workers int
	// Most is how many findings are kept; all are counted.
	Most int
}

// A verifier is one run of Verify.
type verifier struct {
	Options
	keyring keyring
	result  Result
}

// Verify verifies what lies in a place. What cannot be read is a finding. The error
// is that of a context which has ended.
func Verify(ctx context.Context, o Options) (*Result, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	v := &verifier{Options: o, result: Result{Kinds: map[Kind]int{}},
		keyring: keyring{keys: o.Keys, known: map[string]*rsa.PublicKey{}, none: map[string]error{}}}
	for _, root := range v.roots(ctx, v.Prefix, 0) {
		for _, account := range v.accounts(ctx, root) {
			if err := v.account(ctx, root, account); err != nil {
				return nil, err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(v.result.Chains) == 0 && len(v.result.Kinds) == 0 {
		v.report(Finding{Kind: NotReadable, Key: cmp.Or(v.Prefix, anchor), Message: "no logs and no digests of CloudTrail are here: expected AWSLogs/, with what was asked for in it"})
	}
	return &v.result, nil
}

func (v *verifier) report(f Finding) {
	v.result.Kinds[f.Kind]++
	if len(v.result.Findings) < v.Most {
		v.result.Findings = append(v.result.Findings, f)
	}
}

// below is Place.Below with the error as a finding.
func (v *verifier) below(ctx context.Context, prefix string) (dirs, keys []string) {
	dirs, keys, err := v.Place.Below(ctx, prefix)
	if err != nil {
		v.report(Finding{Kind: NotReadable, Key: cmp.Or(prefix, "./"), Message: err.Error()})
	}
	return dirs, keys
}

// roots are the prefixes that end in AWSLogs/, in a prefix, or some levels below it.
func (v *verifier) roots(ctx context.Context, prefix string, level int) (out []string) {
	const levels = 6
	if i := strings.LastIndex("/"+prefix, "/"+anchor); i >= 0 {
		return []string{prefix[:i+len(anchor)]}
	}
	dirs, _ := v.below(ctx, prefix)
	for _, dir := range dirs {
		if level < levels || path.Base(dir)+"/" == anchor {
			out = append(out, v.roots(ctx, dir, level+1)...)
		}
	}
	return out
}

// accounts are the prefixes of accounts: below AWSLogs/, or below an organization there.
func (v *verifier) accounts(ctx context.Context, root string) (out []string) {
	dirs, files := v.below(ctx, root)
	for i := 0; i < len(dirs); i++ {
		switch name := path.Base(dirs[i]); {
		case strings.HasPrefix(name, "o-") && path.Dir(strings.TrimSuffix(dirs[i], "/"))+"/" == root:
			more, beside := v.below(ctx, dirs[i])
			dirs, files = append(dirs, more...), append(files, beside...)
		case !policy.IsAccountID(name):
			v.strays(ctx, dirs[i])
		case (len(v.Accounts) == 0 || slices.Contains(v.Accounts, name)) &&
			(strings.HasPrefix(dirs[i], v.Prefix) || strings.HasPrefix(v.Prefix, dirs[i])):
			out = append(out, dirs[i])
		}
	}
	for _, key := range files {
		v.stray(key)
	}
	return out
}

// regions are those of an account that have digests or logs.
func (v *verifier) regions(ctx context.Context, root, account string) (out []*region) {
	var names []string
	for _, part := range []string{digests, logFolder} {
		dirs, _ := v.below(ctx, account+part)
		for _, dir := range dirs {
			if name := path.Base(dir); !isPassedOver(name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	organization, _, _ := strings.Cut(strings.TrimPrefix(account, root), "/")
	if policy.IsAccountID(organization) {
		organization = ""
	}
	for _, name := range slices.Compact(names) {
		if len(v.Regions) > 0 && !slices.Contains(v.Regions, name) {
			continue
		}
		out = append(out, &region{
			verifier: v, root: root, digestDir: account + digests + name + "/", logDir: account + logFolder + name + "/",
			chain:  Chain{Organization: organization, Account: path.Base(account), Region: name},
			trails: map[string]*trail{}, claims: map[string][]claim{}, listed: map[string]map[nameHash]bool{},
		})
	}
	return out
}

// at is where the object of a key of the bucket lies in the place.
func (r *region) at(key string) string {
	if i := strings.LastIndex("/"+key, "/"+anchor); r.Bucket == "" && i >= 0 {
		return r.root + key[i+len(anchor):]
	}
	return key
}

// each does work for 0 to n-1, some at the same time.
func each(workers, n int, work func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(workers, n) {
		wg.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// problem is a finding about a key.
func (r *region) problem(kind Kind, key, format string, args ...any) *Finding {
	return &Finding{kind, r.chain.Account, r.chain.Region, key, fmt.Sprintf(format, args...)}
}

// unreadable is the finding about an object that cannot be had or is damaged, where
// missing and modified are the kinds for that.
func (r *region) unreadable(key string, err error, missing, modified Kind) *Finding {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r.problem(missing, key, "it is not there")
	case errors.Is(err, errDamaged):
		return r.problem(modified, key, "%v", err)
	}
	return r.problem(NotReadable, key, "%v", err)
}

// instant is a time as it is shown.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
