package lib.objects_test

import data.lib.objects

test_folder_with_and_without_prefix if {
	objects.folder("arn:aws:s3:::b", null, "1") == "arn:aws:s3:::b/AWSLogs/1"
	objects.folder("arn:aws:s3:::b", "p/q", "1") == "arn:aws:s3:::b/p/q/AWSLogs/1"
}
