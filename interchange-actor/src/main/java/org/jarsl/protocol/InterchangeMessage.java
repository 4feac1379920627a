package org.jarsl.protocol;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a manager says to the interchange. The interchange's own actor adds messages of its own to this protocol. */
public interface InterchangeMessage {
    /** As many fit into a frame. */
    int MAX_HELD = 4000;

    /**
     * First word of a manager; repeated until answered by {@link ManagerMessage.Registered} or
     * {@link ManagerMessage.Refused}.
     *
     * @param credit most tasks, in slots, that may be with the manager at a time
     * @param timeLeft until its block ends, for the clocks of nodes differ; null if nobody knows of an end
     * @param held what it has from before, for another head or interchange; at most {@link #MAX_HELD}
     */
    record Register(
            ManagerInfo info,
            int credit,
            @Nullable Duration timeLeft,
            List<Held> held,
            ActorRef<ManagerMessage> manager)
            implements InterchangeMessage, Wire {}

    /**
     * Sent every heartbeat period, and the sign of life: a manager silent for the threshold is declared lost. Sent in
     * between to acknowledge many batches that have brought no result yet.
     *
     * @param sentNanos when it was sent, by the manager's clock; the answer repeats it
     * @param resultsSent number of the last {@link Results} that was sent
     * @param batchesReceived number of the last {@link ManagerMessage.TaskBatch} that has come
     * @param peakRssBytes the most memory the manager's process ever had in use; 0 if the OS does not say
     */
    record Heartbeat(
            ManagerId id,
            long sentNanos,
            long resultsSent,
            long batchesReceived,
            long peakRssBytes,
            ActorRef<ManagerMessage> manager)
            implements InterchangeMessage, Wire {}

    /**
     * Results of several tasks.
     *
     * @param number counts these messages of a manager, from 1
     * @param batchesReceived number of the last {@link ManagerMessage.TaskBatch} that has come
     * @param credit the manager's credit from now on, in slots; 0 from one that is about to leave
     */
    record Results(ManagerId id, long number, long batchesReceived, int credit, List<TaskResult> results)
            implements InterchangeMessage, Wire {}

    /**
     * The manager leaves of its own will.
     *
     * @param reason for the log and for the tasks that it still held
     */
    record Leaving(ManagerId id, String reason, ActorRef<ManagerMessage> replyTo) implements InterchangeMessage, Wire {}
}
