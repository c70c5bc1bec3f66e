// Package policy is an IAM policy document: text as AWS returned it comes in, one normal form that rules, evaluator and
// remediator share goes out. It reads strictly and never drops what it does not understand: a document that AWS itself
// could read in two ways has Problems, each with its byte, and no normal form.
//
// Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
package policy

import "fmt"

// Document is the normal form: lists are lists, principals are spelt one way, condition keys are in lower case (IAM
// compares them without case), operators have AWS's spelling. Actions, resources and condition values keep the
// document's spelling, statements and lists its order.
type Document struct {
	// Version is "2008-10-17" when the document names none, as IAM takes it.
	Version    string      `json:"version"`
	ID         string      `json:"id"`
	Statements []Statement `json:"statements"`
}

// Statement is one statement. Of each pair (actions and not_actions, …) at most one list has entries. Offset is the byte
// of the raw text at which the statement begins.
type Statement struct {
	Sid           string      `json:"sid"`
	Effect        string      `json:"effect"` // Allow or Deny
	Principals    []Principal `json:"principals"`
	NotPrincipals []Principal `json:"not_principals"`
	Actions       []string    `json:"actions"`
	NotActions    []string    `json:"not_actions"`
	Resources     []string    `json:"resources"`
	NotResources  []string    `json:"not_resources"`
	Conditions    []Condition `json:"conditions"`
	Offset        int         `json:"offset"`
}

// Principal is one entry of a Principal element.
type Principal struct {
	// Type is "*" for the bare "Principal": "*" (which also means services), else AWS, Service, Federated or
	// CanonicalUser as in the document.
	Type string `json:"type"`
	// ID is the entry: "*", an ARN, a service or provider name, a canonical id, or the id of a deleted principal
	// (AIDA…, AROA…). A whole account, which may be written as number or as root ARN, is always the 12 digit number.
	ID string `json:"id"`
	// Account is the 12 digit account of an AWS entry, empty for "*" and for other types.
	Account string `json:"account"`
}

// Condition is one operator applied to one key; all conditions of a statement must hold.
type Condition struct {
	// Operator in AWS's spelling without qualifier and IfExists: StringEquals, ArnLike, Null, …
	Operator string `json:"operator"`
	// Qualifier is ForAllValues or ForAnyValue, or empty.
	Qualifier string `json:"qualifier"`
	IfExists  bool   `json:"if_exists"`
	// Key in lower case, the part after a slash or colon too: aws:sourcearn.
	Key string `json:"key"`
	// Values as written; booleans and numbers as their literal text.
	Values []string `json:"values"`
}

// Problem is a fault of a document: Offset is the byte of the raw text, Path the element (Statement[1].Action).
type Problem struct {
	Offset  int
	Path    string
	Message string
}

func (p Problem) String() string {
	if p.Path == "" {
		return fmt.Sprintf("byte %d: %s", p.Offset, p.Message)
	}
	return fmt.Sprintf("byte %d: %s: %s", p.Offset, p.Path, p.Message)
}
