package org.jarsl.interchange;

import java.time.Duration;
import org.jarsl.interchange.core.ManagerSelector;

/**
 * How the interchange deals with managers; documented key by key in reference.conf.
 *
 * @param heartbeatPeriod how often a manager gives a sign of life
 * @param heartbeatThreshold after how long without one it is lost
 * @param maxLosses at how many losses of its manager or worker a running task fails
 * @param drainPeriod how long before the end of its block a manager gets no more tasks
 */
public record InterchangeSettings(
        ManagerSelector.Rule managerSelector,
        Duration heartbeatPeriod,
        Duration heartbeatThreshold,
        int maxLosses,
        Duration drainPeriod) {

    private static final Duration RECONNECTION = Duration.ofSeconds(5);

    public InterchangeSettings {
        if (heartbeatThreshold.compareTo(heartbeatPeriod.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("heartbeat-threshold (" + heartbeatThreshold.toMillis()
                    + " ms) must be at least twice heartbeat-period (" + heartbeatPeriod.toMillis() + " ms)");
        }
    }

    /** How long tasks wait for managers that may have them: these notice a silent interchange within a period or so. */
    public Duration recovery() {
        return heartbeatPeriod.multipliedBy(2).plus(RECONNECTION);
    }
}
