package faultproxy

import (
	"net/http"
	"net/url"
	"strings"
)

// A Call is one request.
type Call struct {
	Name    string // as IAM writes it: iam:ListRoles
	N       int    // how many of the name came before
	Account string // whose role was assumed for it; empty for the first credentials
	Key     string // the access key
	Region  string
	Form    url.Values // of the Query protocol
	Body    []byte

	kind protocol
	done <-chan struct{} // closed when the client is gone
}

type protocol uint8

const (
	queryProtocol protocol = iota
	jsonProtocol
	cborProtocol
)

// understand finds out what a request is: by the scope of its signature, and
// by what its protocol says of the operation.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
func understand(r *http.Request, body []byte) *Call {
	c := &Call{Body: body}
	_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	scope, _, _ = strings.Cut(scope, ",")
	parts := strings.Split(scope, "/") // key/date/region/service/aws4_request
	service := "unknown"
	if len(parts) == 5 {
		c.Key, c.Region, service = parts[0], parts[2], parts[3]
	}
	if service == "monitoring" {
		service = "cloudwatch"
	}
	operation := ""
	switch target := r.Header.Get("X-Amz-Target"); {
	case target != "":
		c.kind = jsonProtocol
		operation = target[strings.LastIndexByte(target, '.')+1:]
	case strings.Contains(r.URL.Path, "/operation/"):
		c.kind = cborProtocol
		_, operation, _ = strings.Cut(r.URL.Path, "/operation/")
	default:
		c.Form, _ = url.ParseQuery(string(body))
		operation = c.Form.Get("Action")
		if strings.HasPrefix(operation, "AssumeRoleWith") { // which nobody signs
			service = "sts"
		}
	}
	c.Name = service + ":" + operation
	return c
}
