// Package reach answers questions over a Snapshot: who can do something with AWS
// Support in an account, and by which policies and chains of roles (Index.WhoCan),
// who can become a role, and who is kept out, and why (Index.WhoCanAssume), what
// applies to one request (Index.Apply), and what else a role can do
// (Index.Extent).
//
// A Digest keeps of one account what questions about some actions need. An Index
// joins the digests of all accounts. Everything is decided by package authz; what
// is here is who to ask about, which policies apply, and what is known of the
// request.
//
// # What is known of a request
//
// The context of every request is open: a condition key is unknown unless it
// follows from who asks for what. These do, besides those that authz derives:
//
//   - the principal asks itself, now, by HTTPS; a session of a role has just begun;
//   - the tags of a user are all it has, and those of a role are those of its
//     sessions unless the trust policy allows sts:TagSession;
//   - the organization of the principal and of the resource, where it was read. Of
//     an account that is not among its members it is not known whether it is in
//     another or in none: what comes out alike for both is decided;
//   - the Region of AWS Support: one of those of its endpoints. The first is meant
//     unless it is denied. Where it is, and another is not, the answer depends on
//     the Region: the pages about Support name several endpoints, that of IAM about
//     aws:RequestedRegion one.
//
// # Second factors
//
// A second factor is given by a user who calls AWS STS. "The temporary credentials
// returned by AssumeRole do not include MFA information in the context", says
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
// and that services and identity providers cannot tell of one. So whoever begins
// with one of these, or with Identity Center, has none in the whole chain. That a
// role which a user assumed with a second factor has none either is not relied on,
// since sessions are seen that say otherwise: a hop that needs one is Conditional.
//
// # Outsiders
//
// Of an account that is not in the snapshot it is presumed that its policies allow
// everything, and of one that was not read to the end nothing: the effect is
// Unknown. Both are subject to the control policies over their account if it is a
// member of the organization.
package reach
