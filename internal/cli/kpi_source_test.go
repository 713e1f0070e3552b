package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hotline/internal/awsio"
	"hotline/internal/logs"
)

// TestPlaceOf holds how the state knows a bucket, however it is written.
func TestPlaceOf(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"s3://logs": "logs||s3://logs/", "s3://logs/": "logs||s3://logs/", "s3://logs/a/b": "logs|a/b/|s3://logs/a/b/", "s3://logs/a/": "logs|a/|s3://logs/a/",
		"s3://logs/a/x.json.gz": "logs|a/x.json.gz|s3://logs/a/x.json.gz",
	} {
		bucket, prefix, place := placeOf(path)
		if got := bucket + "|" + prefix + "|" + place; got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	o := &sourceOptions{paths: []string{"/logs/x/..", "-", "s3://a", "s3://a/b"}}
	if got, err := o.places(); err != nil || fmt.Sprint(got) != "[/logs/ s3://a/ s3://a/b/]" {
		t.Error(got, err)
	}
}

// TestSourceUsage holds which Regions are none.
func TestSourceUsage(t *testing.T) {
	t.Parallel()
	for args, message := range map[string]string{
		"--region here s3://logs":            "--region: expected the name of a region",
		"--lookup --regions us-east-1,there": "--regions: expected the name of a region",
		"--concurrency 0 s3://logs":          "--concurrency",
	} {
		code, out, errs := run(append([]string{"kpi", "--role", "aws-support"}, strings.Fields(args)...)...)
		expect(t, code, CodeUsage, out+errs, message)
	}
}

// A stuck is a source whose objects cannot be read.
type stuck struct{ err error }

func (s stuck) List(context.Context, func(logs.Object) error) error { return s.err }

func (s stuck) Read(_ context.Context, _ logs.Object, buf []byte, _ int64) ([]byte, error) {
	return buf, s.err
}

// TestSignedIn holds that only what is wrong with the credentials ends the reading.
func TestSignedIn(t *testing.T) {
	t.Parallel()
	for class, ends := range map[awsio.Class]bool{awsio.Expired: true, awsio.LoginNeeded: true, awsio.Denied: false, awsio.Network: false} {
		ctx, end := context.WithCancelCause(t.Context())
		_, err := signedIn{stuck{&awsio.CallError{Class: class}}, end}.Read(ctx, logs.Object{}, nil, 1)
		if err == nil || (ctx.Err() != nil) != ends || isSignedOut(context.Cause(ctx)) != ends {
			t.Errorf("%v: %v, %v", class, err, context.Cause(ctx))
		}
		end(nil)
	}
}

// A silent is a reader of which nothing comes.
type silent struct{ until <-chan struct{} }

func (s silent) Read([]byte) (int, error) {
	<-s.until
	return 0, errors.New("too late")
}

// TestPromptly holds that nobody waits for a silent pipe who is interrupted.
func TestPromptly(t *testing.T) {
	t.Parallel()
	end := make(chan struct{})
	defer close(end)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	p := promptly{logs.Files{Stdin: silent{end}}}
	if _, err := p.Read(ctx, logs.Object{Name: "<stdin>", Key: "<stdin>"}, nil, 10); codeOf(err) != CodeInterrupt {
		t.Error(err)
	}
}

// TestRegionsOfHistory holds that where services are one for all Regions is asked always.
func TestRegionsOfHistory(t *testing.T) {
	t.Parallel()
	for want, live := range map[string]awsio.Options{
		"[us-east-1]": {}, "[us-east-1 eu-west-1]": {Region: "eu-west-1"}, "[us-east-1 eu-west-2 eu-west-3]": {Region: "eu-west-1", Regions: []string{"eu-west-2", "us-east-1", "eu-west-3"}},
	} {
		h := &history{options: &sourceOptions{live: live}, home: "us-east-1"}
		if got := fmt.Sprint(h.regions()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestSayFailures holds that what failed alike is said once for each Region.
func TestSayFailures(t *testing.T) {
	t.Parallel()
	failed := func(region, attribute, code string) error {
		return &awsio.CallError{Call: "cloudtrail:LookupEvents", About: "event history of " + region + ", " + attribute, Class: awsio.Denied, Code: code}
	}
	joined := errors.Join(failed("a", "x", "1"), failed("a", "y", "1"), failed("b", "x", "1"), failed("a", "z", "2"))
	h := &history{failures: append(parts(joined), parts(errors.New("odd"))...)}
	s, _, errs := streams(nil, false)
	h.sayFailures(&console{Streams: s})
	text := errs.String()
	if strings.Count(text, "\n") != 4 || strings.Count(text, "and 1 more questions to the event history of a failed in the same way") != 1 || !strings.Contains(text, "odd") {
		t.Error(text)
	}
}
