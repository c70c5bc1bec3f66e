package collectors

import (
	"context"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"trailproof/snapshot"
)

// SNSAPI is what is asked of SNS. Subscriptions are counted, never listed: their endpoints are addresses and URLs that may
// hold secrets.
type SNSAPI interface {
	GetTopicAttributes(context.Context, *sns.GetTopicAttributesInput, ...func(*sns.Options)) (*sns.GetTopicAttributesOutput, error)
}

var getTopicAttributes = &Call{
	Service: "sns", Operation: "GetTopicAttributes", Actions: []string{"sns:GetTopicAttributes"},
	Fills:  []string{"sns.topics", "sns.topics.*.exists", "sns.topics.*.attributes", "sns.topics.*.policy"},
	Needs:  []string{"cloudtrail.trails"},
	Absent: []string{"NotFound", "NotFoundException"},
}

// snsCollector reads the topics that trails and the alarms that were seen name.
var snsCollector = Collector{
	Name:  "sns",
	Calls: []*Call{getTopicAttributes},
	Collect: func(ctx context.Context, env *Env) error {
		if env.builder.CloudTrail.Trails == nil {
			return nil
		}
		topics := map[string]snapshot.Topic{}
		add := func(arn string) {
			if part := strings.SplitN(arn, ":", 6); len(part) == 6 && part[2] == "sns" {
				topics[arn] = snapshot.Topic{Region: part[3], Owner: part[4]}
			}
		}
		for _, t := range env.builder.CloudTrail.Trails {
			if t.SNSTopic != nil {
				add(*t.SNSTopic)
			}
		}
		for _, a := range env.builder.CloudWatch.Alarms {
			for _, arn := range a.AlarmActions {
				add(arn)
			}
		}
		env.edit(func(s *snapshot.Snapshot) { s.SNS.Topics = topics })
		return eachEntry(ctx, env, topics, collectTopic)
	},
}

func collectTopic(ctx context.Context, env *Env, arn string, t *snapshot.Topic) error {
	if !env.Wants(getTopicAttributes) {
		return nil
	}
	out, how, err := ask(ctx, env, getTopicAttributes, t.Region, arn, func(ctx context.Context) (*sns.GetTopicAttributesOutput, error) {
		return env.Clients.SNS(t.Region).GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: &arn})
	})
	switch {
	case err != nil || how == gone:
		return err
	case how == none:
		*t = snapshot.Topic{
			Region: t.Region, Owner: t.Owner, Exists: snapshot.Seen(false), Key: snapshot.Absent[string](),
			Attributes: snapshot.Absent[snapshot.TopicAttributes](), Policy: snapshot.Absent[snapshot.Policy](),
		}
		return nil
	}
	t.Exists = snapshot.Seen(true)
	key := out.Attributes["KmsMasterKeyId"]
	t.Attributes = snapshot.Seen(snapshot.TopicAttributes{
		SubscriptionsConfirmed: count(out.Attributes["SubscriptionsConfirmed"]),
		SubscriptionsPending:   count(out.Attributes["SubscriptionsPending"]),
		KMSKeyID:               notEmpty(&key),
	})
	if raw := out.Attributes["Policy"]; raw == "" {
		t.Policy = snapshot.Absent[snapshot.Policy]()
	} else {
		t.Policy = snapshot.Seen(env.document(getTopicAttributes, t.Region, arn, "sns.topics.*.policy.document", raw))
	}
	return nil
}

// count reads SNS's decimal texts; what is no number counts as none.
func count(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
