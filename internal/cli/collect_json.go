package cli

import "hotline/internal/awsio"

// CollectSchema names the JSON of hotline collect.
const CollectSchema = "hotline/collect/1"

type jsonResult struct {
	Schema    string         `json:"schema"`
	Account   string         `json:"account"` // the caller's
	ARN       string         `json:"arn"`
	Partition string         `json:"partition"`
	Accounts  int            `json:"accounts"`
	Read      int            `json:"read"`
	Unentered int            `json:"unentered"`
	Kept      int            `json:"kept"`
	Stale     int            `json:"stale"` // of these
	Inactive  int            `json:"inactive"`
	Excluded  int            `json:"excluded"`
	Left      int            `json:"left"`
	Requests  int            `json:"requests"`
	Throttles int            `json:"throttles"`
	Seconds   float64        `json:"seconds"`
	Walk      float64        `json:"walk_seconds"` // of these, until the first account was asked
	Calls     map[string]int `json:"calls"`
	Failures  []jsonFailure  `json:"failures"`
}

type jsonFailure struct {
	Account   string   `json:"account,omitempty"`
	Call      string   `json:"call"`
	About     string   `json:"about,omitempty"`
	Class     string   `json:"class"`
	Code      string   `json:"code,omitempty"`
	Message   string   `json:"message"`
	RequestID string   `json:"request_id,omitempty"`
	Needs     []string `json:"needs"`
}

func resultJSON(r *awsio.Result) jsonResult {
	out := jsonResult{CollectSchema, r.Account, r.ARN, r.Partition, r.Accounts, r.Read - r.Unentered, r.Unentered, r.Kept, r.Stale, r.Inactive, r.Excluded, r.Left,
		r.Requests, r.Throttles, r.Elapsed.Seconds(), r.Walk.Seconds(), r.Calls, []jsonFailure{}}
	for _, f := range r.Failures {
		out.Failures = append(out.Failures, failureJSON(f))
	}
	return out
}

func failureJSON(f *awsio.CallError) jsonFailure {
	return jsonFailure{f.Account, f.Call, f.About, f.Class.String(), f.Code, f.Message, f.RequestID, f.Needs}
}
