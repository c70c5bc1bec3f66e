package collectors

import (
	"context"
	"errors"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// What S3 writes about a bucket's objects into other buckets: it tells their names, which say much of an account.
var (
	listBucketInventory = bucketCall("ListBucketInventoryConfigurations", "GetInventoryConfiguration", "inventory")
	listBucketAnalytics = bucketCall("ListBucketAnalyticsConfigurations", "GetAnalyticsConfiguration", "analytics")
	getBucketMetadata   = bucketCall("GetBucketMetadataConfiguration", "GetBucketMetadataTableConfiguration", "metadata_table",
		"MetadataConfigurationNotFound")
)

// tokenPages are the pages of a list for which the SDK has no paginator.
type tokenPages[P any] struct {
	ask    func(ctx context.Context, token *string) (page P, next *string, err error)
	token  *string
	behind bool // the first page
}

func (p *tokenPages[P]) HasMorePages() bool { return !p.behind || p.token != nil }

func (p *tokenPages[P]) NextPage(ctx context.Context, _ ...func(*s3.Options)) (P, error) {
	page, next, err := p.ask(ctx, p.token)
	p.token, p.behind = next, true
	return page, err
}

// exports gathers the pages of a list of exports, sorted by id.
func (r bucketReader) exports(
	ctx context.Context, c *Call, ask func(context.Context, *string) ([]snapshot.Export, *string, error),
) ([]snapshot.Export, error) {
	exports := []snapshot.Export{}
	for page, err := range pagesOf(ctx, r.env, c, r.region, &tokenPages[[]snapshot.Export]{ask: ask}) {
		if err != nil {
			return nil, err
		}
		exports = append(exports, page...)
	}
	sortBy(exports, func(e snapshot.Export) string { return e.ID })
	return exports, nil
}

func (r bucketReader) inventory(ctx context.Context) ([]snapshot.Export, error) {
	return r.exports(ctx, listBucketInventory, func(ctx context.Context, token *string) ([]snapshot.Export, *string, error) {
		out, err := r.api.ListBucketInventoryConfigurations(ctx, &s3.ListBucketInventoryConfigurationsInput{
			Bucket: r.name, ExpectedBucketOwner: r.owner, ContinuationToken: token,
		})
		if err != nil {
			return nil, nil, err
		}
		var page []snapshot.Export
		for _, c := range out.InventoryConfigurationList {
			e := snapshot.Export{ID: aws.ToString(c.Id), Enabled: aws.ToBool(c.IsEnabled)}
			if c.Destination != nil && c.Destination.S3BucketDestination != nil {
				d := c.Destination.S3BucketDestination
				e.Destination, e.Account = notEmpty(d.Bucket), notEmpty(d.AccountId)
			}
			page = append(page, e)
		}
		return page, notEmpty(out.NextContinuationToken), nil
	})
}

func (r bucketReader) analytics(ctx context.Context) ([]snapshot.Export, error) {
	return r.exports(ctx, listBucketAnalytics, func(ctx context.Context, token *string) ([]snapshot.Export, *string, error) {
		out, err := r.api.ListBucketAnalyticsConfigurations(ctx, &s3.ListBucketAnalyticsConfigurationsInput{
			Bucket: r.name, ExpectedBucketOwner: r.owner, ContinuationToken: token,
		})
		if err != nil {
			return nil, nil, err
		}
		var page []snapshot.Export
		for _, c := range out.AnalyticsConfigurationList {
			e := snapshot.Export{ID: aws.ToString(c.Id), Enabled: true}
			if d := analysisDestination(c.StorageClassAnalysis); d != nil {
				e.Destination, e.Account = notEmpty(d.Bucket), notEmpty(d.BucketAccountId)
			}
			page = append(page, e)
		}
		return page, notEmpty(out.NextContinuationToken), nil
	})
}

func analysisDestination(a *types.StorageClassAnalysis) *types.AnalyticsS3BucketDestination {
	if a == nil || a.DataExport == nil || a.DataExport.Destination == nil {
		return nil
	}
	return a.DataExport.Destination.S3BucketDestination
}

// metadata insists on an answer: where S3 knows the operation it says where the tables are, or that there are none.
func (r bucketReader) metadata(ctx context.Context) (snapshot.MetadataTable, error) {
	out, err := r.api.GetBucketMetadataConfiguration(ctx, &s3.GetBucketMetadataConfigurationInput{
		Bucket: r.name, ExpectedBucketOwner: r.owner,
	})
	if err != nil {
		return snapshot.MetadataTable{}, err
	}
	result := out.GetBucketMetadataConfigurationResult
	if result == nil || result.MetadataConfigurationResult == nil || result.MetadataConfigurationResult.DestinationResult == nil ||
		result.MetadataConfigurationResult.DestinationResult.TableBucketArn == nil {
		return snapshot.MetadataTable{}, errors.New("the answer does not say where the tables are")
	}
	d := result.MetadataConfigurationResult.DestinationResult
	return snapshot.MetadataTable{
		TableBucket: *d.TableBucketArn, BucketType: notEmpty(aws.String(string(d.TableBucketType))),
		Namespace: notEmpty(d.TableNamespace),
	}, nil
}

// exportedTo returns the ARNs of the buckets that receive the exports.
func exportedTo(exports snapshot.Field[[]snapshot.Export]) []string {
	var arns []string
	list, _ := exports.Get()
	for _, e := range list {
		if e.Destination != nil {
			arns = append(arns, *e.Destination)
		}
	}
	return arns
}
