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
     * @param number counts these messages to a manager, from 1
     * @param resultsReceived number of the last {@link InterchangeMessage.Results} that has come
     * @param newApps descriptors that this manager has not seen yet
     */
    record TaskBatch(long number, long resultsReceived, List<AppDescriptor> newApps, List<TaskEnvelope> tasks)
            implements ManagerMessage, Wire {}

    /**
     * Nobody wants these tasks any more.
     *
     * @param running true to stop them, queued or running, and to send no result for them: their slots are free for the
     *     interchange when the message has been sent. False to drop those that have not started, each with a result of
     *     kind {@link Failure.Kind#CANCELLED}, and to let the others run to their end
     */
    record CancelTasks(List<Long> taskIds, boolean running) implements ManagerMessage, Wire {}

    /**
     * The answer to a heartbeat: the head lives. Sent in between to acknowledge many results.
     *
     * @param heartbeatNanos what the last heartbeat said of when it was sent: the head has not given the manager up
     *     before the threshold has passed since then
     * @param batchesSent number of the last {@link TaskBatch} that was sent
     * @param resultsReceived number of the last {@link InterchangeMessage.Results} that has come
     */
    record HeartbeatAck(long heartbeatNanos, long batchesSent, long resultsReceived) implements ManagerMessage, Wire {}

    /**
     * Exit now; what runs is abandoned.
     *
     * @param reason for the manager's log
     */
    record Stop(String reason) implements ManagerMessage, Wire {}
}
