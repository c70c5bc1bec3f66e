package main

import (
	"strconv"
	"strings"

	"trailproof/logs"
)

// The variables by which AWS Batch and Kubernetes tell a job of many which one it is, both from 0.
const (
	batchIndex      = "AWS_BATCH_JOB_ARRAY_INDEX"
	kubernetesIndex = "JOB_COMPLETION_INDEX"
)

// parseShard reads I/N, where I is from 1, or auto/N. It returns nil for nothing.
func parseShard(text string, getenv func(string) string) (*logs.Shard, error) {
	if text == "" {
		return nil, nil
	}
	which, of, ok := strings.Cut(text, "/")
	count, err := strconv.Atoi(of)
	if !ok || err != nil || count < 1 {
		return nil, usagef("--shard: %q is neither I/N nor auto/N", text)
	}
	if which != "auto" {
		index, err := strconv.Atoi(which)
		if err != nil || index < 1 || index > count {
			return nil, usagef("--shard: %q: the shards of %d are from 1 to %d", text, count, count)
		}
		return &logs.Shard{Index: index, Count: count}, nil
	}
	name, value := "", ""
	for _, n := range []string{batchIndex, kubernetesIndex} {
		if v := getenv(n); v != "" {
			if name != "" {
				return nil, usagef("--shard: both %s and %s are set", batchIndex, kubernetesIndex)
			}
			name, value = n, v
		}
	}
	if name == "" {
		return nil, usagef("--shard: neither %s nor %s is set, which auto takes the shard from", batchIndex, kubernetesIndex)
	}
	index, err := strconv.Atoi(value)
	if err != nil || index < 0 || index >= count {
		return nil, usagef("--shard: %s is %q, and the jobs of %d are from 0 to %d", name, value, count, count-1)
	}
	return &logs.Shard{Index: index + 1, Count: count}, nil
}

// inShard puts the number of the shard in place of {shard}.
func inShard(path string, s *logs.Shard) string {
	if s == nil {
		return path
	}
	return strings.ReplaceAll(path, "{shard}", strconv.Itoa(s.Index))
}
