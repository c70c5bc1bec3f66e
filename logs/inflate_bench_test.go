package logs

import (
	"bufio"
	"bytes"
	stdgzip "compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"trailproof/internal/signedlogs"

	"github.com/klauspost/compress/gzip"
)

// records is a log file with events as AWS services write them, of about that many bytes: the same names again and again, and
// ids that don't repeat.
func records(size int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	services := []string{"s3", "kms", "sts", "ec2", "lambda", "dynamodb", "ssm", "logs"}
	names := []string{"GetObject", "Decrypt", "AssumeRole", "DescribeInstances", "Invoke20150331", "GetItem", "GetParameter", "PutLogEvents"}
	var b bytes.Buffer
	b.WriteString(`{"Records":[`)
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		at, of := random.IntN(3600), random.IntN(len(services))
		fmt.Fprintf(&b, `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROA%016X:session-%d",`+
			`"arn":"arn:aws:sts::111122223333:assumed-role/role-%d/session-%d","accountId":"111122223333","accessKeyId":"ASIA%016X",`+
			`"sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/role-%d","userName":"role-%d"},`+
			`"attributes":{"creationDate":"2025-06-01T20:%02d:%02dZ","mfaAuthenticated":"false"}}},"eventTime":"2025-06-01T20:%02d:%02dZ",`+
			`"eventSource":"%s.amazonaws.com","eventName":"%s","awsRegion":"us-east-1","sourceIPAddress":"10.%d.%d.%d",`+
			`"userAgent":"aws-sdk-java/2.31.10 Linux/6.1 OpenJDK_64-Bit_Server_VM","requestParameters":{"bucketName":"data-%d","key":"%016x/%016x"},`+
			`"responseElements":null,"requestID":"%016X","eventID":"%08x-%04x-4%03x-a%03x-%012x","readOnly":true,"eventType":"AwsApiCall",`+
			`"managementEvent":false,"recipientAccountId":"111122223333","eventCategory":"Data"}`,
			random.Uint64(), random.IntN(50), of, random.IntN(50), random.Uint64(), of, of, at/60, at%60, at/60, at%60, services[of], names[of],
			random.IntN(256), random.IntN(256), random.IntN(256), random.IntN(20), random.Uint64(), random.Uint64(), random.Uint64(),
			random.Uint32(), random.IntN(65536), random.IntN(4096), random.IntN(4096), random.Uint64()&0xffffffffffff)
	}
	b.WriteString("]}")
	return b.Bytes()
}

// BenchmarkInflate compares the gzip of the standard library with klauspost's, each reader kept and used again, with and without
// the hash that is all that is made of the bytes.
func BenchmarkInflate(b *testing.B) {
	for _, size := range []int{64 << 10, 1 << 20, 16 << 20} {
		content := records(size)
		body := signedlogs.Gzip(content)
		for name, inflate := range map[string]func(*bufio.Reader, io.Writer) error{
			"std": func() func(*bufio.Reader, io.Writer) error {
				var gz stdgzip.Reader
				return func(r *bufio.Reader, w io.Writer) error {
					if err := gz.Reset(r); err != nil {
						return err
					}
					gz.Multistream(false)
					_, err := io.CopyBuffer(w, struct{ io.Reader }{&gz}, make([]byte, 32<<10))
					return err
				}
			}(),
			"klauspost": func() func(*bufio.Reader, io.Writer) error {
				var gz gzip.Reader
				return func(r *bufio.Reader, w io.Writer) error {
					if err := gz.Reset(r); err != nil {
						return err
					}
					gz.Multistream(false)
					_, err := io.CopyBuffer(w, struct{ io.Reader }{&gz}, make([]byte, 32<<10))
					return err
				}
			}(),
		} {
			for what, to := range map[string]func() io.Writer{
				"inflate": func() io.Writer { return io.Discard }, "hash": func() io.Writer { return sha256.New() },
			} {
				b.Run(fmt.Sprintf("%s/%d/%s", what, size>>10, name), func(b *testing.B) {
					b.SetBytes(int64(len(content)))
					for b.Loop() {
						if err := inflate(bufio.NewReader(bytes.NewReader(body)), struct{ io.Writer }{to()}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
