package snapshot

import "time"

// EventHistory is what matters of the event history of one Region. It does not depend on trails: what a trail did not record
// stands here all the same.
type EventHistory struct {
	// NewestRead and NewestWrite are the newest events that were at least an hour old when the snapshot was taken, so that
	// trails had time to deliver them; null where there were none in 90 days.
	NewestRead  *HistoryEvent `json:"newest_read"`
	NewestWrite *HistoryEvent `json:"newest_write"`
	// Tampering are the calls that stop, narrow or delete trails and event data stores, or tried to; the newest first.
	Tampering []TamperingEvent `json:"tampering"`
}

// HistoryEvent is one event, without who did it.
type HistoryEvent struct {
	Time   time.Time `json:"time"`
	Source string    `json:"source"`
	Name   string    `json:"name"`
}

// TamperingEvent is one call that changed what is recorded. It holds neither parameters beside the target's name nor
// credentials.
type TamperingEvent struct {
	ID   string    `json:"id"`
	Time time.Time `json:"time"`
	Name string    `json:"name"`
	// Principal is the ARN of the user, or of the role of a session; of an account's number where the event has no ARN. It is
	// null where an AWS service acted for itself; Service then is its name.
	Principal *string `json:"principal"`
	// Session is the name of the role's session.
	Session *string `json:"session"`
	Service *string `json:"service"`
	// Target is the ARN of the trail or event data store, or what the call named in place of one.
	Target *string `json:"target"`
	// Error is AWS's code where the call was refused.
	Error *string `json:"error"`
}
