# Where trails that are not seen from here put their files in buckets of this account.
package lib.central

import data.lib.objects
import data.lib.policy

# Buckets with the folders that their policies open to CloudTrail. One that somebody named, and that opens none, is
# taken to hold files where trails without a prefix put them.
folders contains [id, folder] if some folder in input.s3.central_buckets[id].folders

folders contains [id, "AWSLogs/"] if {
	input.s3.central_buckets[id].folders == []
	input.s3.central_buckets[id].trails == []
}

# The statement may speak of files of trails in the folder.
reaches(statement, bucket, folder) if {
	some pattern in statement.resources
	start := policy.fixed_part(pattern)
	key := trim_prefix(start, sprintf("%s/", [bucket]))
	key != start
	objects.folder_files(key, folder)
}

reaches(statement, bucket, _) if {
	some pattern in statement.resources
	start := policy.fixed_part(pattern)
	start != pattern
	startswith(sprintf("%s/", [bucket]), start)
}

reaches(statement, bucket, folder) if {
	count(statement.not_resources) > 0
	policy.reaches(statement, sprintf("%s/%s", [bucket, folder]))
}
