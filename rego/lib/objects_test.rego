package lib.objects_test

import data.lib.objects

test_folder_with_and_without_prefix if {
	objects.folder("arn:aws:s3:::b", null, "1") == "arn:aws:s3:::b/AWSLogs/1"
	objects.folder("arn:aws:s3:::b", "p/q", "1") == "arn:aws:s3:::b/p/q/AWSLogs/1"
}

test_starts_of_the_files_of_a_trail if {
	own := "arn:aws:s3:::b/AWSLogs/1/CloudTrail"
	objects.starts("arn:aws:s3:::b", null, "1", false) == {own}
	objects.starts("arn:aws:s3:::b", null, "1", true) == {own, "arn:aws:s3:::b/AWSLogs/o-"}
}

test_starts_of_the_accounts_files if {
	every start in [
		"", "AW", "AWSLogs/", "AWSLogs/1", "AWSLogs/111122223333/", "AWSLogs/111122223333/CloudTrail",
		"AWSLogs/111122223333/CloudTrail/eu-west-1/2026/", "AWSLogs/111122223333/CloudTrail-Digest/",
	] {
		objects.own_files(start, null, "111122223333")
		objects.own_files(sprintf("p/%s", [start]), "p", "111122223333")
	}
}

test_starts_of_other_files if {
	every start in [
		"/AWSLogs/", "p/AWSLogs/111122223333/CloudTrail/",
		"p/", "aws", "AWSLogs/2", "AWSLogs/999988887777/", "AWSLogs/111122223333/Config/",
		"AWSLogs/o-a1b2c3d4e5/", "AWSLogs/CloudTrail/",
	] {
		not objects.own_files(start, null, "111122223333")
	}
	not objects.own_files("AWSLogs/", "p", "111122223333")
}

test_starts_of_the_files_of_an_organization if {
	every start in [
		"", "AW", "AWSLogs/", "AWSLogs/o", "AWSLogs/o-a1b2", "AWSLogs/o-a1b2c3d4e5/", "AWSLogs/o-a1b2c3d4e5/99998888",
		"AWSLogs/o-a1b2c3d4e5/999988887777/", "AWSLogs/o-a1b2c3d4e5/999988887777/CloudTrail-Digest/", "AWSLogs/9",
		"AWSLogs/999988887777/Cloud", "AWSLogs/999988887777/CloudTrail/eu-west-1/",
	] {
		objects.member_files(start, null)
		objects.member_files(sprintf("p/%s", [start]), "p")
	}
}

test_starts_of_no_file_of_an_organization if {
	every start in [
		"p/", "9", "o-a1b2c3d4e5/", "AWSLogs/CloudTrail/",
		"AWSLogs/Config/", "AWSLogs/o-a1b2c3d4e5/x", "AWSLogs/o-a1b2c3d4e5/999988887777/Config/",
		"AWSLogs/999988887777/Config", "AWSLogs/999988887777/o-a1b2c3d4e5/", "AWSLogs/9/",
	] {
		not objects.member_files(start, null)
	}
	not objects.member_files("AWSLogs/", "p")
}

test_starts_of_the_files_in_a_folder if {
	every start in ["", "AWS", "AWSLogs/", "AWSLogs/1", "AWSLogs/111122223333/CloudTrail/", "AWSLogs/o-a1b2c3d4e5/"] {
		objects.folder_files(start, "AWSLogs/")
		objects.folder_files(sprintf("p/%s", [start]), "p/AWSLogs/")
	}
	every start in ["", "AWSLogs/", "AWSLogs/1111", "AWSLogs/111122223333/", "AWSLogs/111122223333/CloudTrail-Digest/"] {
		objects.folder_files(start, "AWSLogs/111122223333/")
	}
	every start in ["AWSLogs/o-a1", "AWSLogs/o-a1b2c3d4e5/", "AWSLogs/o-a1b2c3d4e5/999988887777/CloudTrail/"] {
		objects.folder_files(start, "AWSLogs/o-a1b2c3d4e5/")
	}
}

test_starts_of_no_file_in_a_folder if {
	every start in ["p/", "AWSLogs/111122223333/Config/", "AWSLogs/Config/", "tmp/"] {
		not objects.folder_files(start, "AWSLogs/")
	}
	not objects.folder_files("AWSLogs/", "p/AWSLogs/")
	not objects.folder_files("AWSLogs/999988887777/", "AWSLogs/111122223333/")
	not objects.folder_files("AWSLogs/o-a1b2c3d4e5/", "AWSLogs/111122223333/")
	not objects.folder_files("AWSLogs/111122223333/Config/", "AWSLogs/111122223333/")
}
