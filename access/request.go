package access

import "strings"

// Kind is what a principal is.
type Kind uint8

// The kinds of principals that send requests. A role itself never acts; a session of it does.
const (
	// Anonymous sends requests without credentials.
	Anonymous Kind = iota
	// Root is the root user of an account.
	Root
	// User is an IAM user.
	User
	// RoleSession is a session of a role.
	RoleSession
	// FederatedUser is a session that a user got from GetFederationToken.
	FederatedUser
	// Service is an AWS service that acts for itself, such as cloudtrail.amazonaws.com.
	Service
	// Federated is somebody whom an identity provider vouches for, who asks to assume a role.
	Federated
)

// Principal is who sends a request.
type Principal struct {
	Kind Kind
	// ARN of the user, or of the role or user that a session belongs to. The name of a service, or the ARN of a provider.
	ARN string
	// Account is the 12 digit account; empty for anonymous requests and services.
	Account string
	// Session is the name of the session; empty where any will do.
	Session string
	// ServiceLinked is true for a session of a service-linked role: neither SCPs nor RCPs bind it.
	ServiceLinked bool
}

// name is the last part of the path of the principal's ARN.
func (p *Principal) name() string { return p.ARN[strings.LastIndexByte(p.ARN, '/')+1:] }

// Request is one request, of which some things may be unknown. NewRequest makes it.
type Request struct {
	Principal Principal
	Context   Context

	action   string     // in lower case
	resource string     // an ARN, or "*"
	arn      *[6]string // of the resource; nil for "*"
	owner    string     // the account of the resource
}

// NewRequest returns a request of nobody in particular, with an empty context: an action such as s3:GetObject, the ARN that it is
// about ("*" for an action without resource), and the account that owns the resource, which an ARN of S3 does not tell.
func NewRequest(action, resource, owner string) Request {
	r := Request{action: strings.ToLower(action), resource: resource, owner: owner}
	if parts := splitARN(resource, false); len(parts) == 6 {
		r.arn = (*[6]string)(parts)
	}
	return r
}

func (r *Request) service() string {
	service, _, _ := strings.Cut(r.action, ":")
	return service
}

// resourceDecides says whether the resource's policy must let identity policies count at all: so it is for KMS keys and for the
// trust policies of roles.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
func (r *Request) resourceDecides() bool {
	switch r.service() {
	case "kms":
		return r.arn != nil && strings.HasPrefix(r.arn[5], "key/")
	case "sts":
		return strings.HasPrefix(r.action, "sts:assumerole")
	default:
		return false
	}
}
