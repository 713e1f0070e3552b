package awsio

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// A CallError is a call that failed.
type CallError struct {
	Call      string // iam:ListRoles
	About     string // what was asked about, where that is not the account
	Account   string // empty for calls about the organization
	Class     Class
	Code      string // as AWS gave it; empty where it gave none
	Message   string
	RequestID string
	Needs     []string // what must be allowed for the call
	profile   string
	whole     bool // the text says the account, and what must be allowed
	err       error
}

// newError understands an error of the SDK.
func newError(call, profile string, err error) *CallError {
	e := &CallError{Call: call, Class: classOf(err), Needs: []string{call}, profile: profile, err: err}
	var api smithy.APIError
	if errors.As(err, &api) {
		e.Code, e.Message = api.ErrorCode(), api.ErrorMessage()
	}
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		e.RequestID = response.ServiceRequestID()
	}
	if e.Code == "" {
		e.Message = innermost(err)
	}
	return e
}

// innermost is the text of an error without the layers of the SDK, on one
// line.
func innermost(err error) string {
	text := err.Error()
	var op *smithy.OperationError
	if errors.As(err, &op) {
		text = op.Err.Error()
	}
	return strings.Join(strings.Fields(text), " ")
}

// Error is one line that says what failed, and what to do.
func (e *CallError) Error() string {
	if !e.whole {
		return e.reason()
	}
	text := "account " + e.Account + ": "
	if e.About != "" {
		text += e.About + ": "
	}
	text += e.reason()
	if e.Class == Denied {
		text += "; it needs " + strings.Join(e.Needs, ", ")
	}
	return text
}

func (e *CallError) reason() string {
	switch e.Class {
	case LoginNeeded:
		return fmt.Sprintf("the login of IAM Identity Center has expired; run %s", e.login())
	case NoOrganization:
		return fmt.Sprintf("the account is in no organization: %s; leave --org out to read the account alone", e.what())
	case Unknown:
		return fmt.Sprintf("not authenticated: %s; set AWS credentials, or name a profile with --profile", e.what())
	case Expired:
		return fmt.Sprintf("the credentials have expired: %s; get new ones", e.what())
	default:
		return e.what()
	}
}

func (e *CallError) what() string {
	text := e.Call + " failed"
	if e.Code != "" {
		text += " with " + e.Code
	}
	text += ": " + e.Message
	if e.RequestID != "" {
		text += " (request id " + e.RequestID + ")"
	}
	return text
}

func (e *CallError) login() string {
	if e.profile == "" {
		return "aws sso login"
	}
	return "aws sso login --profile " + e.profile
}

// Unwrap is the error of the SDK.
func (e *CallError) Unwrap() error { return e.err }

// text is what is written into a snapshot: the sentence of the AWS CLI, which
// package snapfile knows, and what it does not say.
func (e *CallError) text() string {
	_, operation, _ := strings.Cut(e.Call, ":")
	var out strings.Builder
	if e.Code != "" {
		fmt.Fprintf(&out, "An error occurred (%s) when calling the %s operation: %s\n", oneLine(e.Code), operation, oneLine(e.Message))
	} else {
		reason := oneLine(cmp.Or(e.Message, "no reason was given"))
		if e.Class != Failed { // which says no more than that there is an error
			reason = e.Class.String() + ": " + reason
		}
		out.WriteString(reason + "\n")
	}
	if e.RequestID != "" {
		fmt.Fprintf(&out, "request id: %s\n", oneLine(e.RequestID))
	}
	if e.Class == Denied {
		fmt.Fprintf(&out, "permission: %s\n", strings.Join(e.Needs, ", "))
	}
	return out.String()
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
