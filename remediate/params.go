package remediate

import (
	"encoding/json"
	"slices"
)

// number is a parameter of the rules that counts something, or the rules' default.
func (c Case) number(name string, otherwise int) int {
	switch v := c.Params[name].(type) {
	case int:
		return v
	case float64:
		return int(v)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return int(n)
		}
	}
	return otherwise
}

// texts is a parameter that lists texts; nil where it is not set.
func (c Case) texts(name string) []string {
	switch v := c.Params[name].(type) {
	case []string:
		return v
	case []any:
		var all []string
		for _, item := range v {
			if text, ok := item.(string); ok {
				all = append(all, text)
			}
		}
		return all
	}
	return nil
}

// accounts are those that are ours, sorted.
func (c Case) accounts() []string {
	all := append([]string{c.Snapshot.Source.Account}, c.texts("accounts")...)
	slices.Sort(all)
	return slices.Compact(all)
}

// organization is the id of ours; empty where no parameter tells it.
func (c Case) organization() string {
	id, _ := c.Params["org_id"].(string)
	return id
}
