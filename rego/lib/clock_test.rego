package lib.clock_test

import data.lib.clock

test_hours_between_times if {
	clock.hours("2026-03-01T00:00:00Z", "2026-03-02T12:00:00Z") == 36
	clock.hours("2026-03-01T00:00:00.5Z", "2026-03-01T00:00:00Z") < 0
}
