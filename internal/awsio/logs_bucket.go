package awsio

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"hotline/internal/logs"
)

// BucketOptions say which objects of a bucket are listed.
type BucketOptions struct {
	// After gives, for the prefix of an account and region, as
	// AWSLogs/111122223333/CloudTrail/us-east-1/, the key after which is listed;
	// empty for the beginning. Names of files have the minute of their delivery and
	// then chance: the key that was seen last is no such mark, one some hours before
	// it is. It may be nil, and is called by several goroutines at once.
	After func(prefix string) string
	// Since and Until are when the events happened that are wanted; zero where there
	// is no bound. Files delivered from the day before to the day after are listed:
	// their names have the time of delivery.
	Since, Until time.Time
	// Any lists every object, however it is called; otherwise those that are named
	// as log files of CloudTrail are. A prefix that names one file is listed anyway.
	Any bool
}

// A Bucket is the logs of CloudTrail in a bucket: a logs.Source. Its methods may
// be called by several goroutines at once.
type Bucket struct {
	logs   *Logs
	name   string
	prefix string
	o      BucketOptions
	layout layout
	first  string // days of delivery, as 20260131; empty without a bound
	last   string

	mu     sync.Mutex
	region string // where the bucket is, as far as is known
}

// Bucket is a bucket, or what is at a prefix of it: a folder, with or without
// the slash at its end, or one file, which ends with .gz, .json or .jsonl. Nothing
// is asked yet. An error says what is wrong with the name.
func (l *Logs) Bucket(name, prefix string, o BucketOptions) (*Bucket, error) {
	if err := checkBucket(name, prefix); err != nil {
		return nil, err
	}
	b := &Bucket{logs: l, name: name, prefix: folderOf(prefix), o: o, layout: newLayout(), region: l.session.base.Region}
	b.first, b.last = days(o.Since, o.Until)
	return b, nil
}

// url is how an object, or a prefix, is called in reports.
func (b *Bucket) url(key string) string { return "s3://" + b.name + "/" + key }

// at is where the bucket is, as far as is known.
func (b *Bucket) at() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.region
}

// ask makes a call about a key or a prefix, in the Region of the bucket.
func (b *Bucket) ask(ctx context.Context, name, key string, call func(*s3.Client) error) error {
	return b.logs.through(ctx, name, b.url(key), func() error {
		asked := b.at()
		err := call(b.logs.session.clients.bucket(asked))
		if err == nil || !b.isMoved(ctx, asked, err) {
			return err
		}
		return call(b.logs.session.clients.bucket(b.at()))
	})
}

// isMoved reports whether a call failed because the bucket is in another Region
// than was asked, and notes which.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
func (b *Bucket) isMoved(ctx context.Context, asked string, err error) bool {
	if !isRedirect(err) {
		return false
	}
	region := regionIn(err)
	if region == "" {
		head, err := b.logs.session.clients.bucket(asked).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &b.name})
		if err != nil {
			region = regionIn(err)
		} else if head.BucketRegion != nil {
			region = *head.BucketRegion
		}
	}
	// It becomes a part of the name of the host that is asked.
	if region == asked || !regexp.MustCompile(`^[a-z]{2,8}(-[a-z]{1,16}){1,3}-[0-9]{1,2}$`).MatchString(region) {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.region = region
	return true
}

func isRedirect(err error) bool {
	var api smithy.APIError
	if errors.As(err, &api) && slices.Contains([]string{"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}, api.ErrorCode()) {
		return true
	}
	var response *awshttp.ResponseError
	return errors.As(err, &response) && slices.Contains([]int{http.StatusMovedPermanently, http.StatusTemporaryRedirect}, response.HTTPStatusCode())
}

// regionIn is the Region of the bucket that an answer names.
func regionIn(err error) string {
	var response *awshttp.ResponseError
	if !errors.As(err, &response) || response.Response == nil {
		return ""
	}
	return response.Response.Header.Get("X-Amz-Bucket-Region")
}

// A Place gives any objects of a bucket by their keys, digests among them, and
// what is noted beside them.
type Place struct{ b *Bucket }

// Place is the bucket without regard to what its objects are called.
func (b *Bucket) Place() Place { return Place{b} }

// Below gives what lies directly below a prefix that is empty or ends with a slash:
// the prefixes one level deeper, each with its slash, and the keys of objects.
// Nothing being there is no error. An error of AWS is a *CallError.
func (p Place) Below(ctx context.Context, prefix string) (folders, keys []string, err error) {
	err = p.b.pages(ctx, listing{prefix: prefix, folders: true}, func(l *listed) (bool, error) {
		folders = append(folders, l.folders...)
		for _, o := range l.objects {
			if o.Key != prefix { // an object that stands for the folder itself
				keys = append(keys, o.Key)
			}
		}
		return true, nil
	})
	return folders, keys, err
}

// List calls visit for the keys that begin with a prefix, in order, until visit
// fails. An error of AWS is a *CallError.
func (p Place) List(ctx context.Context, prefix string, visit func(key string) error) error {
	return p.b.pages(ctx, listing{prefix: prefix}, func(l *listed) (bool, error) {
		for _, o := range l.objects {
			if err := visit(o.Key); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// Get is an object, as it is stored, of no more than limit bytes, and its
// metadata, by names in lower case without x-amz-meta-. The error is an
// fs.ErrNotExist where there is no such object.
func (p Place) Get(ctx context.Context, key string, limit int64) (body []byte, metadata map[string]string, err error) {
	f := &fetch{b: p.b, object: logs.Object{Name: p.b.url(key), Key: key}, limit: limit}
	err = f.all(ctx)
	switch {
	case codeIs(err, "NoSuchKey"):
		return nil, nil, fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	case err != nil:
		return nil, nil, err
	}
	return f.buf, f.metadata, nil
}
