package org.jarsl;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the results of tasks are written to the journal in the run directory, so that a run whose head was killed can be
 * continued. Immutable.
 *
 * @param mode when they are written
 * @param period of {@link Mode#PERIODIC}, 100 ms to 1 day
 * @param resumed the directory of the run that is continued; null to begin a new one
 * @param ignored whether a journal that is there is set aside, as if nothing had been done
 */
public record JournalConfig(
        Mode mode, Duration period, @Nullable Path resumed, boolean ignored) {
    /** When results are written. */
    public enum Mode {
        /** Never. */
        OFF,
        /** As tasks end, without waiting for it. A crash of the machine costs the last of them, one of the head does not. */
        TASK_EXIT,
        /** Every {@link #period}. */
        PERIODIC,
        /** When the DataFlowKernel is closed. */
        AT_EXIT,
        /** When the program calls {@link DataFlowKernel#checkpoint}, and when the DataFlowKernel is closed. */
        MANUAL,
        /** Each is on the disk before its future completes. */
        DURABLE
    }

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(1);

    public JournalConfig {
        if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("period must be 100 ms to 1 day; got " + period);
        }
    }

    public JournalConfig withMode(Mode newMode) {
        return new JournalConfig(newMode, period, resumed, ignored);
    }

    public JournalConfig withPeriod(Duration newPeriod) {
        return new JournalConfig(mode, newPeriod, resumed, ignored);
    }

    /** Continues that run; its journal goes on, as things are written when tasks end unless the mode says otherwise. */
    public JournalConfig resuming(Path runDirectory) {
        return new JournalConfig(mode == Mode.OFF ? Mode.TASK_EXIT : mode, period, runDirectory, ignored);
    }

    public JournalConfig ignoring() {
        return new JournalConfig(mode, period, resumed, true);
    }
}
