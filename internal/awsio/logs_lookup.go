package awsio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"golang.org/x/sync/errgroup"
)

// An Attribute is what events are looked up by: EventName, EventSource,
// AccessKeyId, ResourceName, …, and the value that it has.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
type Attribute struct{ Key, Value string }

// LookupOptions say which events are looked up.
type LookupOptions struct {
	// Regions are those whose events are wanted; those of the options that the Logs
	// were opened with, where there are none.
	Regions []string
	// Attributes are each looked up by itself, and what has several of them is found
	// several times; all events, where there are none.
	Attributes []Attribute
	// Start and End are between which the events happened, both included; zero
	// for all of the 90 days that AWS keeps.
	Start, End time.Time
}

// A Lookup looks events up in the event history of the caller's account.
type Lookup struct {
	logs *Logs
	o    LookupOptions
}

// Lookup prepares a lookup; nothing is asked yet. An error says which attribute
// there is not.
func (l *Logs) Lookup(o LookupOptions) (Lookup, error) {
	for _, a := range o.Attributes {
		if key := types.LookupAttributeKey(a.Key); !slices.Contains(key.Values(), key) || a.Value == "" {
			return Lookup{}, fmt.Errorf("expected an attribute of %v and its value, found %q of the value %q", key.Values(), a.Key, a.Value)
		}
	}
	if len(o.Regions) == 0 {
		o.Regions = l.session.regions
	}
	return Lookup{l, o}, nil
}

// Pages calls visit for each page of events, by one goroutine at a time: a JSON
// document as aws cloudtrail lookup-events prints it, with at most 50 events, and
// a name for it in reports. Regions are asked at once, each twice a second.
//
// What cannot be looked up is in the error, a *CallError for each region and
// attribute, and does not keep the others from being looked up; but for an error
// of visit, an interruption, and credentials that are no longer any good.
func (l Lookup) Pages(ctx context.Context, visit func(name string, page []byte) error) error {
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(l.logs.o.Concurrency)
	var mu sync.Mutex
	failed := make([][]error, len(l.o.Regions)) // in the order of the regions
	one := func(name string, page []byte) error {
		mu.Lock()
		defer mu.Unlock()
		if each.Err() != nil {
			return each.Err()
		}
		return visit(name, page)
	}
	for i, region := range l.o.Regions {
		group.Go(func() (err error) {
			defer catch(&err)
			failed[i], err = l.region(each, region, one)
			return err
		})
	}
	err := group.Wait()
	if ctx.Err() != nil {
		return l.logs.failure(ctx, l.logs.calls[lookupEvents], "event history", context.Cause(ctx))
	}
	if err != nil {
		return err
	}
	return errors.Join(slices.Concat(failed...)...)
}

// region looks all attributes up in a region. It returns what failed, and what
// ends the lookup of all.
func (l Lookup) region(ctx context.Context, region string, visit func(string, []byte) error) (failed []error, err error) {
	attributes := l.o.Attributes
	if len(attributes) == 0 {
		attributes = []Attribute{{}}
	}
	for _, a := range attributes {
		err := l.attribute(ctx, region, a, visit)
		var call *CallError
		isCall := errors.As(err, &call)
		if isCall && call.Class == Unknown { // STS knows who calls: it is the region that does not
			call.Class = RegionDisabled
		}
		switch {
		case err == nil:
		case isCall && call.Class != Interrupted && !call.Class.IsAuthentication():
			failed = append(failed, err)
		default:
			return nil, err
		}
	}
	return failed, nil
}

// about is what is looked up, in words.
func (a Attribute) about(region string) string {
	if a.Key == "" {
		return "event history of " + region
	}
	return "event history of " + region + ", " + a.Key + " " + a.Value
}

// attribute looks one attribute up in one region.
func (l Lookup) attribute(ctx context.Context, region string, a Attribute, visit func(string, []byte) error) error {
	in := &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(50), StartTime: moment(l.o.Start), EndTime: moment(l.o.End)}
	if a.Key != "" {
		in.LookupAttributes = []types.LookupAttribute{{AttributeKey: types.LookupAttributeKey(a.Key), AttributeValue: &a.Value}}
	}
	seen := tokens{}
	for n := 1; ; n++ {
		var page []byte
		err := l.logs.through(ctx, lookupEvents, a.about(region), func() error {
			out, err := l.logs.session.clients.trail(region).LookupEvents(ctx, in)
			if err != nil {
				return err
			}
			if page, err = pageOf(out); err != nil {
				return err
			}
			in.NextToken = out.NextToken
			return seen.check(out)
		})
		if err != nil {
			return err
		}
		if err := visit(fmt.Sprintf("%s, page %d", a.about(region), n), page); err != nil {
			return err
		}
		if aws.ToString(in.NextToken) == "" {
			return nil
		}
	}
}

// pageOf is a page as the AWS CLI prints it.
func pageOf(out *cloudtrail.LookupEventsOutput) ([]byte, error) {
	if out.Events == nil {
		return nil, errors.New("the answer has no Events")
	}
	return shape(struct{ Events []types.Event }{out.Events}, false)
}

// moment is a time that a call may have, or not.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// A PublicKey is a key by which CloudTrail signed digests.
type PublicKey struct {
	DER         []byte // of PKCS#1
	Fingerprint string // as digests name it
	From, To    time.Time
}

// PublicKeys are the keys by which digests were signed in a region between two
// moments: every key that was valid at some time between them. An error of AWS is
// a *CallError.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
func (l *Logs) PublicKeys(ctx context.Context, region string, start, end time.Time) ([]PublicKey, error) {
	in := &cloudtrail.ListPublicKeysInput{StartTime: moment(start), EndTime: moment(end)}
	var keys []PublicKey
	seen := tokens{}
	for {
		err := l.through(ctx, listPublicKeys, "public keys of "+region, func() error {
			out, err := l.session.clients.trail(region).ListPublicKeys(ctx, in)
			if err != nil {
				return err
			}
			if out.PublicKeyList == nil {
				return errors.New("the answer has no PublicKeyList")
			}
			for i, k := range out.PublicKeyList {
				if len(k.Value) == 0 || aws.ToString(k.Fingerprint) == "" {
					return fmt.Errorf("key %d of the answer has no Value, or no Fingerprint", i+1)
				}
				keys = append(keys, PublicKey{k.Value, *k.Fingerprint, aws.ToTime(k.ValidityStartTime), aws.ToTime(k.ValidityEndTime)})
			}
			in.NextToken = out.NextToken
			return seen.check(out)
		})
		if err != nil {
			return nil, err
		}
		if aws.ToString(in.NextToken) == "" {
			return keys, nil
		}
	}
}
