package logs

// Anchor is a digest that was verified.
type Anchor struct {
	Key string `json:"key"`
}
