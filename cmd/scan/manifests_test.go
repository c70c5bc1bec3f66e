package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestManifests: what the manifests of deploy run is a command line that the program takes, and in a job of many each gets its shard.
func TestManifests(t *testing.T) {
	for _, c := range []struct {
		file, variable string
		commands       []string
	}{
		{"kubernetes.yaml", kubernetesIndex, []string{"verify"}},
		{"kubernetes-merge.yaml", "", []string{"merge"}},
		{"batch.yaml", batchIndex, []string{"verify", "merge"}},
	} {
		text, err := os.ReadFile("../../deploy/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		var ran []string
		d := yaml.NewDecoder(strings.NewReader(string(text)))
		for {
			var document yaml.Node
			if err := d.Decode(&document); err != nil {
				break // the tests of deploy read them to the end
			}
			for _, args := range logsCommands(&document) {
				command, rest, err := (&app{}).root().Find(args)
				if err == nil {
					err = command.ParseFlags(rest)
				}
				if err != nil {
					t.Errorf("%s: %v: %v", c.file, args, err)
					continue
				}
				ran = append(ran, command.Name())
				f := command.Flags()
				if command.Name() == "merge" {
					of, err := f.GetInt("of")
					if err != nil || of != 24 || len(allShards(f.Args(), of)) != 24 {
						t.Errorf("%s: %v: %v", c.file, args, err)
					}
					continue
				}
				shard, err := f.GetString("shard")
				if err != nil {
					t.Fatal(err)
				}
				s, err := parseShard(shard, func(name string) string { return map[string]string{c.variable: "7"}[name] })
				if err != nil || s == nil || s.Index != 8 || s.Count != 24 {
					t.Errorf("%s: %v: %+v %v", c.file, args, s, err)
				}
			}
		}
		if !slices.Equal(ran, c.commands) {
			t.Errorf("%s: runs %v, want %v", c.file, ran, c.commands)
		}
	}
}

// logsCommands finds the lists that begin with logs, with something in place of what CloudFormation puts in.
func logsCommands(n *yaml.Node) (all [][]string) {
	if n.Kind == yaml.SequenceNode && len(n.Content) > 1 && n.Content[0].Value == "logs" {
		var args []string
		for _, item := range n.Content {
			args = append(args, strings.NewReplacer("${Shards}", "24", "${Trail}", "arn:aws:cloudtrail:us-east-1:111122223333:trail/t",
				"${Start}", "2025-01-01", "${End}", "2026-01-01").Replace(item.Value))
		}
		all = append(all, args)
	}
	for _, child := range n.Content {
		all = append(all, logsCommands(child)...)
	}
	return all
}
