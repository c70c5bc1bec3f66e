// Package access computes who may do what: it decides a request by everything that AWS would look at, without asking AWS.
// Where it could not see, or the request leaves a condition key open, the answer has two bounds: what may be and what must
// be. It states facts; only rules make findings.
//
// What it does not know: quirks of services that AWS does not document, and what only a live account can tell, such as
// grants that were not collected. These are unknown, never no.
package access
