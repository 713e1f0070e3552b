package app

import (
	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

// An Explanation is a decision over a Snapshot, and where its policies are.
type Explanation struct {
	Question reach.Question
	Request  *authz.Request
	Decision authz.Decision
	Sources  reach.Sources
}

// Explain decides one request of a principal of a snapshot.
func Explain(snapshot *org.Snapshot, q reach.Question) (*Explanation, error) {
	r, p, sources, err := reach.Apply(snapshot, q)
	if err != nil {
		return nil, err
	}
	return &Explanation{q, r, authz.Evaluate(r, p), sources}, nil
}
