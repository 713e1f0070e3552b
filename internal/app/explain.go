package app

import (
	"slices"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

// An Explanation is a decision over a snapshot, and where its policies are.
type Explanation struct {
	Question reach.Question
	Request  *authz.Request
	Decision authz.Decision
	Sources  reach.Sources
	Caveats  []string
	// Gaps are the faults of the accounts that the answer rests on.
	Gaps []org.Gap
}

// Explain decides one request of a principal of a snapshot. Where it cannot, the
// Explanation has nothing but Gaps.
func Explain(source Source, q reach.Question) (*Explanation, error) {
	e := &Explanation{Question: q}
	var digests []*reach.Digest
	named := q.Accounts()
	for i := range source.Len() {
		if id := source.ID(i); id != "" && !slices.Contains(named, id) {
			continue
		}
		account := source.Account(i)
		e.Gaps = append(e.Gaps, account.Gaps...)
		digests = append(digests, reach.NewDigest(account, nil))
	}
	index := reach.NewIndex(source.Organization(), digests, "")
	r, p, sources, err := index.Apply(q)
	if err != nil {
		return e, err
	}
	e.Request, e.Decision, e.Sources, e.Caveats = r, authz.Evaluate(r, p), sources, index.Caveats()
	return e, nil
}
