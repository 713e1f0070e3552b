package awsio

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
)

// A Class says why a call failed, as far as it matters what to do about it.
type Class uint8

// The classes.
const (
	Failed         Class = iota // for another reason, which the code and the message tell
	Denied                      // not allowed
	Throttled                   // too many calls, until the last attempt
	Expired                     // the credentials were valid before
	Unknown                     // there are no credentials, or none that AWS knows
	LoginNeeded                 // the login of IAM Identity Center has expired
	RegionDisabled              // the account has not enabled the region
	NoPlan                      // the account has no support plan with an API
	NoOrganization              // the account is in no organization
	Network                     // AWS was not reached
	Interrupted                 // the run was ended
)

// String is the class in words.
func (c Class) String() string {
	return [...]string{"failed", "not allowed", "throttled", "credentials expired", "not authenticated", "login needed",
		"region disabled", "no support plan with an API", "no organization", "not reached", "interrupted"}[c]
}

// IsAuthentication reports whether nothing can be asked before somebody signs
// in again.
func (c Class) IsAuthentication() bool { return c == Expired || c == Unknown || c == LoginNeeded }

// classOf classifies an error of the SDK.
func classOf(err error) Class {
	var api smithy.APIError
	var login *ssocreds.InvalidTokenError
	var netError net.Error
	var into *hopError
	if errors.As(err, &into) {
		err = into.err // what is around it speaks of credentials that were not found
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Interrupted
	case errors.As(err, &login), isLogin(err):
		return LoginNeeded
	case errors.As(err, &api):
		return classOfCode(api.ErrorCode())
	case isCredentials(err):
		return Unknown
	case errors.As(err, &netError):
		return Network
	}
	return Failed
}

// classOfCode classifies what AWS answers. The codes differ from service to
// service:
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors
func classOfCode(code string) Class {
	if _, ok := retry.DefaultThrottleErrorCodes[code]; ok {
		return Throttled
	}
	for class, codes := range map[Class][]string{
		Denied:         {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "NotAuthorized", "Forbidden"},
		Expired:        {"ExpiredToken", "ExpiredTokenException", "RequestExpired"},
		Unknown:        {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure", "MissingAuthenticationToken", "IncompleteSignature", "InvalidSignatureException", "InvalidAccessKeyId", "InvalidToken"},
		RegionDisabled: {"RegionDisabledException", "OptInRequired"},
		NoPlan:         {"SubscriptionRequiredException"},
		NoOrganization: {"AWSOrganizationsNotInUseException"},
	} {
		if slices.Contains(codes, code) {
			return class
		}
	}
	return Failed
}

// isLogin reports whether the login of Identity Center has to be done again,
// where the SDK gives no type for it.
func isLogin(err error) bool {
	text := err.Error()
	return strings.Contains(text, "SSO") && (strings.Contains(text, "InvalidGrantException") ||
		strings.Contains(text, "UnauthorizedException") || strings.Contains(text, "refresh cached SSO token") ||
		strings.Contains(text, "cached SSO token"))
}

// isCredentials reports whether the chain of the SDK found no credentials.
func isCredentials(err error) bool {
	text := err.Error()
	return strings.Contains(text, "failed to refresh cached credentials") || strings.Contains(text, "get credentials") ||
		strings.Contains(text, "failed to get shared config profile")
}
