package org

import "time"

// An AccountSummary is what GetAccountSummary tells of the root user.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
type AccountSummary struct {
	RootKeys     int  // access keys of the root user: AccountAccessKeysPresent
	RootMFA      bool // AccountMFAEnabled
	RootPassword *bool
	Location     Location
}

// A RootUser is what the credential report tells of the root user.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
type RootUser struct {
	// PasswordUsed and KeyUsed are when the password, or the newer used of the
	// access keys, was used last; zero where there is no record of it.
	PasswordUsed, KeyUsed time.Time
	KeysActive            int
	MFA                   bool
	Location              Location
}

// LastUsed is when the root user signed in, or signed a request, last; zero
// where there is no record of it.
func (r *RootUser) LastUsed() time.Time {
	if r.KeyUsed.After(r.PasswordUsed) {
		return r.KeyUsed
	}
	return r.PasswordUsed
}
