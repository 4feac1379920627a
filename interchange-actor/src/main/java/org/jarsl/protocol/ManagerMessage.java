package org.jarsl.protocol;

import java.time.Duration;
import java.util.List;

/** What the interchange says to a manager. The manager's own actor adds messages of its own to this protocol. */
public interface ManagerMessage {
    /** The manager is known from now on and will get tasks up to its credit. */
    record Registered(ManagerId id, Duration heartbeatPeriod, Duration heartbeatThreshold)
            implements ManagerMessage, Wire {}

    /** The manager cannot serve this head and must exit. */
    record Refused(ManagerId id, String reason) implements ManagerMessage, Wire {}

    /**
     * Tasks to run.
     *
     * @param newApps descriptors that this manager has not seen yet
     */
    record TaskBatch(List<AppDescriptor> newApps, List<TaskEnvelope> tasks) implements ManagerMessage, Wire {}

    /**
     * Stop these tasks, queued or running, and send no result for them; their slots are free for the interchange when
     * the message has been sent.
     */
    record CancelTasks(List<Long> taskIds) implements ManagerMessage, Wire {}

    /** The answer to a heartbeat: the head lives. */
    record HeartbeatAck() implements ManagerMessage, Wire {}

    /**
     * Exit now; what runs is abandoned.
     *
     * @param reason for the manager's log
     */
    record Stop(String reason) implements ManagerMessage, Wire {}
}
