package trino_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"
)

// whole is an event with every column of the table, in fields and shapes that
// CloudTrail writes.
const whole = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAX:ana","arn":"arn:aws:sts::111122223333:assumed-role/aws-support/ana",` +
	`"accountId":"111122223333","invokedBy":"signin.amazonaws.com","accessKeyId":"ASIAX","userName":"u","onBehalfOf":{"userId":"id","identityStoreArn":"store"},` +
	`"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAX","arn":"arn:aws:iam::111122223333:role/support/aws-support","accountId":"111122223333","userName":"aws-support"},` +
	`"webIdFederationData":{"federatedProvider":"p","attributes":{"Aud":"x"}},"attributes":{"creationDate":"2026-02-01T10:00:00Z","mfaAuthenticated":"false"},"ec2RoleDelivery":"2.0","sourceIdentity":"ana@x"}},` +
	`"eventTime":"2026-02-01T10:00:01Z","eventSource":"support.amazonaws.com","eventName":"CreateCase","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.9","userAgent":"ua",` +
	`"errorCode":"E","errorMessage":"m","requestParameters":{"severityCode":"urgent","Deep":{"a":[1,{"b":null}]},"text":"q\"\\\/\u00e9\n\u003d"},"responseElements":{"caseId":"case-111122223333-muen-2026-ab"},` +
	`"additionalEventData":{"MFAUsed":"Yes"},"requestID":"r","eventID":"whole","readOnly":false,"resources":[{"ARN":"arn:z","accountId":"1","type":"AWS::IAM::Role"},{"accountId":"2"}],` +
	`"eventType":"AwsApiCall","apiVersion":"2013-04-15","managementEvent":true,"recipientAccountId":"111122223333","serviceEventDetails":{"k":"v"},"sharedEventID":"s","vpcEndpointId":"vpce-1","vpcEndpointAccountId":"3",` +
	`"eventCategory":"Management","addendum":{"reason":"UPDATED_DATA","updatedFields":"x","originalRequestID":"r0","originalEventID":"e0"},"sessionCredentialFromConsole":"true",` +
	`"edgeDeviceDetails":{"type":"t"},"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"c","clientProvidedHostHeader":"h"},"notAColumn":{"x":[1]}}`

// absent are the ways in which a value is not there.
const absent = `{"eventID":"1-null","userIdentity":null,"requestParameters":null,"errorCode":null,"resources":null,"readOnly":true},` +
	`{"eventID":"2-missing","userIdentity":{"accountId":"1","sessionContext":{"attributes":null}},"readOnly":"true"},` +
	`{"eventID":"3-empty","userIdentity":{"accessKeyId":"","sessionContext":{"sessionIssuer":{},"webIdFederationData":{}}},"requestParameters":{},"errorCode":"","resources":[]}`

// odd are values that another type was expected of, and keys that are there twice.
const odd = `{"eventID":"first","EVENTID":"last","eventTime":5,"errorCode":false,"resources":{},"requestParameters":{"a":1,"A":2,"n":2.50,"e":1e3,"i":12345678901234567890123}}`

func records(events string) string { return `{"Records":[` + events + `]}` }

// files are the corpus, by account, region, day and name.
func files() map[string]string {
	return map[string]string{
		"111122223333/us-east-1/2026/02/01/whole.json.gz":  records(whole),
		"111122223333/us-east-1/2026/02/02/absent.json.gz": records(absent),
		"111122223333/us-east-1/2026/02/03/odd.json.gz":    records(odd),
		"111122223333/us-east-1/2026/02/04/long.json.gz":   records(`{"eventID":"long","requestParameters":{"t":"` + string(bytes.Repeat([]byte("x"), 3<<20)) + `"}}`),
		"111122223333/eu-west-1/2026/02/01/a.json.gz":      records(`{"eventID":"a","eventName":"B"},{"eventID":"b","eventName":"A"}`) + "\n",
		"111122223333/eu-west-1/2026/02/01/b.json":         "\n" + ` { "records" : [ {"eventID" : "c", "eventName":"A"} ] , "more":1 } ` + "\n\n",
		"111122223333/eu-west-1/2026/02/02/none.json.gz":   records(""),
		"111122223333/eu-west-1/2026/02/02/empty.json.gz":  "",
		"444455556666/us-east-1/2026/02/01/c.json.gz":      records(`{"eventID":"d"}`),
		"444455556666/us-east-1/2026/02/02/lines.json.gz":  "{\"Records\":[\n{\"eventID\":\"x\"}\n]}",
		"444455556666/us-east-1/2026/02/03/cut.json.gz":    `{"Records":[{"eventID":"x"},{"eve`,
		"444455556666/us-east-1/2026/02/04/array.json.gz":  `[1]`,
		"777788889999/us-east-1/2026/02/01/other.json.gz":  records(`{"eventID":"of no account in the list"}`),
	}
}

// writeCorpus lays the files out as an organization's trail does.
func writeCorpus(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files() {
		account, rest := name[:12], name[13:]
		path := filepath.Join(dir, "AWSLogs", "o-abcdefghij", account, "CloudTrail", rest)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		content := []byte(text)
		if filepath.Ext(path) == ".gz" {
			var packed bytes.Buffer
			w := gzip.NewWriter(&packed)
			_, err := w.Write(content)
			must(t, err)
			must(t, w.Close())
			content = packed.Bytes()
		}
		must(t, os.WriteFile(path, content, 0o600))
	}
	return dir
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
