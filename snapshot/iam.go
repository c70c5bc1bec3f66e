package snapshot

import "time"

// IAM is the identities of the account and what IAM's simulator says of some of them.
type IAM struct {
	// Alias of the account; absent where it has none.
	Alias Field[string] `json:"alias,omitzero"`
	// Users, Roles and Groups by ARN.
	Users  map[string]IAMUser  `json:"users,omitzero"`
	Roles  map[string]IAMRole  `json:"roles,omitzero"`
	Groups map[string]IAMGroup `json:"groups,omitzero"`
	// Policies by ARN: customer managed ones, and AWS managed ones that something is attached to.
	Policies map[string]ManagedPolicy `json:"policies,omitzero"`
	// Simulations by principal ARN: SimulatePrincipalPolicy for the principals that matter, at most 20.
	Simulations map[string]Simulation `json:"simulations,omitzero"`
	// RootCredentials are what the account's root user has to sign in with.
	RootCredentials Field[RootCredentials] `json:"root_credentials,omitzero"`
	// RootVirtualMFA are the serial numbers of the root user's virtual MFA devices, sorted: programs, not hardware.
	RootVirtualMFA Field[[]string] `json:"root_virtual_mfa,omitzero"`
	// RootUse is when the root user was last there, from the credential report, which may be four hours old; absent where the
	// partition has no root users.
	RootUse Field[RootUse] `json:"root_use,omitzero"`
}

// RootCredentials is the part of the account summary that is about the root user.
type RootCredentials struct {
	AccessKeys bool `json:"access_keys"`
	MFA        bool `json:"mfa"`
	// Password is null where IAM does not tell; without one the root user can't sign in.
	Password *bool `json:"password"`
}

// RootUse is when each credential of the root user was last used; null for one that never was, as far as IAM remembers, or
// that is not there.
type RootUse struct {
	Password   *time.Time `json:"password"`
	AccessKey1 *time.Time `json:"access_key_1"`
	AccessKey2 *time.Time `json:"access_key_2"`
}

// IAMUser is a user with the policies that IAM evaluates for it.
type IAMUser struct {
	Name     string            `json:"name"`
	ID       string            `json:"id"`
	Groups   []string          `json:"groups"`
	Attached []string          `json:"attached"`
	Inline   map[string]Policy `json:"inline"`
	Boundary *string           `json:"boundary"`
	Tags     map[string]string `json:"tags"`
}

// IAMRole is a role.
type IAMRole struct {
	Name     string            `json:"name"`
	ID       string            `json:"id"`
	Path     string            `json:"path"`
	Trust    Policy            `json:"trust"`
	Attached []string          `json:"attached"`
	Inline   map[string]Policy `json:"inline"`
	Boundary *string           `json:"boundary"`
	Tags     map[string]string `json:"tags"`
	LastUsed *time.Time        `json:"last_used"`
}

// IAMGroup is a group.
type IAMGroup struct {
	Name     string            `json:"name"`
	Attached []string          `json:"attached"`
	Inline   map[string]Policy `json:"inline"`
}

// ManagedPolicy is a managed policy in its default version.
type ManagedPolicy struct {
	Name        string `json:"name"`
	Version     string `json:"version"`
	Attachments int    `json:"attachments"`
	Policy      Policy `json:"policy"`
}

// Simulation is what IAM's simulator answered for one principal. It is testimony, not truth: each answer carries the
// limits under which it was given.
type Simulation struct {
	Answers Field[[]SimulationAnswer] `json:"answers,omitzero"`
}

// SimulationAnswer is the decision on one action and resource.
type SimulationAnswer struct {
	// Question is read, decrypt, delete, tamper or blind.
	Question string `json:"question"`
	Action   string `json:"action"`
	Resource string `json:"resource"`
	// Decision is allowed, explicitDeny or implicitDeny.
	Decision string `json:"decision"`
	// Matched are the policies whose statements decided, by id.
	Matched []string `json:"matched"`
	// MissingContext are condition keys that the request lacked.
	MissingContext []string `json:"missing_context"`
	// AllowedByBoundary and AllowedByOrganizations are null where the simulator did not say.
	AllowedByBoundary      *bool `json:"allowed_by_boundary"`
	AllowedByOrganizations *bool `json:"allowed_by_organizations"`
	// Limits names what this answer does not take into account, from SimulationLimits.
	Limits []string `json:"limits"`
}

// SimulationLimits are the limits of SimulatePrincipalPolicy that an answer may name, with what each means.
// Source: the API reference of SimulatePrincipalPolicy and the IAM user guide on the policy simulator.
var SimulationLimits = map[string]string{
	"resource_policy": "no resource policy was evaluated: the bucket or trail policy may allow or deny",
	"key_policy":      "no key policy was evaluated: without its consent an identity policy has no say over a KMS key",
	"grants":          "KMS grants were not evaluated",
	"acl":             "bucket and object ACLs were not evaluated",
	"rcp":             "resource control policies were not evaluated",
	"session_policy":  "session policies of a role session were not evaluated",
	"context":         "condition keys that the request lacked were taken as absent",
	"scp_context":     "condition keys that only service control policies use are not reported as missing",
}
