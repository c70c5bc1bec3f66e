package awsproxy

import (
	"context"
	"net/http"
	"regexp"
)

// fallThrough are the questions about a bucket that moto takes for ListObjects, and answers 200.
var fallThrough = []string{
	"GetBucketAnalyticsConfiguration", "GetBucketIntelligentTieringConfiguration", "GetBucketMetadataConfiguration",
	"GetBucketMetadataTableConfiguration", "GetBucketPolicyStatus", "ListBucketAnalyticsConfigurations",
	"ListBucketIntelligentTieringConfigurations",
}

// fellThrough says that the emulator does not have the operation, where it pretends to have it.
func fellThrough(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err == nil && a.Status == http.StatusOK {
		a = unsupported(c)
	}
	return a, err
}

var bucketName = regexp.MustCompile(`<Bucket><Name>([^<]+)</Name>`)

// listBuckets says of each bucket where it is, as AWS does to whoever asks for pages.
func (p *Proxy) listBuckets(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err != nil || a.Status != http.StatusOK {
		return a, err
	}
	body := bucketName.ReplaceAllFunc(a.Body, func(entry []byte) []byte {
		name := bucketName.FindSubmatch(entry)[1]
		head, failed := p.send(ctx, c, http.MethodHead, "/"+string(name), c.header, nil)
		if failed != nil {
			err = failed
			return entry
		}
		return append(entry[:len(entry):len(entry)], element("BucketRegion", head.Header.Get("X-Amz-Bucket-Region"))...)
	})
	return c.protocol.answer(a.Status, body), err
}

// requestPayment is what every bucket has that nobody changed; moto can't change it.
func requestPayment(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err == nil && a.Status == http.StatusOK {
		a = c.protocol.answer(a.Status, []byte(
			"<RequestPaymentConfiguration>"+element("Payer", "BucketOwner")+"</RequestPaymentConfiguration>"))
	}
	return a, err
}

var noTime = regexp.MustCompile(`<(Days|Years)>0</(Days|Years)>`)

// lockRetention says how long a bucket locks what arrives in days or in years; moto says 0 of the other beside it.
func lockRetention(ctx context.Context, _ Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	a.Body = noTime.ReplaceAll(a.Body, nil)
	return a, err
}

var accessPointBucket = regexp.MustCompile(`<(AccessPoint|Region)>(?s:.*?)</Bucket>`)

// accessPoints says whose the bucket behind each access point is, which moto does not: the account's own.
func accessPoints(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err == nil && a.Status == http.StatusOK {
		owner := element("BucketAccountId", c.Account)
		a.Body = accessPointBucket.ReplaceAllFunc(a.Body, func(start []byte) []byte {
			return append(start[:len(start):len(start)], owner...)
		})
	}
	return a, err
}

// PolicyStatus answers GetBucketPolicyStatus with what public says of the bucket. Nothing here works that out. A bucket
// without a policy has no such status.
func (p *Proxy) PolicyStatus(public map[string]bool) {
	p.Handle("s3:GetBucketPolicyStatus", func(ctx context.Context, c Call, _ Emulator) (Answer, error) {
		a, err := p.send(ctx, c, http.MethodGet, "/"+c.Resource+"?policy", c.header, nil)
		if err != nil || a.Status != http.StatusOK {
			return a, err
		}
		isPublic := "false"
		if public[c.Resource] {
			isPublic = "true"
		}
		return c.protocol.answer(a.Status, []byte("<PolicyStatus>"+element("IsPublic", isPublic)+"</PolicyStatus>")), nil
	})
}

// createBucket gives a new bucket what AWS gives it, where that is wanted: moto's are those of before April 2023.
func (p *Proxy) createBucket(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err != nil || a.Status != http.StatusOK || !p.ModernBuckets {
		return a, err
	}
	for parameter, body := range map[string]string{
		"publicAccessBlock": "<PublicAccessBlockConfiguration>" + element("BlockPublicAcls", "true") +
			element("IgnorePublicAcls", "true") + element("BlockPublicPolicy", "true") + element("RestrictPublicBuckets", "true") +
			"</PublicAccessBlockConfiguration>",
		"ownershipControls": "<OwnershipControls><Rule>" + element("ObjectOwnership", "BucketOwnerEnforced") +
			"</Rule></OwnershipControls>",
		"encryption": "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>" +
			element("SSEAlgorithm", "AES256") + "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
	} {
		set, err := p.send(ctx, c, http.MethodPut, "/"+c.Resource+"?"+parameter, c.header, []byte(body))
		if err != nil {
			return set, err
		}
		if set.Status >= http.StatusMultipleChoices {
			return set, nil
		}
	}
	return a, nil
}
