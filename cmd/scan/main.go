// Command trailproof answers one question about an AWS account: can its audit trail be trusted, and if not, what has to
// change. This package is the door: here the rooms of the house meet, and only here are the clock, the environment, the
// streams and the exit code.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // compiling the rules fills the heap once; collecting meanwhile costs a quarter of the start
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	a := &app{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now, getenv: os.Getenv, enter: openWorld,
	}
	code := a.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
