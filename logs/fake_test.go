package logs

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"trailproof/internal/signedlogs"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	cloudtrailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// fakeS3 is S3 with one bucket.
type fakeS3 struct {
	page   int // entries; zero is three
	tree   *signedlogs.Tree
	refuse map[string]error                     // by key
	body   func(key string, b []byte) io.Reader // nil: the bytes
}

func (f *fakeS3) ListObjectsV2(_ context.Context, in *s3.ListObjectsV2Input, _ ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
	prefix, delimiter := aws.ToString(in.Prefix), aws.ToString(in.Delimiter)
	if err := f.refuse[prefix]; err != nil {
		return nil, err
	}
	out := &s3.ListObjectsV2Output{}
	last := ""
	for _, key := range slices.Sorted(maps.Keys(f.tree.Objects)) {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		entry := key
		if head, _, cut := strings.Cut(rest, delimiter); delimiter != "" && cut {
			entry = prefix + head + delimiter
		}
		if entry <= aws.ToString(in.ContinuationToken) || entry == last {
			continue
		}
		if len(out.Contents)+len(out.CommonPrefixes) == cmp.Or(f.page, 3) {
			out.IsTruncated, out.NextContinuationToken = aws.Bool(true), aws.String(last)
			break
		}
		if last = entry; entry == key {
			out.Contents = append(out.Contents, types.Object{Key: aws.String(key)})
		} else {
			out.CommonPrefixes = append(out.CommonPrefixes, types.CommonPrefix{Prefix: aws.String(entry)})
		}
	}
	return out, nil
}

func (f *fakeS3) GetObject(_ context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	key := aws.ToString(in.Key)
	if err := f.refuse[key]; err != nil {
		return nil, err
	}
	o, ok := f.tree.Objects[key]
	if !ok {
		return nil, &smithy.GenericAPIError{Code: "NoSuchKey", Message: "The specified key does not exist."}
	}
	var body io.Reader = bytes.NewReader(o.Body)
	if f.body != nil {
		body = f.body(key, o.Body)
	}
	out := &s3.GetObjectOutput{
		Body: io.NopCloser(body), ContentLength: aws.Int64(int64(len(o.Body))), Metadata: o.Meta,
		ServerSideEncryption: types.ServerSideEncryption(o.Encryption()),
	}
	if !o.Modified.IsZero() {
		out.LastModified = &o.Modified
	}
	if o.KMSKey != "" {
		out.SSEKMSKeyId = &o.KMSKey
	}
	return out, nil
}

// fakeKeys is CloudTrail: each Region has two keys, a page each.
type fakeKeys struct {
	tree   *signedlogs.Tree
	region string
}

func (f fakeKeys) ListPublicKeys(
	_ context.Context, in *cloudtrail.ListPublicKeysInput, _ ...func(*cloudtrail.Options),
) (*cloudtrail.ListPublicKeysOutput, error) {
	which, next := signedlogs.ExpiredKey, aws.String("more")
	if in.NextToken != nil {
		which, next = signedlogs.CurrentKey, nil
	}
	start, end := signedlogs.Validity(f.tree.Start, which)
	if end.Before(*in.StartTime) || start.After(*in.EndTime) {
		return &cloudtrail.ListPublicKeysOutput{NextToken: next}, nil
	}
	return &cloudtrail.ListPublicKeysOutput{NextToken: next, PublicKeyList: []cloudtrailtypes.PublicKey{{
		Fingerprint: aws.String(signedlogs.Fingerprint(f.region, which)), Value: signedlogs.PublicKey(f.region, which),
		ValidityStartTime: &start, ValidityEndTime: &end,
	}}}, nil
}

func service(t *signedlogs.Tree) KeyService {
	return KeyService{Client: func(region string) KeysAPI { return fakeKeys{t, region} }}
}

// live verifies a tree as it lies in S3.
func live(t *testing.T, tree *signedlogs.Tree, o Options) *Report {
	t.Helper()
	o.Concurrency = 8
	r, err := Verify(t.Context(), Bucket{&fakeS3{tree: tree}, tree.Bucket}, service(tree), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func findings(r *Report) (all []Finding) {
	for _, region := range r.Regions {
		all = append(all, region.Findings...)
	}
	return all
}
