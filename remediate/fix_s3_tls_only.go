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
		return []Edit{editBucketPolicy(t, statement{
			Sid: "DenyPlainHTTP", Effect: "Deny", Principal: "*", Action: "s3:*",
			Resource:  []string{t.Resource, t.Resource + "/*"},
			Condition: map[string]map[string]any{"Bool": {"aws:SecureTransport": "false"}},
		}.insert)}, nil
	},
}
