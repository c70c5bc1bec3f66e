package remediate

import (
	"slices"

	"trailproof/plan"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// selecting is an edit of a trail's selectors.
func selecting(target Target, risk plan.Risk, change func(now selectors) (*selectors, error)) Edit {
	e := edit(putEventSelectors, target, func(now *selectors) (*selectors, error) {
		if now == nil {
			now = &selectors{}
		}
		return change(*now)
	})
	e.Risk = risk
	return e
}

// recording lets a trail record all management events of the kinds.
func (c Case) recording(target Target, kinds ...string) Edit {
	return selecting(target, c.copying(target.Resource), func(now selectors) (*selectors, error) { return now.withManagement(kinds...) })
}

// management are fixes of what all trails together leave out of the management events: the best trail records it.
func management(rule string, kinds ...string) Fix {
	return Fix{
		Rule: rule,
		Uses: []*Operation{putEventSelectors},
		Plan: func(c Case) ([]Edit, error) {
			target, err := c.working()
			if err != nil {
				return nil, err
			}
			return []Edit{c.recording(target, kinds...)}, nil
		},
	}
}

var (
	cloudTrailBedrockCalls     = management("cloudtrail.bedrock_calls", reads, writes)
	cloudTrailEventSources     = management("cloudtrail.event_sources", reads, writes)
	cloudTrailManagementReads  = management("cloudtrail.management_reads", reads)
	cloudTrailManagementWrites = management("cloudtrail.management_writes", writes)
)

// cloudTrailManagementSelectors records the rest of what a trail records some of.
var cloudTrailManagementSelectors = Fix{
	Rule: "cloudtrail.management_selectors",
	Uses: []*Operation{putEventSelectors},
	Plan: func(c Case) ([]Edit, error) {
		target, err := c.ownTrail()
		if err != nil {
			return nil, err
		}
		selected, _ := c.Snapshot.CloudTrail.Trails[c.Resource].EventSelectors.Get()
		var kinds []string
		for _, kind := range []string{reads, writes} {
			if mentionsKind(selected, kind) {
				kinds = append(kinds, kind)
			}
		}
		return []Edit{c.recording(target, kinds...)}, nil
	},
}

// ownTrail is the target of a fix of what a trail records.
func (c Case) ownTrail() (Target, error) {
	target, err := c.trail()
	if err == nil && c.Snapshot.CloudTrail.Trails[c.Resource].IsOrganizationTrail {
		err = manual("the trail is that of the organization: what it records it records, and has paid for, in every account")
	}
	return target, err
}

// data are fixes of data events that no trail records. AWS charges for each event.
func data(rule, name, resource, service string, kinds ...string) Fix {
	return Fix{
		Rule: rule,
		Uses: []*Operation{putEventSelectors},
		Plan: func(c Case) ([]Edit, error) {
			target, err := c.working()
			if err != nil {
				return nil, err
			}
			return []Edit{selecting(target, plan.Costly, func(now selectors) (*selectors, error) {
				return now.withData(name, resource, "arn:"+target.Partition+":"+service, nil, kinds)
			})}, nil
		},
	}
}

var (
	cloudTrailLambdaInvocations = data("cloudtrail.lambda_invocations", "Lambda functions", "AWS::Lambda::Function", "lambda", reads, writes)
	cloudTrailS3ObjectReads     = data("cloudtrail.s3_object_reads", "S3 objects", "AWS::S3::Object", "s3", reads)
	cloudTrailS3ObjectWrites    = data("cloudtrail.s3_object_writes", "S3 objects", "AWS::S3::Object", "s3", writes)
)

// cloudTrailLogBucketObjects records what is done to the log files in the account's own log buckets.
var cloudTrailLogBucketObjects = Fix{
	Rule: "cloudtrail.log_bucket_objects",
	Uses: []*Operation{putEventSelectors},
	Plan: func(c Case) ([]Edit, error) {
		target, err := c.working()
		if err != nil {
			return nil, err
		}
		var begin []string
		for _, t := range c.Snapshot.CloudTrail.Trails {
			b, held := c.Snapshot.S3.Buckets[t.Bucket]
			exists, seen := b.Exists.Get()
			owner, owned := b.Owner.Get()
			if t.Owner == c.Snapshot.Source.Account && held && (!seen || exists) && (!owned || owner == c.Snapshot.Source.Account) {
				begin = append(begin, t.Bucket+"/")
			}
		}
		begin = slices.Compact(ordered(begin))
		return []Edit{selecting(target, plan.Costly, func(now selectors) (*selectors, error) {
			return now.withData("Log files", "AWS::S3::Object", "", begin, []string{reads, writes})
		})}, nil
	},
}

// cloudTrailNetworkEvents records the calls that VPC endpoints deny, of the sources that the parameters name.
var cloudTrailNetworkEvents = Fix{
	Rule: "cloudtrail.network_events",
	Uses: []*Operation{putEventSelectors},
	Plan: func(c Case) ([]Edit, error) {
		target, err := c.working()
		if err != nil {
			return nil, err
		}
		return []Edit{selecting(target, plan.Costly, func(now selectors) (*selectors, error) {
			will := &now
			for _, source := range c.texts("endpoint_sources") {
				if now.denied()[source] {
					continue
				}
				if will, err = will.withDenied(source); err != nil {
					return nil, err
				}
			}
			return will, nil
		})}, nil
	},
}

// denied are the sources whose denied calls the selectors record.
func (s selectors) denied() map[string]bool {
	all := map[string]bool{}
	for _, a := range s.AdvancedEventSelectors {
		var sources []string
		whole := false
		for _, f := range a.FieldSelectors {
			switch field := *f.Field; {
			case field == "eventCategory" && slices.Contains(f.Equals, "NetworkActivity"):
				whole = true
			case field == "eventSource" && len(f.Equals) > 0:
				sources = f.Equals
			case field == "errorCode" && slices.Contains(f.Equals, "VpceAccessDenied"):
			default:
				sources = nil
			}
		}
		if whole {
			for _, source := range sources {
				all[source] = true
			}
		}
	}
	return all
}

// insightTypes are all that there are of management events.
var insightTypes = []types.InsightType{types.InsightTypeApiCallRateInsight, types.InsightTypeApiErrorRateInsight}

// insights lets a trail look for both kinds of anomalies; those of other categories of events stay.
func insights(target Target) Edit {
	e := edit(putInsightSelectors, target, func(now *[]types.InsightSelector) (*[]types.InsightSelector, error) {
		var list []types.InsightSelector
		if now != nil {
			list = slices.Clone(*now)
		}
		for _, kind := range insightTypes {
			i := slices.IndexFunc(list, func(s types.InsightSelector) bool { return s.InsightType == kind })
			switch {
			case i < 0:
				list = append(list, types.InsightSelector{InsightType: kind})
			case len(list[i].EventCategories) > 0 && !slices.Contains(list[i].EventCategories, types.SourceEventCategoryManagement):
				list[i].EventCategories = append(slices.Clone(list[i].EventCategories), types.SourceEventCategoryManagement)
			}
		}
		return &list, nil
	})
	e.Risk = plan.Costly
	return e
}

var cloudTrailInsights = Fix{
	Rule: "cloudtrail.insights",
	Uses: []*Operation{putInsightSelectors, putEventSelectors},
	Plan: func(c Case) ([]Edit, error) {
		target, err := c.working()
		if err != nil {
			return nil, err
		}
		return []Edit{c.recording(target, writes), insights(target)}, nil
	},
}

var cloudTrailInsightTypes = Fix{
	Rule: "cloudtrail.insight_types",
	Uses: []*Operation{putInsightSelectors, putEventSelectors},
	Plan: func(c Case) ([]Edit, error) {
		target, err := c.ownTrail()
		if err != nil {
			return nil, err
		}
		return []Edit{c.recording(target, writes), insights(target)}, nil
	},
}
