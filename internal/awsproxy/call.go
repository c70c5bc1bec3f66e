package awsproxy

import (
	"net/http"
	"strings"
)

// Call is one request to AWS.
type Call struct {
	// Service and Operation are named as in the SDK: s3, GetBucketPolicy. What is not recognised has its method and path
	// as Operation.
	Service, Operation string
	// Region is that of the signature.
	Region string
	// Resource is the bucket, trail, key, user … that the request names, where that is cheap to tell.
	Resource string
	// Account is whose credentials they are, by Proxy.Accounts; empty for others.
	Account string
	// Attempt counts from 1; further ones are the SDK's retries.
	Attempt int
	// Input is what the request asks, whole: two calls of the same name, Region and input ask the same twice.
	Input string

	accessKey string
	protocol  protocol
	method    string
	uri       string // path and query, escaped as they came
	header    http.Header
	body      []byte
}

// Name is what faults and handlers go by: s3:GetBucketPolicy.
func (c Call) Name() string { return c.Service + ":" + c.Operation }

// String is the call without its input, for people.
func (c Call) String() string {
	return strings.Join(strings.Fields(c.Name()+" "+c.Region+" "+c.Resource), " ")
}

// Body is the request's body.
func (c Call) Body() string { return string(c.body) }

// protocol is how a service speaks.
type protocol int

const (
	restXML protocol = iota
	restJSON
	awsJSON
	awsQuery
	rpcCBOR
)
