package rules.sns.confirmed_subscription_test

import data.lib.fixtures_test as fixtures
import data.rules.sns.confirmed_subscription

_alarm := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:root"

_topic(fields) := fixtures.world({
	"cloudwatch": {"alarms": {_alarm: {"alarm_actions": [fixtures.topic, "arn:aws:automate:us-east-1:ec2:stop"]}}},
	"sns": {"topics": {fixtures.topic: fields}},
})

# cloud-custodian 8968
test_denies_a_topic_that_waits_for_confirmation if {
	pending := _topic({"exists": true, "attributes": {"subscriptions_confirmed": 0, "subscriptions_pending": 2}})
	fixtures.says(confirmed_subscription.deny, fixtures.topic, ["2 wait"]) with input as pending
}

test_denies_a_topic_that_is_gone if {
	gone := _topic({"exists": false, "attributes": null})
	fixtures.says(confirmed_subscription.deny, fixtures.topic, ["does not exist"]) with input as gone
}

test_allows_a_topic_that_somebody_hears if {
	heard := _topic({"exists": true, "attributes": {"subscriptions_confirmed": 1, "subscriptions_pending": 1}})
	confirmed_subscription.deny == set() with input as heard
}

test_allows_topics_that_no_alarm_names if {
	confirmed_subscription.deny == set() with input as fixtures.world({"sns": {"topics": {fixtures.topic: {
		"exists": true,
		"attributes": {"subscriptions_confirmed": 0, "subscriptions_pending": 0},
	}}}})
}
