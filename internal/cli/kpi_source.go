package cli

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
	"hotline/internal/logs"
	"hotline/org"
)

// sourceOptions are the flags that say where logs are.
type sourceOptions struct {
	paths  []string
	lookup bool
	live   awsio.Options
	// after is where the listing of a folder of a bucket may begin. It may be nil.
	after func(bucket, prefix string) string
	// since and until narrow what is listed and asked for; empty where they do not.
	since, until string
	// incomplete is set where something could not be read, which was said.
	incomplete bool
}

func (o *sourceOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.lookup, "lookup", false, "ask for the event history of 90 days of the caller's account")
	f.StringVar(&o.live.Profile, "profile", "", "`NAME` of the AWS profile; that of the environment otherwise")
	f.StringVar(&o.live.Region, "region", "", "AWS `REGION` to call from; that of the profile otherwise")
	f.StringSliceVar(&o.live.Regions, "regions", nil, "`REGIONS` whose event history --lookup asks for, beside us-east-1 (or what stands for it in another partition); that of --region otherwise")
	o.live.Concurrency = bucketWorkers
	f.Var((*count)(&o.live.Concurrency), "concurrency", "how many objects of a bucket are read at once, as `NUMBER`")
}

// bucketWorkers is how many objects of a bucket are read at a time: most of the time
// is spent waiting.
const bucketWorkers = 16

// placeOf are the bucket and the prefix of a path, which ends with a slash unless it
// is empty or names one file, and the path as it is written then.
func placeOf(path string) (bucket, prefix, place string) {
	bucket, prefix, _ = strings.Cut(strings.TrimPrefix(path, "s3://"), "/")
	prefix = awsio.FolderOf(prefix)
	return bucket, prefix, "s3://" + bucket + "/" + prefix
}

// read reads the logs of all places.
func (o *sourceOptions) read(ctx context.Context, c *console, r *logs.Reader) (logs.Counts, error) {
	var total logs.Counts
	if err := areRegions("region", o.live.Region); err != nil {
		return total, err
	}
	if err := areRegions("regions", o.live.Regions...); err != nil {
		return total, err
	}
	var files, buckets []string
	for _, path := range o.paths {
		if isBucket(path) {
			buckets = append(buckets, path)
		} else {
			files = append(files, path)
		}
	}
	sources, err := o.open(ctx, buckets)
	if err != nil {
		return total, o.ended(ctx, c, err)
	}
	if o.since != "" && len(sources) > 0 {
		c.say("note", "of buckets and of the event history only what is about the time from --since on is read: "+
			"whom and what the report calls new is new since then; --state remembers what was before", org.Location{})
	}
	if files != nil {
		sources = slices.Insert(sources, 0, logs.Source(logs.Files{Paths: files, Stdin: c.In}))
	}
	for _, source := range sources {
		progress := r.Progress
		r.Progress = onTopOf(total, progress)
		n, err := o.readFrom(ctx, c, r, source)
		r.Progress = progress
		total.Add(n)
		if err != nil {
			return total, o.ended(ctx, c, err)
		}
	}
	return total, nil
}

// readFrom reads the logs of one place.
func (o *sourceOptions) readFrom(ctx context.Context, c *console, r *logs.Reader, source logs.Source) (logs.Counts, error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	r.Workers = o.live.Concurrency
	var n logs.Counts
	var err error
	switch place := source.(type) {
	case logs.Files:
		r.Workers = runtime.GOMAXPROCS(0)
		n, err = r.Read(ctx, promptly{place})
	case *history:
		n, err = o.readHistory(ctx, c, r, place)
	default:
		n, err = r.Read(ctx, signedIn{source, end})
	}
	if cause := context.Cause(ctx); isSignedOut(cause) {
		return n, cause
	}
	return n, err
}

// onTopOf tells how much was read in all, where some was read before.
func onTopOf(before logs.Counts, show func(logs.Counts)) func(logs.Counts) {
	if show == nil {
		return nil
	}
	return func(n logs.Counts) {
		n.Add(before)
		show(n)
	}
}

// promptly are files of which reading ends when it is interrupted, although nothing
// comes: a pipe may be open for ever.
type promptly struct{ logs.Files }

// Read reads a file.
func (p promptly) Read(ctx context.Context, o logs.Object, buf []byte, limit int64) ([]byte, error) {
	if o.Size > 0 { // which a pipe does not have
		return p.Files.Read(ctx, o, buf, limit)
	}
	return unlessInterrupted(ctx, func() ([]byte, error) { return p.Files.Read(ctx, o, nil, limit) })
}

// signedIn is a bucket of which reading ends when the credentials are no longer any
// good: every object that is left would fail for the same reason.
type signedIn struct {
	logs.Source
	end context.CancelCauseFunc
}

// Read reads an object.
func (s signedIn) Read(ctx context.Context, o logs.Object, buf []byte, limit int64) ([]byte, error) {
	buf, err := s.Source.Read(ctx, o, buf, limit)
	if isSignedOut(err) {
		s.end(err)
	}
	return buf, err
}

// ended gives an error the exit status that it has.
func (o *sourceOptions) ended(ctx context.Context, c *console, err error) error {
	if ctx.Err() != nil {
		return statusError{CodeInterrupt}
	}
	return liveError(c, err)
}

// open are the buckets and the event history.
func (o *sourceOptions) open(ctx context.Context, buckets []string) ([]logs.Source, error) {
	if buckets == nil && !o.lookup {
		return nil, nil
	}
	l, err := awsio.OpenLogs(ctx, o.live)
	if err != nil {
		return nil, err
	}
	var out []logs.Source
	for _, path := range buckets {
		name, prefix, _ := placeOf(path)
		options := awsio.BucketOptions{Since: timeOf(o.since), Until: timeOf(o.until)}
		if o.after != nil {
			options.After = func(prefix string) string { return o.after(name, prefix) }
		}
		b, err := l.Bucket(name, prefix, options)
		if err != nil {
			return nil, usageError{err}
		}
		out = append(out, b)
	}
	if o.lookup {
		out = append(out, newHistory(l, o))
	}
	return out, nil
}

// timeOf is a time as CloudTrail writes it.
func timeOf(text string) time.Time {
	t, _ := time.Parse(time.RFC3339, text) // checked before, or empty
	return t
}

// isLive reports whether AWS is asked.
func (o *sourceOptions) isLive(paths []string) bool {
	return o.lookup || slices.ContainsFunc(paths, isBucket)
}
