package org.jarsl.provider;

import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * What all batch schedulers are told in the same way. A text is empty where the scheduler's own default shall hold.
 * Immutable.
 *
 * @param queue where the job waits
 * @param account who pays; LSF calls it a project
 * @param schedulerOptions lines added to the script as they are
 * @param walltime the longest that a block runs
 * @param commandTimeout of each command
 * @param statusPeriod how often the state of the jobs is asked for
 */
public record BatchSettings(
        String queue,
        String account,
        String schedulerOptions,
        Duration walltime,
        Duration commandTimeout,
        Duration statusPeriod) {
    static BatchSettings from(Settings provider, String accountKey) {
        return new BatchSettings(
                provider.text("queue"),
                provider.text(accountKey),
                provider.text("scheduler-options"),
                provider.duration("walltime", Duration.ofMinutes(1), Duration.ofDays(365)),
                provider.duration("command-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                provider.duration("status-period", Duration.ofSeconds(1), Duration.ofHours(1)));
    }
}
