package trail

import "testing"

// benchRecord is a record of usual length, of nobody's concern.
const benchRecord = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAX:app","arn":"arn:aws:sts::444455556666:assumed-role/app/i-0123456789","accountId":"444455556666","accessKeyId":"ASIAX","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAX","arn":"arn:aws:iam::444455556666:role/app","accountId":"444455556666","userName":"app"},"attributes":{"creationDate":"2026-03-10T08:00:00Z","mfaAuthenticated":"false"},"ec2RoleDelivery":"2.0"}},"eventTime":"2026-03-10T09:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetBucketAcl","awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.7","userAgent":"[aws-sdk-go/1.44 (go1.20; linux; amd64)]","requestParameters":{"bucketName":"some-bucket","Host":"some-bucket.s3.eu-west-1.amazonaws.com","acl":""},"responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"abc=","bytesTransferredOut":480},"requestID":"R","eventID":"a2f7c1f0-0000-4000-8000-000000000000","readOnly":true,"resources":[{"accountId":"444455556666","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::some-bucket"}],"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"444455556666","eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"some-bucket.s3.eu-west-1.amazonaws.com"}}`

func BenchmarkDecode(b *testing.B) {
	b.SetBytes(int64(len(benchRecord)))
	b.ReportAllocs()
	var e Event
	for b.Loop() {
		if _, err := Decode(benchRecord, 0, &e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWants(b *testing.B) {
	d := Define(testScope())
	for name, e := range map[string]*Event{"none": new(Event), "assumption": event(assume(nil)), "session": event(does("s3", "ListBuckets", nil))} {
		if name == "none" {
			if _, err := Decode(benchRecord, 0, e); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if d.Wants(e) != (name != "none") {
					b.Fatal("wanted, or not")
				}
			}
		})
	}
}

func BenchmarkIsRecord(b *testing.B) {
	e := event(fields{EventTime: at("09:00:00"), Source: "s3.amazonaws.com"})
	for b.Loop() {
		if !e.IsRecord() {
			b.Fatal("no record")
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	l := NewLedger(Define(testScope()))
	e := event(does("s3", "ListBuckets", nil))
	b.ReportAllocs()
	for b.Loop() {
		l.Add(e)
	}
}
