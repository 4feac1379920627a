package org.jarsl.provider;

import java.util.OptionalInt;

/**
 * A job's state and why it is in it.
 *
 * @param exitCode of the job's script, where the scheduler knows it
 * @param reason the scheduler's own words; may be empty
 */
public record JobStatus(JobState state, OptionalInt exitCode, String reason) {
    public static JobStatus of(JobState state) {
        return new JobStatus(state, OptionalInt.empty(), "");
    }

    @Override
    public String toString() {
        return state
                + (exitCode.isPresent() ? ", exit code " + exitCode.getAsInt() : "")
                + (reason.isEmpty() ? "" : ", " + reason);
    }
}
