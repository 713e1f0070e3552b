package awsio_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// An account makes things in an account of moto, which believes what it is
// told of who calls.
type account struct {
	t   *testing.T
	aws *aws
	id  string
}

func (a *aws) account(t *testing.T, id string) account { return account{t, a, id} }

// iam calls IAM with pairs of names and values.
func (a account) iam(action string, pairs ...string) string {
	a.t.Helper()
	form := url.Values{"Action": {action}, "Version": {"2010-05-08"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return a.send("iam", "application/x-www-form-urlencoded", "", form.Encode())
}

// json calls a service of the JSON protocol, and returns the answer.
func (a account) json(service, target string, in map[string]any) map[string]any {
	a.t.Helper()
	text, err := json.Marshal(in)
	must(a.t, err)
	out := map[string]any{}
	if answer := a.send(service, "application/x-amz-json-1.1", target, string(text)); strings.TrimSpace(answer) != "" {
		must(a.t, json.Unmarshal([]byte(answer), &out))
	}
	return out
}

func (a account) send(service, kind, target, body string) string {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.aws.moto+"/", strings.NewReader(body))
	must(a.t, err)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Moto-Account-Id", a.id)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	if target != "" {
		r.Header.Set("X-Amz-Target", target)
	}
	in, err := http.DefaultClient.Do(r)
	must(a.t, err)
	defer in.Body.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(in.Body)
	must(a.t, err)
	if in.StatusCode >= 300 {
		a.t.Fatalf("%s %s: %s: %s", service, target, in.Status, text)
	}
	return string(text)
}

const supportAccess = "arn:aws:iam::aws:policy/AWSSupportAccess"

// supportRole makes a role with AWSSupportAccess.
func (a account) supportRole(name string) {
	a.t.Helper()
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + a.id + `:role/responders"},"Action":"sts:AssumeRole"}]}`
	a.iam("CreateRole", "RoleName", name, "Path", "/ops/", "AssumeRolePolicyDocument", trust, "Tags.member.1.Key", "owner", "Tags.member.1.Value", "sre")
	a.iam("AttachRolePolicy", "RoleName", name, "PolicyArn", supportAccess)
}

// reportAnswer is an answer of GetCredentialReport.
func reportAnswer(csv string) string {
	return "<GetCredentialReportResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetCredentialReportResult><Content>" +
		base64.StdEncoding.EncodeToString([]byte(csv)) +
		"</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>2026-11-22T00:00:00Z</GeneratedTime></GetCredentialReportResult>" +
		"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCredentialReportResponse>"
}
