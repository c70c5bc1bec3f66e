package remediate

// s3TLSOnly refuses plain HTTP by a statement of its own.
var s3TLSOnly = Fix{
	Rule: "s3.tls_only",
	Uses: []*Operation{putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		return []Edit{c.bucketPolicy(t, denyPlainHTTP(t.Resource).insert)}, nil
	},
}

func denyPlainHTTP(bucket string) statement {
	return statement{
		Sid: "DenyPlainHTTP", Effect: "Deny", Principal: "*", Action: "s3:*",
		Resource:  []string{bucket, bucket + "/*"},
		Condition: map[string]map[string]any{"Bool": {"aws:SecureTransport": "false"}},
	}
}
