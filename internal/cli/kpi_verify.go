package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/awsio"
	"hotline/internal/digest"
	"hotline/internal/render"
	"hotline/org"
	"hotline/policy"
)

// VerifyLogsSchema names the JSON of hotline kpi verify-logs.
const VerifyLogsSchema = "hotline/verify-logs/1"

// maxKeyFile is the size in bytes that a file of public keys may have. A key takes
// some 600, and a year of a region a dozen keys.
const maxKeyFile = 4 << 20

// maxFindings is how many findings are shown; all are counted.
const maxFindings = 10_000

// verifyLogsOptions are the flags of hotline kpi verify-logs.
type verifyLogsOptions struct {
	keys              []string
	since, until      string
	accounts, regions []string
	live              awsio.Options
	format            *choice
}

func kpiVerifyCommand(s Streams) *cobra.Command {
	var o verifyLogsOptions
	cmd := &cobra.Command{
		Use:   "verify-logs PATH…",
		Short: "Verify that the logs are as CloudTrail has delivered them",
		Long: "Verify-logs verifies the log files of CloudTrail by the digests that it writes every hour: that no\n" +
			"log file was changed, removed or added, and that the digests are a whole chain, signed by AWS.\n" +
			"PATH is a bucket, s3://BUCKET or s3://BUCKET/PREFIX, or a copy of it in a directory: what has\n" +
			"AWSLogs/ in it.\n\n" +
			"The public keys for a bucket are asked for from CloudTrail; those for a copy are in the files of\n" +
			"--public-keys. The signature of the newest digest is in the metadata of its object, which a copy does not have:\n" +
			"save it beside the digest as NAME.metadata.json by aws s3api head-object. The others are verified\n" +
			"by the signature that the digest after each has of it. Nothing is valid without a signature.",
		Example: "  hotline kpi verify-logs --since 2026-03-01 s3://acme-trail\n" +
			"  aws cloudtrail list-public-keys --start-time 2026-01-01 > keys.json\n" +
			"  hotline kpi verify-logs --public-keys keys.json logs/\n" +
			"  hotline kpi verify-logs --public-keys keys.json --since 2026-03-01 --account 111122223333 -o json logs/",
		Annotations: map[string]string{
			exitNote: exitCodesBut(map[Code]string{
				CodeOK:         "valid: all that was asked for was verified",
				CodeFound:      "invalid: a log file or a digest was changed, removed or added",
				CodeIncomplete: "incomplete: something, or all, could not be verified",
				CodeInterrupt:  "interrupted: nothing is kept",
			}, CodeOK, CodeError, CodeFound, CodeIncomplete, CodeAuth, CodeUsage, CodeInterrupt),
			seeAlso: "hotline kpi, hotline permissions --for kpi",
		},
		Args: pathArguments("verify-logs"),
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.keys, "public-keys", nil, "`FILE` of what aws cloudtrail list-public-keys prints for the region; several for several regions; with s3:// they are asked for otherwise")
	f.StringVar(&o.since, "since", "", "`TIME` from which on to verify, RFC 3339 or a day; from the first digest otherwise, which must begin a chain")
	f.StringVar(&o.until, "until", "", "`TIME` up to which to verify")
	f.StringSliceVar(&o.accounts, "account", nil, "`ID` of the account to verify; all otherwise")
	f.StringSliceVar(&o.regions, "regions", nil, "`REGIONS` to verify; all otherwise")
	f.StringVar(&o.live.Profile, "profile", "", "with s3://: `NAME` of the AWS profile; that of the environment otherwise")
	f.StringVar(&o.live.Region, "region", "", "with s3://: AWS `REGION` to call from; that of the profile otherwise")
	o.format = choiceFlag(cmd, "output", "o", "format of the result", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error { return o.run(s, args) }
	return cmd
}

func (o *verifyLogsOptions) run(s Streams, paths []string) error {
	what, err := o.options(paths)
	if err != nil {
		return err
	}
	c := &console{Streams: s, json: o.format.value == "json"}
	if what.Keys == nil && slices.ContainsFunc(paths, func(p string) bool { return !isBucket(p) }) {
		c.say("note", "without --public-keys no signature of a digest can be verified", org.Location{})
	}
	ctx, stop := interruptible()
	defer stop()
	var all digest.Result
	for _, p := range paths {
		r, err := o.verify(ctx, p, what)
		if ctx.Err() != nil {
			return statusError{CodeInterrupt}
		}
		if err != nil {
			return liveError(c, err)
		}
		all.Add(r, maxFindings)
	}
	all.Require(o.accounts, o.regions, maxFindings)
	err = s.write(func(w io.Writer) error {
		if c.json {
			return render.WriteJSON(w, verifiedJSON(&all, paths, what))
		}
		_, err := io.WriteString(w, verifiedText(&all, what))
		return err
	})
	switch {
	case err != nil:
		return err
	case all.Invalid() > 0:
		return statusError{CodeFound}
	case all.Unsure() > 0:
		return statusError{CodeIncomplete}
	}
	return nil
}

// options are what is verified by the flags, but for the place.
func (o *verifyLogsOptions) options(paths []string) (out digest.Options, err error) {
	if (o.live.Profile != "" || o.live.Region != "") && !slices.ContainsFunc(paths, isBucket) {
		return out, usagef("--profile and --region say how a bucket is reached; expected s3://BUCKET as a PATH beside them (--regions says what is verified)")
	}
	if err := areRegions("region", o.live.Region); err != nil {
		return out, err
	}
	if err := areRegions("regions", o.regions...); err != nil {
		return out, err
	}
	if slices.Contains(o.regions, "") {
		return out, usagef("--regions: found an empty name; is a variable not set?")
	}
	for _, id := range o.accounts {
		if !policy.IsAccountID(id) {
			return out, usagef("--account: expected an account id of twelve digits, found %q", id)
		}
	}
	out = digest.Options{Accounts: o.accounts, Regions: o.regions, Most: maxFindings}
	since, err := instant("since", o.since)
	if err != nil {
		return out, err
	}
	until, err := instant("until", o.until)
	if err != nil {
		return out, err
	}
	out.Since, out.Until = timeOf(since), timeOf(until)
	if !out.Until.IsZero() && !out.Since.Before(out.Until) {
		return out, usagef("--until: expected a time after --since")
	}
	var keys digest.KeyList
	for _, name := range o.keys {
		more, err := readKeys(name)
		if err != nil {
			return out, fmt.Errorf("%s: %w", name, err)
		}
		keys = append(keys, more...)
	}
	if keys != nil {
		out.Keys = keys
	}
	return out, nil
}

// readKeys reads a file of public keys.
func readKeys(name string) (digest.KeyList, error) {
	f, err := os.Open(name) //nolint:gosec // the user names it
	if err != nil {
		return nil, errors.Unwrap(err) // the name is said already
	}
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(text) > maxKeyFile {
		return nil, fmt.Errorf("larger than %d MiB", maxKeyFile>>20)
	}
	return digest.ParseKeyList(text)
}

// isBucket reports whether a path is in a bucket.
func isBucket(path string) bool { return strings.HasPrefix(path, "s3://") }

// verify verifies one path.
func (o *verifyLogsOptions) verify(ctx context.Context, path string, what digest.Options) (*digest.Result, error) {
	if isBucket(path) {
		what, err := openDigestBucket(ctx, path, what, o.live)
		if err != nil {
			return nil, err
		}
		return digest.Verify(ctx, what)
	}
	what, closed, err := openDigestDir(path, what)
	if err != nil {
		return nil, err
	}
	r, err := digest.Verify(ctx, what)
	return r, errors.Join(err, closed())
}

// openDigestDir opens a directory: it gives the options with the place and the prefix
// in it, and what ends the work with it.
func openDigestDir(path string, o digest.Options) (digest.Options, func() error, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return o, nil, err
	}
	if _, err := os.Stat(full); err != nil {
		return o, nil, fmt.Errorf("%s: expected a directory with AWSLogs/ in it: %w", path, errors.Unwrap(err))
	}
	if full, o.Prefix, err = belowAWSLogs(full); err != nil {
		return o, nil, usagef("%s: %w", path, err)
	}
	dir, err := digest.OpenDir(full)
	if err != nil {
		return o, nil, fmt.Errorf("%s: expected a directory with AWSLogs/ in it: %w", path, errors.Unwrap(err))
	}
	o.Place = dir
	return o, dir.Close, nil
}

// belowAWSLogs are the directory that has AWSLogs/, and the prefix in it, of one that is
// AWSLogs/ itself, an organization's in it or an account's. Others are taken as they are.
func belowAWSLogs(full string) (dir, prefix string, err error) {
	slashed := filepath.ToSlash(full) + "/"
	const folder = "/AWSLogs/"
	i := strings.LastIndex(slashed, folder)
	if i < 0 {
		return full, "", nil
	}
	dir, prefix = filepath.FromSlash(slashed[:i+1]), slashed[i+1:]
	rest := slashed[i+len(folder):]
	if regexp.MustCompile(`^(o-[a-z0-9]+/)?([0-9]{12}/)?$`).MatchString(rest) {
		return dir, prefix, nil
	}
	if regexp.MustCompile(`^(o-[a-z0-9]+/)?[0-9]{12}/`).MatchString(rest) {
		return "", "", errors.New("this is a part of an account, and the digests of the logs may lie elsewhere in it: expected what has AWSLogs/ in it, with --account, --regions and --since for a part")
	}
	return full, "", nil
}

// openDigestBucket opens a bucket: it gives the options with the place, the prefix in
// it, its name, and where its public keys come from.
func openDigestBucket(ctx context.Context, path string, o digest.Options, live awsio.Options) (digest.Options, error) {
	l, err := awsio.OpenLogs(ctx, live)
	if err != nil {
		return o, err
	}
	var place string
	o.Bucket, o.Prefix, place = placeOf(path)
	b, err := l.Bucket(o.Bucket, o.Prefix, awsio.BucketOptions{})
	if err != nil {
		return o, usageError{fmt.Errorf("%s: %w", place, err)}
	}
	// What cannot be listed later is a finding. Here nothing could be.
	if _, _, err := b.Place().Below(ctx, o.Prefix); err != nil {
		return o, err
	}
	o.Place, o.Workers = digestBucket{b.Place()}, bucketWorkers
	if o.Keys == nil {
		o.Keys, o.AllKeys = digestKeys{l}, true
	}
	return o, nil
}

// maxStoredLog is the size in bytes that an object of a bucket may have to be
// verified. Files of CloudTrail have a few megabytes at most.
const maxStoredLog = 64 << 20

// A digestBucket is a bucket as a place of logs and digests.
type digestBucket struct{ awsio.Place }

// Get implements digest.Place.
func (b digestBucket) Get(ctx context.Context, key string) (*digest.Object, error) {
	body, metadata, err := b.Place.Get(ctx, key, maxStoredLog)
	if err != nil {
		return nil, err
	}
	return &digest.Object{Body: io.NopCloser(bytes.NewReader(body)), Metadata: metadata}, nil
}

// digestKeys are the public keys that CloudTrail tells.
type digestKeys struct{ logs *awsio.Logs }

// PublicKeys implements digest.Keys.
func (k digestKeys) PublicKeys(ctx context.Context, region string, from, to time.Time) ([]digest.Key, error) {
	keys, err := k.logs.PublicKeys(ctx, region, from, to)
	var out []digest.Key
	for _, key := range keys {
		out = append(out, digest.Key{Fingerprint: key.Fingerprint, DER: key.DER})
	}
	return out, err
}
