package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"trailproof/engine"
)

// places tells where the values of data files stand, as file:line, by path.
type places map[string]string

func placeKey(path []string) string { return strings.Join(path, "\x00") }

// of is the place of a value, or of the nearest one around it; empty where none is known.
func (p places) of(path []string) string {
	for n := len(path); n > 0; n-- {
		if place, ok := p[placeKey(path[:n])]; ok {
			return place
		}
	}
	return ""
}

// blame says where in the files stands what the engine refuses.
func (p places) blame(err error) error {
	var data *engine.DataError
	if !errors.As(err, &data) {
		return err
	}
	faults := make([]error, len(data.Faults))
	for i, f := range data.Faults {
		faults[i] = fmt.Errorf("--data: %s: %w", p.of(f.Path), f)
	}
	return errors.Join(faults...)
}

// readData reads data files and puts their top-level names together.
func readData(files []string) (map[string]any, places, error) {
	data, all := map[string]any{}, places{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, fmt.Errorf("--data: %w", err)
		}
		r := dataReader{file: name, places: places{}}
		values, err := r.read(text)
		if err != nil {
			return nil, nil, fmt.Errorf("--data: %w", err)
		}
		for key, value := range values {
			if _, twice := data[key]; twice {
				return nil, nil, fmt.Errorf("--data: %s: %s is in an earlier file, too", r.places.of([]string{key}), key)
			}
			data[key] = value
		}
		maps.Copy(all, r.places)
	}
	return data, all, nil
}

// dataReader turns one YAML document into the values that JSON has. YAML finds dates, octal numbers and the like in plain
// words; what JSON does not have stays the text that stands in the file.
type dataReader struct {
	file   string
	places places
	values int
}

// maxValues bounds what aliases may make of a file.
const maxValues = 1_000_000

func (r *dataReader) read(text []byte) (map[string]any, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	var doc, more yaml.Node
	if err := loader.Load(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %s", r.file, strings.ReplaceAll(err.Error(), "\n", " "))
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s: it must map names to values", r.file)
	}
	if err := loader.Load(&more); err == nil {
		return nil, r.fault(&more, "a second document begins: a file has one")
	} else if !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %s", r.file, strings.ReplaceAll(err.Error(), "\n", " "))
	}
	return r.object(doc.Content[0], nil)
}

func (r *dataReader) fault(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: "+format, append([]any{r.file, n.Line}, args...)...)
}

func (r *dataReader) object(n *yaml.Node, path []string) (map[string]any, error) {
	object := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			return nil, r.fault(key, "this is no name")
		}
		here := append(path[:len(path):len(path)], key.Value)
		if _, twice := object[key.Value]; twice {
			return nil, r.fault(key, "%s stands twice", strings.Join(here, "."))
		}
		r.places[placeKey(here)] = fmt.Sprintf("%s:%d", r.file, key.Line)
		value, err := r.value(n.Content[i+1], here)
		if err != nil {
			return nil, err
		}
		object[key.Value] = value
	}
	return object, nil
}

func (r *dataReader) value(n *yaml.Node, path []string) (any, error) {
	if r.values++; r.values > maxValues || len(path) > 100 {
		return nil, r.fault(n, "there is too much of it")
	}
	switch n.Kind {
	case yaml.AliasNode:
		return r.value(n.Alias, path)
	case yaml.MappingNode:
		return r.object(n, path)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			here := append(path[:len(path):len(path)], strconv.Itoa(i))
			r.places[placeKey(here)] = fmt.Sprintf("%s:%d", r.file, item.Line)
			value, err := r.value(item, here)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	case yaml.ScalarNode, yaml.DocumentNode, yaml.StreamNode:
	}
	return r.scalar(n)
}

func (r *dataReader) scalar(n *yaml.Node) (any, error) {
	var value any
	if err := n.Decode(&value); err != nil {
		return nil, r.fault(n, "%s", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	switch v := value.(type) {
	case nil, bool, string, int, int64, uint64:
		return v, nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return n.Value, nil
		}
		return v, nil
	}
	return n.Value, nil
}
