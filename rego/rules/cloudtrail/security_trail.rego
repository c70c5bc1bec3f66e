# METADATA
# title: One trail has all that a security trail needs
# description: >-
#   One trail that covers all Regions and logs in them, records all management events of every source, includes
#   global service events, writes digest files and encrypts with a KMS key can be trusted on its own, without the
#   puzzle of what several trails record together. Each part has a rule of its own that is as severe as its loss, so
#   this is medium. Trails of the organization count; where the account has no others, their lacks are not its own,
#   and nothing is judged.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/config/latest/developerguide/cloudtrail-security-trail-enabled.html
# custom:
#   severity: medium
#   subject: account_of_own_trails
#   controls:
#     trailproof: [TRL-19]
#     nist-800-53-r5: [AU-2, AU-9, AU-12]
#     aws-config: [cloudtrail-security-trail-enabled]
#   remediation: |
#     Complete the trail that lacks least, in its home Region. Leave out --kms-key-id where it has a key. The last call
#     replaces all selectors of the trail: repeat those for data events that must stay.
#     aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --include-global-service-events \
#       --enable-log-file-validation --kms-key-id KEY_ARN --region HOME_REGION
#     aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'
package rules.cloudtrail.security_trail

import data.lib.coverage
import data.lib.events
import data.lib.subjects

deny contains {"resource": id, "message": "the account has no trail"} if {
	some id in subjects.account_of_own_trails
	count(coverage.trails) == 0
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.account_of_own_trails
	count(coverage.trails - _lacking) == 0
	some trail, lacks in _lacks
	message := sprintf("trail %s lacks: %s", [input.cloudtrail.trails[trail].name, concat(", ", sort(lacks))])
}

_lacking contains trail if some trail, _ in _lacks

_lacks[trail] contains "all Regions" if input.cloudtrail.trails[trail].is_multi_region_trail == false

_lacks[trail] contains "logging in every Region" if {
	statuses := input.cloudtrail.trails[trail].status
	not _on(statuses)
}

_lacks[trail] contains "all management events" if {
	selectors := input.cloudtrail.trails[trail].event_selectors
	not _whole(selectors)
}

_lacks[trail] contains "global service events" if {
	input.cloudtrail.trails[trail].include_global_service_events == false
}

_lacks[trail] contains "digest files" if input.cloudtrail.trails[trail].log_file_validation_enabled == false

_lacks[trail] contains "a KMS key" if input.cloudtrail.trails[trail].kms_key_id == null

_on(statuses) if {
	count(statuses) > 0
	every status in statuses {
		status.is_logging
	}
}

_whole(selectors) if {
	every kind in ["read", "write"] {
		every source in events.named(selectors) | {events.unnamed} {
			events.records(selectors, kind, source)
		}
	}
}
