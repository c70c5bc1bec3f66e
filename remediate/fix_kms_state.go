package remediate

import "github.com/aws/aws-sdk-go-v2/aws"

// kmsPendingDeletion saves a key from deletion, and enables it: KMS leaves it disabled.
var kmsPendingDeletion = Fix{
	Rule: "kms.pending_deletion",
	Uses: []*Operation{cancelKeyDeletion, enableKey},
	Plan: func(c Case) ([]Edit, error) { return c.reviving() },
}

var kmsUsable = Fix{
	Rule: "kms.usable",
	Uses: []*Operation{cancelKeyDeletion, enableKey},
	Plan: func(c Case) ([]Edit, error) { return c.reviving() },
}

// reviving makes a key usable again.
func (c Case) reviving() ([]Edit, error) {
	t, err := c.key()
	if err != nil {
		return nil, err
	}
	k := c.Snapshot.KMS.Keys[c.Resource]
	m, seen := k.Metadata.Get()
	exists, known := k.Exists.Get()
	switch {
	case known && !exists:
		return nil, manual("the key does not exist: nothing that it encrypted can be read any more; give the trail another one")
	case !seen:
		return nil, manual("the state of the key was not seen")
	}
	enabling := edit(enableKey, t, func(*bool) (*bool, error) { return aws.Bool(true), nil })
	switch m.State {
	case "PendingDeletion", "PendingReplicaDeletion":
		return []Edit{edit(cancelKeyDeletion, t, func(*bool) (*bool, error) { return aws.Bool(false), nil }), enabling}, nil
	case "Disabled":
		return []Edit{enabling}, nil
	}
	return nil, manual("the key is %s: its material, or the store that holds it, has to be brought back", m.State)
}
