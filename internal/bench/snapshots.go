package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"trailproof/snapshot"
)

// compact is the snapshot on one line, without its newline.
func compact(text []byte) ([]byte, error) {
	var b bytes.Buffer
	err := json.Compact(&b, text)
	return b.Bytes(), err
}

// larger is the reference snapshot with n trails, each with a bucket and a key of its own.
func larger(reference []byte, n int) ([]byte, error) {
	out, err := snapshot.Decode(reference)
	if err != nil {
		return nil, err
	}
	for i := 1; i < n; i++ {
		// Names of the same length, so that the offsets in the policies stay right.
		rename := strings.NewReplacer(
			"s3-activity-trail", fmt.Sprintf("s3-activity-%05d", i), "elly-secure-bucket", fmt.Sprintf("elly-secure-%06d", i),
			"5c1e9b7a-3d0f-4c65-8f0e-", fmt.Sprintf("5c1e9b7a-3d0f-4c65-%04x-", i),
		)
		s, err := snapshot.Decode([]byte(rename.Replace(string(reference))))
		if err != nil {
			return nil, err
		}
		for id, t := range s.CloudTrail.Trails {
			out.CloudTrail.Trails[id] = t
		}
		for region, ids := range s.CloudTrail.Listed {
			out.CloudTrail.Listed[region] = append(out.CloudTrail.Listed[region], ids...)
		}
		for id, b := range s.S3.Buckets {
			out.S3.Buckets[id] = b
		}
		for id, k := range s.KMS.Keys {
			out.KMS.Keys[id] = k
		}
	}
	var b bytes.Buffer
	err = out.Encode(&b, false)
	return b.Bytes(), err
}
