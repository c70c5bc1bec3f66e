package awsfake

import "trailproof/remediate"

// Writers returns clients of the account that change its state. Calls are logged and refused as those that read.
func (a *Account) Writers() remediate.Clients {
	return remediate.Clients{
		CloudTrail: func(r string) remediate.CloudTrailAPI { return cloudTrailClient{a, r} },
		KMS:        func(r string) remediate.KMSAPI { return kmsClient{a, r} },
		S3:         func(r string) remediate.S3API { return s3Client{a, r} },
		S3Control:  func(r string) remediate.S3ControlAPI { return s3ControlClient{a, r} },
	}
}
