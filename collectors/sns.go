package collectors

import (
	"context"
	"fmt"
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
	out, how, err := ask(ctx, env, getTopicAttributes, t.Region, arn, func(ctx context.Context) (topicAnswer, error) {
		return readTopic(ctx, env.Clients.SNS(t.Region), arn)
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
	t.Exists, t.Attributes, t.Policy = snapshot.Seen(true), snapshot.Seen(out.attributes), snapshot.Absent[snapshot.Policy]()
	if out.policy != "" {
		t.Policy = snapshot.Seen(env.document(getTopicAttributes, t.Region, arn, "sns.topics.*.policy.document", out.policy))
	}
	return nil
}

// topicAnswer is what is kept of GetTopicAttributes.
type topicAnswer struct {
	attributes snapshot.TopicAttributes
	policy     string
}

func readTopic(ctx context.Context, api SNSAPI, arn string) (topicAnswer, error) {
	out, err := api.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: &arn})
	if err != nil {
		return topicAnswer{}, err
	}
	confirmed, err := count(out.Attributes, "SubscriptionsConfirmed")
	if err != nil {
		return topicAnswer{}, err
	}
	pending, err := count(out.Attributes, "SubscriptionsPending")
	if err != nil {
		return topicAnswer{}, err
	}
	key := out.Attributes["KmsMasterKeyId"]
	return topicAnswer{
		attributes: snapshot.TopicAttributes{
			SubscriptionsConfirmed: confirmed, SubscriptionsPending: pending, KMSKeyID: notEmpty(&key),
		},
		policy: out.Attributes["Policy"],
	}, nil
}

// count reads one of SNS's decimal texts. A missing one is no zero: nobody would hear an alarm of a topic without
// subscriptions.
func count(attributes map[string]string, name string) (int, error) {
	n, err := strconv.Atoi(attributes[name])
	if err != nil {
		return 0, fmt.Errorf("the answer does not say how many: %s is %q", name, attributes[name])
	}
	return n, nil
}
