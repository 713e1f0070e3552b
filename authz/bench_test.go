package authz_test

import (
	"fmt"
	"sync"
	"testing"

	"hotline/authz"
	"hotline/internal/benchdata"
	"hotline/policy"
)

// account is roles and the policies that apply to each.
type account struct {
	principals []*authz.Principal
	policies   []*authz.Policies
	bytes      int
}

// load parses and compiles the policies of n roles.
func load(b *testing.B, documents [][]string) account {
	b.Helper()
	var a account
	scps := controlPolicies(b)
	for i, texts := range documents {
		p, err := authz.NewPrincipal(authz.PrincipalSpec{ARN: fmt.Sprintf("arn:aws:iam::%s:role/r%d", benchdata.AccountID, i)})
		if err != nil {
			b.Fatal(err)
		}
		set := &authz.Policies{SCPs: scps}
		for _, text := range texts {
			set.Identity = append(set.Identity, compiled(b, text))
			a.bytes += len(text)
		}
		a.principals, a.policies = append(a.principals, p), append(a.policies, set)
	}
	return a
}

func compiled(b *testing.B, text string) *authz.Policy {
	b.Helper()
	d, err := policy.Parse(text)
	if err != nil {
		b.Fatal(err)
	}
	return authz.Compile("policy", d)
}

// controlPolicies are three levels of SCPs: everything is allowed at each, and
// denied outside some regions at one.
func controlPolicies(b *testing.B) []authz.Level {
	b.Helper()
	full := compiled(b, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	regions := compiled(b, `{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":["iam:*","support:*","sts:*"],"Resource":"*",
		"Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}}}}`)
	return []authz.Level{{Node: "r-1", Policies: []*authz.Policy{full}}, {Node: "ou-1", Policies: []*authz.Policy{full, regions}}, {Node: benchdata.AccountID, Policies: []*authz.Policy{full}}}
}

func documents(n int) [][]string {
	var out [][]string
	for i := range n {
		out = append(out, benchdata.RolePolicies(i))
	}
	return out
}

// BenchmarkDecide asks who can open a support case: one evaluation a role.
func BenchmarkDecide(b *testing.B) {
	for _, roles := range []int{1000, 10000} {
		b.Run(fmt.Sprintf("roles=%d", roles), func(b *testing.B) {
			a := load(b, documents(roles))
			action, err := authz.ParseAction("support:CreateCase")
			if err != nil {
				b.Fatal(err)
			}
			context := authz.NewContext(map[string][]string{"aws:RequestedRegion": {"us-east-1"}})
			allowed, i := 0, 0
			b.ReportAllocs()
			r := authz.Request{Action: action, Resource: "*", Context: context}
			for b.Loop() {
				r.Principal = a.principals[i]
				if authz.Decide(&r, a.policies[i]) == authz.Allowed {
					allowed++
				}
				if i++; i == roles {
					i = 0
				}
			}
			if b.N >= roles && (allowed == 0 || allowed == b.N) {
				b.Fatalf("%d of %d allowed: the question decides nothing", allowed, b.N)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "evaluations/s")
		})
	}
}

// BenchmarkEvaluate is the same with all reasons.
func BenchmarkEvaluate(b *testing.B) {
	a := load(b, documents(100))
	action, err := authz.ParseAction("support:CreateCase")
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		r := authz.Request{Principal: a.principals[i], Action: action, Resource: "*", Context: authz.NewContext(nil)}
		if d := authz.Evaluate(&r, a.policies[i]); len(d.Reasons) < 20 {
			b.Fatal("no reasons")
		}
		i = (i + 1) % 100
	}
}

// BenchmarkLoad parses and compiles the policies of 1,200 roles, 6.4 MB, as one
// goroutine and as two.
func BenchmarkLoad(b *testing.B) {
	texts := documents(1200)
	size := load(b, texts).bytes
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				var wg sync.WaitGroup
				for w := range workers {
					wg.Go(func() { load(b, texts[w*len(texts)/workers:(w+1)*len(texts)/workers]) })
				}
				wg.Wait()
			}
		})
	}
}
