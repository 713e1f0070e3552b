package awsio

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go/middleware"
)

// TestShape holds that answers are written as the AWS CLI prints them.
func TestShape(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	for _, tt := range []struct {
		in    any
		camel bool
		want  string
	}{
		{&struct{ Roles []types.Role }{}, false, `{"Roles":[]}`},
		{struct {
			Role           *types.Role
			ResultMetadata middleware.Metadata
		}{Role: &types.Role{RoleName: aws.String("a<b>&"), CreateDate: &at, MaxSessionDuration: aws.Int32(0),
			AssumeRolePolicyDocument: aws.String("%7B%22Version%22%3A%22x%22%7D"), Tags: []types.Tag{}}}, false,
			`{"Role":{"CreateDate":"2026-01-02T02:04:05Z","RoleName":"a<b>&","AssumeRolePolicyDocument":{"Version":"x"},"MaxSessionDuration":0,"Tags":[]}}`},
		{types.PolicyVersion{Document: aws.String("%7Bno"), CreateDate: aws.Time(at.Add(1500 * time.Microsecond))}, false,
			`{"CreateDate":"2026-01-02T02:04:05.001500Z","Document":"%7Bno","IsDefaultVersion":false}`},
		{struct{ SummaryMap map[string]int32 }{map[string]int32{"b": 2, "a": 1}}, false, `{"SummaryMap":{"a":1,"b":2}}`},
		{struct{ Content []byte }{[]byte("a,b")}, false, `{"Content":"YSxi"}`},
		{struct {
			TheList []string `json:"other"`
			Deep    *struct{ InnerName *string }
		}{[]string{"x"}, &struct{ InnerName *string }{aws.String("y")}}, true, `{"other":["x"],"deep":{"innerName":"y"}}`},
		{[]assigned{{AccountID: "1"}}, false, `[{"AccountId":"1","AccountAssignments":[]}]`},
	} {
		text, err := shape(tt.in, tt.camel)
		var got bytes.Buffer
		if err == nil {
			err = json.Compact(&got, text)
		}
		if err != nil || got.String() != tt.want {
			t.Errorf("%v: got\n%s, want\n%s", err, &got, tt.want)
		}
	}
}
