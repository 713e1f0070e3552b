package awsio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"hotline/internal/logs"
)

// ErrReplaced says that an object is no longer what was listed.
var ErrReplaced = errors.New("the object was replaced after it was listed")

// ErrTooLarge says that an object has more bytes than may be read.
var ErrTooLarge = errors.New("the object is larger than may be read")

// Read appends the bytes of an object, as they are stored, to buf. An answer that
// breaks off is gone on with, a few times. It fails with ErrReplaced where the
// object is another than was listed, with ErrTooLarge where it has more than limit
// bytes, and with a *CallError most often otherwise; the error names the object.
func (b *Bucket) Read(ctx context.Context, o logs.Object, buf []byte, limit int64) ([]byte, error) {
	f := &fetch{b: b, object: o, limit: limit, buf: buf, base: len(buf)}
	if err := f.all(ctx); err != nil {
		return buf, err
	}
	return f.buf, nil
}

// A fetch reads one object.
type fetch struct {
	b        *Bucket
	object   logs.Object // Version is that of the first answer where it was empty
	limit    int64
	buf      []byte
	base     int // what was in buf before
	size     int64
	metadata map[string]string
}

// A brokenError says that the body of an answer broke off.
type brokenError struct {
	read int64
	err  error
}

func (e *brokenError) Error() string {
	return fmt.Sprintf("the answer broke off after %d bytes: %v", e.read, e.err)
}

// Unwrap is why.
func (e *brokenError) Unwrap() error { return e.err }

// got is how many bytes were read so far.
func (f *fetch) got() int64 { return int64(len(f.buf) - f.base) }

// all reads the object, going on where an answer broke off.
func (f *fetch) all(ctx context.Context) error {
	if f.object.Size > f.limit {
		return f.tooLarge(f.object.Size)
	}
	longest := f.b.logs.o.MaxBackoff
	if longest <= 0 {
		longest = retry.DefaultMaxBackoff
	}
	backoff := retry.NewExponentialJitterBackoff(longest)
	for attempt := 1; ; attempt++ {
		err := f.attempt(ctx)
		var broken *brokenError
		if err == nil || ctx.Err() != nil || !errors.As(err, &broken) || attempt >= defaultAttempts {
			return f.failure(ctx, err)
		}
		delay, _ := backoff.BackoffDelay(attempt, err) // it has no errors
		if err := Pause(ctx, delay); err != nil {
			return f.failure(ctx, err)
		}
	}
}

func (f *fetch) tooLarge(size int64) error {
	return fmt.Errorf("%s: %w: %d bytes; at most %d", f.object.Name, ErrTooLarge, size, f.limit)
}

// failure says what went wrong, and with which object.
func (f *fetch) failure(ctx context.Context, err error) error {
	var call *CallError
	var broken *brokenError
	switch {
	case err == nil, errors.Is(err, ErrTooLarge):
		return err
	case codeIs(err, "PreconditionFailed"):
		return fmt.Errorf("%s: %w: %w", f.object.Name, ErrReplaced, err)
	case errors.As(err, &call):
		return err
	}
	e := f.b.logs.failure(ctx, f.b.logs.calls[getObject], f.object.Name, err)
	if errors.As(err, &broken) && ctx.Err() == nil {
		e.Class = Network
	}
	return e
}

// attempt asks for what is missing, and reads as much as comes.
func (f *fetch) attempt(ctx context.Context) error {
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	in := &s3.GetObjectInput{Bucket: &f.b.name, Key: &f.object.Key}
	if f.object.Version != "" {
		in.IfMatch = aws.String(`"` + f.object.Version + `"`)
	}
	from := f.got()
	if from > 0 {
		in.Range = aws.String("bytes=" + strconv.FormatInt(from, 10) + "-")
	}
	var out *s3.GetObjectOutput
	err := f.b.ask(within, getObject, f.object.Key, func(client *s3.Client) (err error) {
		out, err = client.GetObject(within, in)
		return err
	})
	if err != nil {
		return err
	}
	defer out.Body.Close() //nolint:errcheck // nothing was written
	if err := f.begin(out, from); err != nil {
		return err
	}
	patience := f.b.logs.meter.patience
	silent := time.AfterFunc(patience, cancel)
	defer silent.Stop()
	err = f.take(out.Body, func() { silent.Reset(patience) })
	switch {
	case err == nil || errors.Is(err, ErrTooLarge):
		return err
	case within.Err() != nil && ctx.Err() == nil:
		err = &timeoutError{patience}
	}
	broken := &brokenError{f.got(), err}
	if f.size >= 0 && f.got() >= f.size { // all of it, and wrong: so says its checksum
		f.buf = f.buf[:f.base]
	}
	return broken
}

// begin looks what an answer has, which was asked for from a position.
func (f *fetch) begin(out *s3.GetObjectOutput, from int64) error {
	if from > 0 && out.ContentRange == nil { // it begins anew
		f.buf, from = f.buf[:f.base], 0
	}
	if want := "bytes " + strconv.FormatInt(from, 10) + "-"; from > 0 && !strings.HasPrefix(*out.ContentRange, want) {
		return fmt.Errorf("the answer has %q of the object; asked for it from %d", *out.ContentRange, from)
	}
	f.size = -1
	if out.ContentLength != nil && *out.ContentLength >= 0 {
		f.size = from + *out.ContentLength
	}
	if f.object.Version == "" {
		f.object.Version = strings.Trim(aws.ToString(out.ETag), `"`)
	}
	if f.metadata == nil {
		f.metadata = out.Metadata
	}
	if f.size > f.limit {
		return f.tooLarge(f.size)
	}
	f.buf = slices.Grow(f.buf, int(max(f.size-from, 0))+1)
	return nil
}

// take reads a body; on is called whenever something came.
func (f *fetch) take(body io.Reader, on func()) error {
	for {
		if len(f.buf) == cap(f.buf) {
			f.buf = slices.Grow(f.buf, 1<<15)
		}
		n, err := body.Read(f.buf[len(f.buf):cap(f.buf)])
		f.buf = f.buf[:len(f.buf)+n]
		if n > 0 {
			on()
		}
		switch {
		case f.got() > f.limit:
			return f.tooLarge(f.got())
		case errors.Is(err, io.EOF) && f.size >= 0 && f.got() < f.size:
			return io.ErrUnexpectedEOF
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}
