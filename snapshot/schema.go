package snapshot

// Schema returns the JSON Schema (draft 7) of a snapshot, made from the types. OPA checks rules against it; its type checker
// understands neither additionalProperties nor null, so it sees down to the maps of resources only, and the engine checks
// the paths below them.
func Schema() map[string]any {
	defs := map[string]any{}
	schema := Root().schema(defs)
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["title"] = "trailproof snapshot " + Version
	schema["definitions"] = defs
	return schema
}

func (s *Shape) schema(defs map[string]any) map[string]any {
	schema := s.typed(defs)
	if s.Nullable {
		return map[string]any{"anyOf": []any{schema, map[string]any{"type": "null"}}}
	}
	return schema
}

func (s *Shape) typed(defs map[string]any) map[string]any {
	switch s.Type {
	case "time":
		return map[string]any{"type": "string", "format": "date-time"}
	case "list":
		return map[string]any{"type": "array", "items": s.Elem.schema(defs)}
	case "map":
		return map[string]any{"type": "object", "additionalProperties": s.Elem.schema(defs)}
	case "object":
		if s.name == "Snapshot" {
			return s.object(defs)
		}
		if defs[s.name] == nil {
			defs[s.name] = true // so that a type inside itself ends here
			defs[s.name] = s.object(defs)
		}
		return map[string]any{"$ref": "#/definitions/" + s.name}
	}
	return map[string]any{"type": s.Type}
}

func (s *Shape) object(defs map[string]any) map[string]any {
	properties, required := map[string]any{}, []any{}
	for _, name := range s.order {
		m := s.Members[name]
		properties[name] = m.schema(defs)
		if !m.Gappable && !m.optional {
			required = append(required, name)
		}
	}
	return map[string]any{
		"type": "object", "properties": properties, "required": required, "additionalProperties": false,
	}
}
