package rules.cloudtrail.delivery_notifications_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.delivery_notifications

test_denies_a_trail_without_a_topic if {
	fixtures.says(delivery_notifications.deny, fixtures.trail, ["no SNS topic"]) with input as fixtures.world({})
	count(delivery_notifications.deny) == 1 with input as fixtures.world({})
}

test_allows_a_trail_with_a_topic if {
	delivery_notifications.deny == set() with input as fixtures.with_trail({"sns_topic": fixtures.topic})
}
