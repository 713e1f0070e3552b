package logs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// realistic is a log as large as the larger ones of CloudTrail: one of some thousand
// records matters, and the rest is what is usual in an account.
func realistic(size, matters int) string {
	m := &maker{rand: rand.New(rand.NewPCG(1, 2)), role: "HotlineSupport", calm: 10}
	w := &writer{rand: m.rand}
	w.out.WriteString(`{"Records":[`)
	for i := 0; w.out.Len() < size; i++ {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if matters > 0 && i%matters == matters/2 {
			w.out.WriteString(opens(fmt.Sprint(i)))
			continue
		}
		w.write(m.usual(i))
	}
	w.out.WriteString(`]}`)
	return w.out.String()
}

// usual is a record of a session of some role that does something with S3 or EC2.
func (m *maker) usual(i int) []member {
	hex := func(n int) string { return fmt.Sprintf("%0*x", n, m.rand.Uint64())[:n] }
	role := m.pick("WebServer", "DataPipeline-Prod", "ci-deployer", "BackupJob")
	source := m.pick("s3", "ec2", "kms", "sts", "dynamodb", "logs")
	id := fmt.Sprintf("%s-%s-%s-%s-%s", hex(8), hex(4), hex(4), hex(4), hex(12))
	session := "arn:aws:sts::444455556666:assumed-role/" + role + "/i-0" + hex(16)
	return []member{
		{"eventVersion", "1.08"},
		{"userIdentity", []member{
			{"type", "AssumedRole"}, {"principalId", "AROAEXAMPLE" + strings.ToUpper(hex(10)) + ":i-0" + hex(16)}, {"arn", session}, {"accountId", "444455556666"},
			{"accessKeyId", "ASIA" + strings.ToUpper(hex(16))}, {"sessionContext", []member{
				{"sessionIssuer", []member{{"type", "Role"}, {"principalId", "AROAEXAMPLE"}, {"arn", "arn:aws:iam::444455556666:role/" + role}, {"accountId", "444455556666"}, {"userName", role}}},
				{"webIdFederationData", []member{}}, {"attributes", []member{{"creationDate", "2026-03-01T09:12:33Z"}, {"mfaAuthenticated", "false"}}}, {"ec2RoleDelivery", "2.0"},
			}},
		}},
		{"eventTime", "2026-03-01T10:00:00Z"}, {"eventSource", source + ".amazonaws.com"},
		{"eventName", m.pick("GetObject", "PutObject", "DescribeInstances", "Decrypt", "AssumeRole", "GetItem", "PutLogEvents")},
		{"awsRegion", m.pick("us-east-1", "eu-central-1")}, {"sourceIPAddress", fmt.Sprintf("10.%d.%d.%d", i%200, i%190, i%251)},
		{"userAgent", "[aws-sdk-java/1.12.40 Linux/5.10.0 OpenJDK_64-Bit_Server_VM/11.0.12 java/11.0.12 vendor/Oracle cfg/retry-mode/standard]"},
		{"requestParameters", []member{{"bucketName", "example-data-" + hex(6)}, {"key", "year=2026/month=03/" + hex(20) + ".parquet"}, {"Host", "s3.eu-central-1.amazonaws.com"}}},
		{"responseElements", raw("null")},
		{"additionalEventData", []member{{"SignatureVersion", "SigV4"}, {"CipherSuite", "ECDHE-RSA-AES128-GCM-SHA256"}, {"bytesTransferredIn", raw("0")}, {"x-amz-id-2", hex(16) + hex(16) + "="}}},
		{"requestID", strings.ToUpper(hex(16))}, {"eventID", id}, {"readOnly", raw("true")}, {"eventType", "AwsApiCall"}, {"managementEvent", raw("false")},
		{"recipientAccountId", "444455556666"}, {"eventCategory", "Data"},
		{"tlsDetails", []member{{"tlsVersion", "TLSv1.2"}, {"cipherSuite", "ECDHE-RSA-AES128-GCM-SHA256"}, {"clientProvidedHostHeader", "s3.eu-central-1.amazonaws.com"}}},
	}
}

// BenchmarkFind measures how fast needles are looked for.
func BenchmarkFind(b *testing.B) {
	text := []byte(realistic(1<<20, 1000))
	s := search{finder: finderOf(b, define(b, "HotlineSupport"))}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s.begin()
		s.find(text, true)
	}
	b.ReportMetric(float64(len(s.places)), "places")
}

// BenchmarkRead measures reading an object in all ways.
func BenchmarkRead(b *testing.B) {
	def := define(b, "HotlineSupport")
	for _, x := range []struct {
		name    string
		matters int
	}{{"sparse", 10000}, {"dense", 60}} {
		text := realistic(1<<20, x.matters)
		for _, y := range []struct {
			name   string
			raw    string
			finder *finder
		}{
			{"fast", text, finderOf(b, def)}, {"every", text, nil},
			{"fast gzip", zip(b, text), finderOf(b, def)}, {"every gzip", zip(b, text), nil},
		} {
			b.Run(x.name+" "+y.name, func(b *testing.B) {
				w := newWorker(def, y.finder)
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					read(b, w, y.raw)
				}
				b.ReportMetric(float64(w.scanner.counts.Decoded), "decoded")
			})
		}
	}
}

// BenchmarkInflate measures inflating alone: what reading can at best be.
func BenchmarkInflate(b *testing.B) {
	text := realistic(1<<20, 1000)
	raw := []byte(zip(b, text))
	var f inflater
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := f.inflate(raw); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(text))/float64(len(raw)), "ratio")
}
