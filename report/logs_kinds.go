package report

import "trailproof/logs"

// logKind describes a kind of finding for formats that have rules: what holds where there is none, what it means, and what to do.
type logKind struct{ title, meaning, advice string }

const (
	restore = "Find out by S3 server access logs or data events who wrote or deleted the object, restore the version that CloudTrail " +
		"wrote where the bucket keeps versions, and take the right to write from whoever did it."
	look = "Read the detail: it names what could not be read or found. Make it readable and verify again."
)

// logKinds describes each of logs.Kinds.
var logKinds = map[logs.Kind]logKind{
	logs.Missing: {
		"Every file that digests name is there", "A verified digest names the file, or the time demands it, and it is not there.", restore,
	},
	logs.Altered: {
		"Every file holds what was signed or hashed", "The file's content is not the one that CloudTrail signed or hashed.", restore,
	},
	logs.Truncated:  {"Every file is whole", "The file ends before its gzip stream does.", restore},
	logs.Appended:   {"Nothing stands behind a file's content", "There are bytes after the gzip stream: zcat shows them, a hash does not.", restore},
	logs.Corrupt:    {"Every file is a gzip stream", "The file is no gzip stream, or its check sum is wrong.", restore},
	logs.Oversized:  {"No file is larger than CloudTrail writes", "The file is larger than CloudTrail writes, and was not read to its end.", restore},
	logs.Unreadable: {"Every file can be read", "The file could not be read. That says nothing about what it holds.", look},
	logs.Swapped:    {"Every file is in its place", "The file is genuine and belongs elsewhere.", restore},
	logs.Foreign: {
		"Every file belongs to its account and Region",
		"The file belongs to another account or Region than its place says, or has a name that CloudTrail does not give.",
		"Find out who put it there and why. Only CloudTrail should be allowed to write below AWSLogs/.",
	},
	logs.Algorithm: {
		"Every hash and signature is of a known kind", "The digest names an algorithm that CloudTrail is not known to use.",
		"Look whether CloudTrail changed it and this program is too old; else treat it as an altered file.",
	},
	logs.Malformed:   {"Every digest can be understood", "The digest is not what CloudTrail writes.", restore},
	logs.Unsigned:    {"Every digest has its signature beside it", "The metadata of the digest has no signature.", restore},
	logs.NoSignature: {"Every digest of a copy has a signature", "The copy has no signature of the digest.", "Put what aws s3api head-object prints beside the file."},
	logs.Signature: {
		"The signature beside a digest fits", "What lies beside the digest does not fit, while the digest after it proves its content.",
		"Find out who copied or rewrote the object without its metadata, or with another.",
	},
	logs.Resigned: {
		"Every digest is signed by CloudTrail", "The digest is signed with a key that CloudTrail did not list for its Region and time.", restore,
	},
	logs.ExpiredKey: {"Every digest is signed with a key of its time", "The digest is signed with a key that was not valid at its time.", restore},
	logs.NoKey: {
		"The key of every digest is at hand", "The digest is signed with a key that is not at hand.",
		"Fetch the keys of its Region and time with trailproof logs fetch-keys.",
	},
	logs.LinkBroken: {"Every digest is the one that the next names", "The digest after it names another content or signature.", restore},
	logs.Unlinked:   {"No digest is passed over", "The digest after it passes it over.", restore},
	logs.Unnamed: {
		"Every log file is named by a digest", "Verified digests cover the time of the log file, and none names it: it may be forged.",
		"Find out who put it there. Only CloudTrail should be allowed to write below AWSLogs/.",
	},
	logs.Unvouched: {
		"Verified digests cover the time of every log file", "No digest of the log file's time can be trusted.",
		"Look at what was found of the digests of that time.",
	},
	logs.Late:    {"Log files are written in their time", "The log file is older by its name than when it was written.", "Verify the time when it was written."},
	logs.Pending: {"All log files are named yet", "The log file is younger than the newest digest.", "Verify again in an hour."},
	logs.Pause: {
		"Logging and validation never paused", "The chain of digests ended and began again: logging or validation was off meanwhile.",
		"Find the StopLogging or UpdateTrail event of that time.",
	},
	logs.Begins: {
		"The digests begin with the first of their chain", "The oldest digest that is there names one before it.",
		"Look whether a lifecycle rule deletes digests, and whether it should.",
	},
	logs.NotCovered: {
		"Digests cover the time that was asked for", "No digest covers a time that was asked for.",
		"Look whether validation was on then. Where it was, digests were deleted.",
	},
	logs.NoDigests: {
		"There are digests", "There are no digests, so that nothing can be verified.",
		"Look whether the trail has validation on, and whether prefix and trail are right. Where they are, digests were deleted.",
	},
	logs.OtherKMSKey: {
		"Log files are encrypted with the trail's key", "Log files are encrypted with another key of KMS than the trail's.",
		"Name keys that the trail had before with --kms-key; for others find out who encrypted the files again.",
	},
	logs.NoKMS: {
		"Log files are encrypted with KMS", "Log files are encrypted by S3 alone, or not at all, while the trail has a key of KMS.",
		"Find out since when the trail has its key, and who wrote the files again where it is younger than they are.",
	},
}
