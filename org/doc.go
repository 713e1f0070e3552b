// Package org holds the Snapshot: what exists in AWS accounts, read once, as
// an immutable value that everything else is computed from.
//
// The shapes follow those of the IAM API, foremost of
// GetAccountAuthorizationDetails
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html).
// What the source did not say is kept apart from what it denied: a field that
// may be unknown says so, and an Account lists its Gaps.
package org
