package digest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// late is how long a log file or a digest may take after the time in its name.
const late = time.Hour

// A region is one account in one region: all of its trails, since their log files
// lie together.
type region struct {
	*verifier
	root, digestDir, logDir string
	chain                   Chain
	trails                  map[string]*trail
	claims                  map[string][]claim // what successors say, by where the digest lies
	listed                  map[string]map[nameHash]bool
	days                    []string // directories of logs that have not been compared, oldest first
	newest                  time.Time
	loose                   loose
}

// A claim is what a digest says of the one before it.
type claim struct {
	by, own                                 string // the digest that says it, and its bucket
	bucket, key, hash, algorithm, signature string
}

// A trust is how far a digest is proven.
type trust int

const (
	forged trust = iota
	unproven
	proven
)

// walk verifies the region from its newest digest to its oldest.
func (r *region) walk(ctx context.Context) {
	files := r.files(ctx)
	r.findDays(ctx)
	for _, f := range files {
		if ctx.Err() != nil {
			return
		}
		r.compareDays(ctx, f.stamp)
		if !r.Until.IsZero() && f.stamp.After(r.Until.Add(late)) && !r.trails[f.trail].needed(f) {
			continue
		}
		r.digest(ctx, f)
	}
	r.compareDays(ctx, time.Time{})
	r.settle(ctx)
	r.loose.report(r)
	if r.chain.Digests == 0 && r.loose.n == 0 && ctx.Err() == nil {
		r.report(*r.problem(NotCovered, r.digestDir, "there is no digest of the time that is asked for: nothing was verified"))
	}
}

// files are the digests that are asked for, newest first.
func (r *region) files(ctx context.Context) (out []file) {
	err := r.Place.List(ctx, r.digestDir, func(key string) error {
		f, ok := parseDigestName(key)
		switch {
		case strings.HasSuffix(key, "/"):
		case !ok:
			r.report(*r.problem(NotReadable, key, "this is not the name of a digest"))
		case r.Since.IsZero() || f.stamp.After(r.Since):
			out = append(out, f)
		}
		return nil
	})
	if err != nil {
		r.report(*r.problem(NotReadable, r.digestDir, "%v", err))
	}
	slices.SortFunc(out, func(a, b file) int { return cmp.Or(b.stamp.Compare(a.stamp), strings.Compare(b.key, a.key)) })
	for _, f := range out {
		if t := r.trails[f.trail]; t == nil {
			r.trails[f.trail] = &trail{first: f.stamp, last: f.stamp}
		} else {
			t.first = f.stamp
		}
		if t := r.trails[f.trail]; !r.Until.IsZero() && !f.backfill && f.stamp.After(r.Until.Add(late)) {
			t.witness = f.key // the oldest of those
		}
	}
	return out
}

// needed reports whether a digest of later than is asked for is the one that names
// the newest of those.
func (t *trail) needed(f file) bool { return f.key == t.witness }

// digest verifies one digest and the log files that it lists.
func (r *region) digest(ctx context.Context, f file) {
	t := r.trails[f.trail]
	claims := r.claims[f.key]
	delete(r.claims, f.key)
	d, object, err := r.read(ctx, f.key)
	if f.key == t.witness { // it is not asked for: only what it says of the one before it is
		if err == nil {
			r.claim(f, d)
		}
		return
	}
	r.chain.Digests++
	if f.backfill {
		r.chain.Backfills++
	}
	if err != nil {
		found := r.unreadable(f.key, err, NotReadable, DigestModified)
		if found.Kind == NotReadable {
			r.chain.DigestsUnproven++
		}
		r.report(*found)
		t.newer = nil
		return
	}
	how := r.judge(ctx, f, d, object, claims)
	if how == proven {
		r.chain.DigestsValid++
	}
	if how == unproven {
		r.chain.DigestsUnproven++
	}
	r.claim(f, d)
	if how != forged {
		r.cover(f, d)
	}
	if !f.backfill {
		r.gap(f, d)
	}
	for _, l := range d.logs {
		r.list(r.at(l.Key))
	}
	r.checkLogs(ctx, d, how)
}

// read reads a digest. Its object is closed.
func (r *region) read(ctx context.Context, key string) (*Digest, *Object, error) {
	o, err := r.Place.Get(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	var content bytes.Buffer
	err = inflate(&content, o.Body, maxDigest)
	if err = errors.Join(err, o.Body.Close()); err != nil {
		return nil, nil, err
	}
	d, err := Parse(content.Bytes())
	return d, o, err
}

// judge says whether a digest is one of CloudTrail, and reports why not.
func (r *region) judge(ctx context.Context, f file, d *Digest, o *Object, claims []claim) trust {
	how := proven
	if r.Bucket != "" && (d.Bucket != r.Bucket || d.Key != f.key) || tail(d.Key) != tail(f.key) {
		r.report(*r.problem(DigestMoved, f.key, "CloudTrail has put it at s3://%s/%s", d.Bucket, d.Key))
		how = forged
	}
	for _, c := range claims {
		if !r.sameHash(f.key, d, c) {
			how = forged
			break
		}
	}
	return min(how, r.signature(ctx, f, d, o, claims))
}

// sameHash compares a digest with what its successor says of it.
func (r *region) sameHash(key string, d *Digest, c claim) bool {
	switch {
	case c.algorithm != HashAlgorithm:
		r.report(*r.problem(NotReadable, key, "its successor %s has a hash of it by %q, which is not known", c.by, c.algorithm))
	case !strings.EqualFold(c.hash, hex.EncodeToString(d.Sum[:])):
		r.report(*r.problem(DigestModified, key, "it has not the hash that its successor %s has of it", c.by))
		return false
	}
	return true
}

// signature verifies the signature of a digest: that in its metadata, or that which
// its successor has of it.
func (r *region) signature(ctx context.Context, f file, d *Digest, o *Object, claims []claim) trust {
	unknown := func(format string, args ...any) trust {
		r.report(*r.problem(SignatureUnknown, f.key, format, args...))
		return unproven
	}
	if o.MetadataErr != nil {
		r.report(*r.problem(NotReadable, f.key, "its metadata cannot be read: %v", o.MetadataErr))
	}
	signature, algorithm, source := o.Metadata["signature"], cmp.Or(o.Metadata["signature-algorithm"], d.Algorithm), "in its metadata"
	for _, c := range claims {
		if signature == "" && c.signature != "" {
			signature, algorithm, source = c.signature, d.Algorithm, "that its successor "+c.by+" has"
		}
	}
	if signature == "" {
		return unknown("there is no metadata of it, and no digest after it, to have its signature from")
	}
	if algorithm != Algorithm {
		return unknown("it is signed by %q, which is not known", algorithm)
	}
	from, to := d.Start.Add(-keyMargin), d.End.Add(keyMargin)
	if at, err := time.Parse(time.RFC3339, o.Metadata["backfill-generation-timestamp"]); f.backfill && err == nil {
		from, to = at.Add(-time.Hour), at.Add(time.Hour)
	}
	key, err := r.keyring.find(ctx, r.chain.Region, d.Fingerprint, from, to)
	if err != nil && r.AllKeys && errors.Is(err, errNoKey) {
		r.report(*r.problem(InvalidSignature, f.key, "%v at that time", err))
		return forged
	}
	if err != nil {
		return unknown("%v", err)
	}
	if err := d.signed(key, signature); err != nil {
		r.report(*r.problem(InvalidSignature, f.key, "the signature %s does not fit it: %v", source, err))
		return forged
	}
	if source != "in its metadata" {
		r.chain.BySuccessor++
	}
	return proven
}

// claim remembers what a digest says of the one before it.
func (r *region) claim(f file, d *Digest) {
	if d.PreviousKey != "" {
		at := r.at(d.PreviousKey)
		r.claims[at] = append(r.claims[at], claim{f.key, d.Bucket, d.PreviousBucket, d.PreviousKey, d.PreviousHash, d.PreviousHashAlgorithm, d.PreviousSignature})
	}
}

// settle reports the digests that are named and were not met.
func (r *region) settle(ctx context.Context) {
	for _, at := range slices.Sorted(maps.Keys(r.claims)) {
		c := r.claims[at][0]
		if f, ok := parseDigestName(at); ok && !r.Since.IsZero() && !f.stamp.After(r.Since) {
			continue
		}
		d, _, err := r.readClaimed(ctx, at, c)
		switch {
		case err == nil:
			r.sameHash(at, d, c)
		case errors.Is(err, fs.ErrNotExist) && c.bucket != c.own:
			r.report(*r.problem(Gap, c.by, "the digest before it lies in another bucket: s3://%s/%s", c.bucket, c.key))
		case errors.Is(err, fs.ErrNotExist):
			r.report(*r.problem(DigestMissing, at, "it is not there, and %s names it as the digest before", c.by))
		default:
			r.report(*r.unreadable(at, err, DigestMissing, DigestModified))
		}
	}
}

// readClaimed reads a digest by what its successor says of where it is: the prefix
// or the bucket of a trail may have changed.
func (r *region) readClaimed(ctx context.Context, at string, c claim) (*Digest, *Object, error) {
	if r.Bucket != "" && c.bucket != r.Bucket {
		return nil, nil, fs.ErrNotExist
	}
	d, o, err := r.read(ctx, at)
	if errors.Is(err, fs.ErrNotExist) && c.key != at {
		return r.read(ctx, c.key)
	}
	return d, o, err
}
