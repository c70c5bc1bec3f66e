package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// program is one way to do the same work.
type program struct {
	name string
	args []string
}

// measurement is one run of a whole process.
type measurement struct {
	wall, cpu time.Duration
	peakMB    float64
}

func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Stderr = os.Stderr
	return c
}

// measure runs a program to its end, its output thrown away. Exit codes tell of findings, so that they are no errors, but a
// program that ends by a usage error (2 for trailproof, 252 and more for aws-cli) is one.
func measure(ctx context.Context, args []string) (measurement, error) {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	start := time.Now()
	err := c.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() == 2 || exit.ExitCode() > 4) {
		return measurement{}, fmt.Errorf("%v: %w", args, err)
	}
	m := measurement{wall: wall, cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		m.peakMB = float64(usage.Maxrss) / 1024
	}
	return m, nil
}

// compare runs the programs in turn and prints medians, and the ratios of each to the first, which is ours.
func compare(ctx context.Context, runs int, programs []program) error {
	results := make([][]measurement, len(programs))
	for round := range runs + 1 {
		for i, p := range programs {
			m, err := measure(ctx, p.args)
			if err != nil {
				return err
			}
			if round > 0 || runs == 1 { // the first round warms the disk cache
				results[i] = append(results[i], m)
			}
		}
		if runs == 1 {
			break
		}
	}
	fmt.Printf("| | wall, ms | CPU, ms | peak MB | wall, times ours | CPU, times ours |\n| --- | --- | --- | --- | --- | --- |\n")
	wall := func(m measurement) float64 { return m.wall.Seconds() * 1000 }
	cpu := func(m measurement) float64 { return m.cpu.Seconds() * 1000 }
	for i, p := range programs {
		fmt.Printf("| %s | %.0f | %.0f | %.0f | %.1f | %.1f |\n", p.name, median(results[i], wall), median(results[i], cpu),
			median(results[i], func(m measurement) float64 { return m.peakMB }),
			median(results[i], wall)/median(results[0], wall), median(results[i], cpu)/median(results[0], cpu))
	}
	return nil
}

func median(list []measurement, of func(measurement) float64) float64 {
	values := make([]float64, len(list))
	for i, m := range list {
		values[i] = of(m)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
