package awsio

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"hotline/internal/logs"
)

// A listing is what a list of keys is asked for with.
type listing struct {
	prefix  string
	after   string // list keys greater than this one; empty for all
	folders bool   // what is in folders below the prefix is left out, and they are named
}

// A listed is one page of a list.
type listed struct {
	objects []logs.Object
	folders []string // end with a slash
	more    bool     // another page follows
}

// pages takes the pages of a list, until take says that it needs no more.
func (b *Bucket) pages(ctx context.Context, l listing, take func(*listed) (more bool, err error)) error {
	in := &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &l.prefix, EncodingType: types.EncodingTypeUrl}
	if l.after != "" {
		in.StartAfter = &l.after
	}
	if l.folders {
		in.Delimiter = aws.String("/")
	}
	seen := tokens{}
	for {
		var page *listed
		err := b.ask(ctx, listBucket, l.prefix, func(client *s3.Client) error {
			out, err := client.ListObjectsV2(ctx, in)
			if err != nil {
				return err
			}
			if page, err = b.understand(out, l.prefix); err != nil {
				return err
			}
			in.ContinuationToken, in.StartAfter = out.NextContinuationToken, nil
			if page.more {
				return seen.next(*out.NextContinuationToken)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if more, err := take(page); err != nil || !more || !page.more {
			return err
		}
	}
}

// understand reads a page, whose keys are encoded: XML cannot have all the
// characters that keys can.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
func (b *Bucket) understand(out *s3.ListObjectsV2Output, prefix string) (*listed, error) {
	switch {
	case out.Name == nil || out.IsTruncated == nil:
		return nil, errors.New("the answer is no list of a bucket (it has no Name, or no IsTruncated)")
	case *out.IsTruncated && aws.ToString(out.NextContinuationToken) == "":
		return nil, errors.New("a page says that more follows, and not where (IsTruncated without NextContinuationToken)")
	}
	page := &listed{more: *out.IsTruncated, objects: make([]logs.Object, 0, len(out.Contents))}
	decode := func(text *string) (string, error) {
		key := aws.ToString(text)
		if out.EncodingType == types.EncodingTypeUrl { // others may not know how
			var err error
			if key, err = url.QueryUnescape(key); err != nil {
				return "", fmt.Errorf("a key cannot be decoded: %w", err)
			}
		}
		if !strings.HasPrefix(key, prefix) {
			return "", fmt.Errorf("the list has %q, which does not begin with the prefix", key)
		}
		return key, nil
	}
	for _, o := range out.Contents {
		key, err := decode(o.Key)
		if err != nil {
			return nil, err
		}
		found := logs.Object{Name: b.url(key), Key: key, Size: aws.ToInt64(o.Size), Version: strings.Trim(aws.ToString(o.ETag), `"`)}
		if o.LastModified != nil {
			found.Seconds = o.LastModified.Unix()
		}
		page.objects = append(page.objects, found)
	}
	for _, p := range out.CommonPrefixes {
		folder, err := decode(p.Prefix)
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(folder, "/") || folder == prefix {
			return nil, fmt.Errorf("the list has the folder %q, which is none below the prefix", folder)
		}
		page.folders = append(page.folders, folder)
	}
	return page, nil
}
