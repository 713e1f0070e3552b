package awsio

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestLimits holds calls to the rates of AWS, each call to its own.
func TestLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, begun := newLimits(false), time.Now()
		wait := func(call string, n int) time.Duration {
			for range n {
				if err := l.wait(t.Context(), call); err != nil {
					t.Fatal(err)
				}
			}
			return time.Since(begun)
		}
		if took := wait("organizations:DescribePolicy", 2); took != 0 {
			t.Errorf("a burst of two took %s", took)
		}
		if took := wait("organizations:DescribePolicy", 4); took.Round(time.Millisecond) != 2*time.Second {
			t.Errorf("four more took %s", took)
		}
		if took := wait("organizations:ListPolicies", 8); took.Round(time.Millisecond) != 2*time.Second {
			t.Errorf("calls of another kind waited, until %s", took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if l.wait(ctx, "organizations:DescribePolicy") == nil || newLimits(true).wait(ctx, "x") == nil {
			t.Error("a run that has ended makes calls")
		}
	})
}

func TestPartitions(t *testing.T) {
	t.Parallel()
	for arn, want := range map[string]string{"arn:aws:sts::1:assumed-role/a/b": "us-east-1", "arn:aws-cn:iam::1:user/a": "cn-north-1",
		"arn:aws-us-gov:iam::1:user/a": "us-gov-west-1", "arn:aws-eusc:iam::1:user/a": "eusc-de-east-1", "arn:aws-iso:iam::1:user/a": "x"} {
		if got := homeRegion(partitionOf(arn), "x"); got != want {
			t.Errorf("%s: %s, want %s", arn, got, want)
		}
	}
	if partitionOf("x") != "" {
		t.Error("what is no ARN has a partition")
	}
}
