package digest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// isPassedOver reports whether a reader of logs leaves a file alone, by its key: hidden
// ones, digests, and insights.
func isPassedOver(key string) bool {
	for part := range strings.SplitSeq(tail(key), "/") {
		if strings.HasPrefix(part, ".") || part+"/" == digests || part == "CloudTrail-Insight" {
			return true
		}
	}
	return false
}

// account verifies an account: its regions, and that nothing lies beside them.
func (v *verifier) account(ctx context.Context, root, account string) error {
	listed := map[string]map[nameHash]bool{}
	for _, r := range v.regions(ctx, root, account) {
		r.walk(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		v.result.Chains = append(v.result.Chains, r.chain)
		v.result.Total.add(r.chain.Counts)
		maps.Copy(listed, r.listed) // what is left lies in other folders
	}
	v.beside(ctx, account, listed)
	return ctx.Err()
}

// beside looks for files of an account that lie outside of its regions. listed are
// those that digests list.
func (v *verifier) beside(ctx context.Context, account string, listed map[string]map[nameHash]bool) {
	dirs, files := v.below(ctx, account)
	for _, key := range files {
		v.stray(key)
	}
	for _, dir := range dirs {
		switch path.Base(dir) + "/" {
		case digests: // nobody reads a log there
		case logFolder:
			_, files := v.below(ctx, dir)
			for _, key := range files {
				if !strings.HasSuffix(key, "/") && !isPassedOver(key) {
					v.unlisted(key)
				}
			}
		default:
			v.strays(ctx, dir, listed)
		}
	}
}

// strays takes in what lies below a folder that is none of those of logs and digests,
// but for what digests list.
func (v *verifier) strays(ctx context.Context, dir string, listed ...map[string]map[nameHash]bool) {
	if v.Bucket != "" || !strings.HasPrefix(dir, v.Prefix) {
		return
	}
	err := v.Place.List(ctx, dir, func(key string) error {
		for _, l := range listed {
			if l[path.Dir(key)+"/"][hashName(key)] || !v.isAsked(dir, key) {
				return nil
			}
		}
		v.stray(key)
		return nil
	})
	if err != nil {
		v.report(Finding{Kind: NotReadable, Key: dir, Message: err.Error()})
	}
}

// isAsked reports whether a file in a folder FOLDER/REGION/… of an account may be of a
// region and a time that is asked for.
func (v *verifier) isAsked(dir, key string) bool {
	region, _, isDeep := strings.Cut(strings.TrimPrefix(key, dir), "/")
	if isDeep && len(v.Regions) > 0 && !slices.Contains(v.Regions, region) {
		return false
	}
	at, isDated := parseLogName(key)
	return !isDated || !at.Before(v.Since) && (v.Until.IsZero() || at.Before(v.Until))
}

// stray takes in a file that is neither in a folder of log files nor in one of digests.
// In a bucket other services have theirs, and nobody reads a log there; in a copy it
// would be read as one.
func (v *verifier) stray(key string) {
	switch {
	case strings.HasSuffix(key, "/"), !strings.HasPrefix(key, v.Prefix):
	case v.Bucket != "", isPassedOver(key):
		v.result.Total.Foreign++
	default:
		v.unlisted(key)
	}
}

func (v *verifier) unlisted(key string) {
	v.report(Finding{Kind: LogUnlisted, Key: key, Message: "CloudTrail puts no log file here, and no digest lists it"})
}

// Require reports each of some accounts and regions that no chain is of: nothing was
// verified of them. Of findings, most are kept.
func (r *Result) Require(accounts, regions []string, most int) {
	hasAccount, hasRegion := map[string]bool{}, map[string]bool{}
	for _, c := range r.Chains {
		hasAccount[c.Account], hasRegion[c.Region] = true, true
	}
	missing := &Result{Kinds: map[Kind]int{}}
	add := func(what, name string, f Finding) {
		f.Kind, f.Message = NotCovered, fmt.Sprintf("%s %s was asked for, and there are no logs and no digests of it", what, name)
		f.Key = cmp.Or(f.Key, anchor)
		missing.Findings = append(missing.Findings, f)
		missing.Kinds[NotCovered]++
	}
	for _, a := range accounts {
		if !hasAccount[a] {
			add("account", a, Finding{Account: a, Key: anchor + a + "/"})
		}
	}
	for _, name := range regions {
		if !hasRegion[name] {
			add("region", name, Finding{Region: name})
		}
	}
	r.Add(missing, most)
}
