package awsproxy

import (
	"net/http"
	"time"
)

// Kind is a way in which a call goes wrong.
type Kind int

// The kinds of faults.
const (
	// None lets the call be answered; a fault of this kind is one that only delays.
	None Kind = iota
	// AccessDenied is the service's refusal.
	AccessDenied
	// Throttled is the service's throttling; S3 answers SlowDown.
	Throttled
	// ExpiredToken is what credentials answer that are too old.
	ExpiredToken
	// ClockSkew is what a request answers whose clock is wrong.
	ClockSkew
	// ServerError is a 500 of the service's own.
	ServerError
	// Reset ends the connection without an answer.
	Reset
	// Truncated gives half of the answer's body and then ends the connection.
	Truncated
)

func (k Kind) String() string {
	return [...]string{
		"none", "access denied", "throttled", "expired token", "clock skew", "server error", "reset", "truncated",
	}[k]
}

// Fault is what goes wrong with some calls.
type Fault struct {
	Kind Kind
	// Delay comes before all else.
	Delay time.Duration
	// Times is how many calls it hits; 0 means all.
	Times int
	// Region limits it to the calls of one, Resource to those about one.
	Region, Resource string
}

// fault is one that was asked for.
type fault struct {
	Fault
	operation string
	left      int
}

// Fail makes calls of the operation, or of every operation for "*", go wrong. Several faults of an operation hit one after
// the other, each as often as it says.
func (p *Proxy) Fail(operation string, f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := f.Times
	if left == 0 {
		left = -1
	}
	p.faults = append(p.faults, &fault{Fault: f, operation: operation, left: left})
}

// next returns the fault that hits this call.
func (p *Proxy) next(c Call) Fault {
	for _, f := range p.faults {
		if f.left != 0 && (f.operation == "*" || f.operation == c.Name()) && (f.Region == "" || f.Region == c.Region) &&
			(f.Resource == "" || f.Resource == c.Resource) {
			f.left--
			return f.Fault
		}
	}
	return Fault{}
}

// answer is the error as the service of the call spells it.
func (k Kind) answer(c Call) Answer {
	status, code := http.StatusBadRequest, ""
	message := map[Kind]string{
		AccessDenied: "User is not authorized to perform: " + c.Name(),
		Throttled:    "Rate exceeded",
		ExpiredToken: "The security token included in the request is expired",
		ClockSkew:    "Signature expired: 20250315T120000Z is now earlier than 20250315T121500Z (20250315T122000Z - 5 min.)",
		ServerError:  "We encountered an internal error. Please try again.",
	}[k]
	isJSON := c.protocol == awsJSON || c.protocol == restJSON || c.protocol == rpcCBOR
	switch k {
	case AccessDenied:
		code = "AccessDenied"
		switch {
		case c.Service == "sns":
			status, code = http.StatusForbidden, "AuthorizationError"
		case isJSON:
			code += "Exception"
		default:
			status = http.StatusForbidden
		}
	case Throttled:
		code = "Throttling"
		switch {
		case c.Service == "s3" || c.Service == "s3control":
			status, code = http.StatusServiceUnavailable, "SlowDown"
		case c.Service == "account":
			status, code = http.StatusTooManyRequests, "TooManyRequestsException"
		case isJSON:
			code += "Exception"
		}
	case ExpiredToken:
		code = "ExpiredToken"
		switch {
		case isJSON:
			code += "Exception"
		case c.protocol == awsQuery:
			status = http.StatusForbidden
		}
	case ClockSkew:
		status = http.StatusForbidden
		switch {
		case isJSON:
			status, code = http.StatusBadRequest, "InvalidSignatureException"
		case c.protocol == awsQuery:
			code = "SignatureDoesNotMatch"
		default:
			code, message = "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."
		}
	case ServerError:
		status, code = http.StatusInternalServerError, "InternalFailure"
		if c.protocol == restXML {
			code = "InternalError"
		}
	case None, Reset, Truncated:
	}
	return ErrorAnswer(c, status, code, message)
}
