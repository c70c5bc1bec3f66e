package rules.sns.confirmed_subscription_test

import data.lib.fixtures
import data.rules.sns.confirmed_subscription

_account(topic, alarm) := object.union(fixtures.with_trail({}), {
	"logs": {"groups": {fixtures.group: {"name": "g", "region": "us-east-1", "metric_filters": [{
		"name": "f", "pattern": "p", "metrics": [{"namespace": "N", "name": "M", "value": "1"}],
	}]}}},
	"cloudwatch": {"alarms": {"arn:aws:cloudwatch:us-east-1:111122223333:alarm:a": object.union(
		{
			"name": "a", "region": "us-east-1", "namespace": "N", "metric_name": "M", "actions_enabled": true,
			"alarm_actions": [fixtures.topic],
		},
		alarm,
	)}},
	"sns": {"topics": {fixtures.topic: object.union(
		{"exists": true, "attributes": {"subscriptions_confirmed": 1, "subscriptions_pending": 0, "kms_key_id": null}},
		topic,
	)}},
})

_silent := {"attributes": {"subscriptions_confirmed": 0, "subscriptions_pending": 2}}

# c7n counts PendingConfirmation for a subscription.
test_denies_topic_with_pending_subscriptions_only if {
	account := _account(_silent, {})
	fixtures.denied(confirmed_subscription.deny) == {fixtures.topic} with input as account
	fixtures.messages(confirmed_subscription.deny) == {
		"no subscription is confirmed, 2 are pending",
	} with input as account
}

test_denies_topic_that_is_gone if {
	account := _account({"exists": false, "attributes": null}, {})
	fixtures.messages(confirmed_subscription.deny) == {"the topic does not exist"} with input as account
}

test_allows_confirmed_subscription if {
	count(confirmed_subscription.deny) == 0 with input as _account({}, {})
}

# None of these alarms watches the trail's log group.
test_allows_topics_of_other_alarms if {
	every alarm in [{"region": "eu-west-1"}, {"namespace": "Other"}, {"metric_name": "Other"}] {
		count(confirmed_subscription.deny) == 0 with input as _account(_silent, alarm)
	}
}

test_allows_actions_that_are_no_topics if {
	account := _account(_silent, {"alarm_actions": ["arn:aws:automate:us-east-1:ec2:stop", "x"]})
	count(confirmed_subscription.deny) == 0 with input as account
}
