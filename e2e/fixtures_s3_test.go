//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"trailproof/internal/awsfake"
	"trailproof/internal/awsproxy"

	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

// answersFrom answers with what get returns, as XML under that name, or with the error of that code where it returns nil.
func (a account) answersFrom(
	p proxy, operation, name, code string, get func(c awsproxy.Call, asked *url.URL) any,
) {
	p.Handle(operation, func(ctx context.Context, c awsproxy.Call, _ awsproxy.Emulator) (awsproxy.Answer, error) {
		asked, err := url.Parse(strings.Fields(c.Input)[1])
		if err != nil {
			return awsproxy.Answer{}, err
		}
		v := get(c, asked)
		if v == nil {
			return awsproxy.ErrorAnswer(c, http.StatusNotFound, code, "there is none"), nil
		}
		var text strings.Builder
		if err := xml.NewEncoder(&text).EncodeElement(v, xml.StartElement{Name: xml.Name{Local: name}}); err != nil {
			return awsproxy.Answer{}, err
		}
		return awsproxy.Fixture(a.asGiven(text.String()))(ctx, c, nil)
	})
}

// exportsBuckets answers what moto does not have of s3: analytics, and tables of metadata.
func (p proxy) exportsBuckets(a account) {
	type analytics struct {
		List []s3types.AnalyticsConfiguration `xml:"AnalyticsConfiguration"`
	}
	a.answersFrom(p, "s3:ListBucketAnalyticsConfigurations", "ListBucketAnalyticsConfigurationResult", "",
		func(c awsproxy.Call, _ *url.URL) any {
			if b := a.story.Buckets[c.Resource]; b != nil {
				return analytics{b.Analytics}
			}
			return analytics{}
		})
	type metadata struct {
		Result struct {
			DestinationResult *s3types.DestinationResult
		} `xml:"MetadataConfigurationResult"`
	}
	a.answersFrom(p, "s3:GetBucketMetadataConfiguration", "GetBucketMetadataConfigurationResult",
		"MetadataConfigurationNotFound", func(c awsproxy.Call, _ *url.URL) any {
			b := a.story.Buckets[c.Resource]
			if b == nil || b.MetadataTable == nil {
				return nil
			}
			var m metadata
			m.Result.DestinationResult = b.MetadataTable
			return m
		})
}

// holdsObjects answers s3:ListObjectsV2 and s3:GetObjectAcl: moto sets the times of objects itself, and lets nobody read
// one while a policy denies something to anybody.
func (p proxy) holdsObjects(a account) {
	type entry struct{ Key, LastModified string }
	a.answersFrom(p, "s3:ListObjectsV2", "ListBucketResult", "NoSuchBucket", func(c awsproxy.Call, asked *url.URL) any {
		answer := struct{ Contents []entry }{}
		if b := a.story.Buckets[c.Resource]; b != nil {
			for key, o := range b.Objects {
				if strings.HasPrefix(key, asked.Query().Get("prefix")) && key > asked.Query().Get("start-after") {
					answer.Contents = append(answer.Contents, entry{key, o.LastModified.Format("2006-01-02T15:04:05.000Z")})
				}
			}
		}
		slices.SortFunc(answer.Contents, func(x, y entry) int { return cmp.Compare(x.Key, y.Key) })
		return answer
	})
	type grantee struct {
		Type string `xml:"xsi:type,attr"`
		ID   string `xml:",omitempty"`
		URI  string `xml:",omitempty"`
	}
	type grant struct {
		Grantee    grantee
		Permission s3types.Permission
	}
	type acl struct {
		Owner  struct{ ID string }
		Grants []grant `xml:"AccessControlList>Grant"`
	}
	a.answersFrom(p, "s3:GetObjectAcl", "AccessControlPolicy", "NoSuchKey", func(c awsproxy.Call, asked *url.URL) any {
		_, key, _ := strings.Cut(strings.TrimPrefix(asked.Path, "/"), "/")
		o, ok := a.story.Buckets[c.Resource].Objects[key]
		if !ok {
			return nil
		}
		owner := "canonical-id-of-" + a.story.Account
		answer := acl{Grants: []grant{{grantee{"CanonicalUser", owner, ""}, s3types.PermissionFullControl}}}
		answer.Owner.ID = owner
		for _, g := range o.Grants {
			answer.Grants = append(answer.Grants, grant{
				grantee{string(g.Grantee.Type), text(g.Grantee.ID), text(g.Grantee.URI)}, g.Permission,
			})
		}
		return answer
	})
}

// text is what a pointer leads to, empty for nil.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// hasSideDoors answers what moto does not have of s3control: Object Lambda Access Points, and Access Grants.
func (p proxy) hasSideDoors(a account) {
	here := func(arn *string, c awsproxy.Call) bool { return strings.Split(*arn, ":")[3] == c.Region }
	type points struct {
		List []types.ObjectLambdaAccessPoint `xml:"ObjectLambdaAccessPointList>ObjectLambdaAccessPoint"`
	}
	a.answersFrom(p, "s3control:ListAccessPointsForObjectLambda", "ListAccessPointsForObjectLambdaResult", "",
		func(c awsproxy.Call, _ *url.URL) any {
			var answer points
			for _, o := range a.story.ObjectLambdaAccessPoints {
				if here(o.ObjectLambdaAccessPointArn, c) {
					answer.List = append(answer.List, o.ObjectLambdaAccessPoint)
				}
			}
			return answer
		})
	point := func(c awsproxy.Call) *awsfake.ObjectLambdaAccessPoint {
		for _, o := range a.story.ObjectLambdaAccessPoints {
			if here(o.ObjectLambdaAccessPointArn, c) && *o.Name == c.Resource {
				return o
			}
		}
		return &awsfake.ObjectLambdaAccessPoint{}
	}
	type configuration struct {
		Support string `xml:"Configuration>SupportingAccessPoint"`
	}
	a.answersFrom(p, "s3control:GetAccessPointConfigurationForObjectLambda",
		"GetAccessPointConfigurationForObjectLambdaResult", "",
		func(c awsproxy.Call, _ *url.URL) any { return configuration{point(c).SupportingAccessPoint} })
	type block struct {
		PublicAccessBlockConfiguration struct {
			BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets bool
		}
	}
	a.answersFrom(p, "s3control:GetAccessPointForObjectLambda", "GetAccessPointForObjectLambdaResult", "",
		func(awsproxy.Call, *url.URL) any { // all are on: nobody can set them
			var answer block
			c := &answer.PublicAccessBlockConfiguration
			c.BlockPublicAcls, c.IgnorePublicAcls, c.BlockPublicPolicy, c.RestrictPublicBuckets = true, true, true, true
			return answer
		})
	type policy struct{ Policy string }
	a.answersFrom(p, "s3control:GetAccessPointPolicyForObjectLambda", "GetAccessPointPolicyForObjectLambdaResult",
		"NoSuchAccessPointPolicy", func(c awsproxy.Call, _ *url.URL) any {
			if text := point(c).Policy; text != nil {
				return policy{string(text)}
			}
			return nil
		})
	type locations struct {
		List []types.ListAccessGrantsLocationsEntry `xml:"AccessGrantsLocationsList>AccessGrantsLocation"`
	}
	a.answersFrom(p, "s3control:ListAccessGrantsLocations", "ListAccessGrantsLocationsResult",
		"AccessGrantsInstanceNotExistsError",
		func(c awsproxy.Call, _ *url.URL) any {
			var answer locations
			for _, l := range a.story.AccessGrantsLocations {
				if here(l.AccessGrantsLocationArn, c) {
					answer.List = append(answer.List, l.ListAccessGrantsLocationsEntry)
				}
			}
			if answer.List == nil {
				return nil
			}
			return answer
		})
	type grants struct {
		List []types.ListAccessGrantEntry `xml:"AccessGrantsList>AccessGrant"`
	}
	a.answersFrom(p, "s3control:ListAccessGrants", "ListAccessGrantsResult", "", func(c awsproxy.Call, _ *url.URL) any {
		var answer grants
		for _, l := range a.story.AccessGrantsLocations {
			for _, g := range l.Grants {
				if here(l.AccessGrantsLocationArn, c) {
					g.AccessGrantsLocationId = l.AccessGrantsLocationId
					answer.List = append(answer.List, g)
				}
			}
		}
		return answer
	})
}

// madeForOthers says of access points for whose bucket they were made, where the story says something else than that it is
// the account's own.
func (p proxy) madeForOthers(a account) {
	for _, point := range a.story.AccessPoints {
		if *point.BucketAccountId == a.story.Account {
			continue
		}
		p.Handle("s3control:ListAccessPoints", func(
			ctx context.Context, _ awsproxy.Call, emulator awsproxy.Emulator,
		) (awsproxy.Answer, error) {
			answer, err := emulator(ctx, nil)
			answer.Body = bytes.ReplaceAll(answer.Body, []byte("</Bucket>"),
				[]byte("</Bucket><BucketAccountId>"+*point.BucketAccountId+"</BucketAccountId>"))
			return answer, err
		})
	}
}
