package org.jarsl.interchange;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.actor.ReceiveCount;
import org.jarsl.actor.SendWindow;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.TaskEnvelope;

/**
 * A registered manager's address, the apps it has been told of, and the messages between it and here.
 *
 * @param heartbeatNanos when its last heartbeat was sent, by its own clock
 */
record Session(
        ManagerInfo info,
        ActorRef<ManagerMessage> ref,
        BitSet apps,
        SendWindow<Session.Batch> batches,
        ReceiveCount results,
        AtomicLong heartbeatNanos) {
    /** Tasks, and the apps among theirs that the manager has not been told of. */
    record Batch(List<AppDescriptor> newApps, List<TaskEnvelope> tasks) {}

    static Session with(ManagerInfo info, ActorRef<ManagerMessage> ref) {
        ReceiveCount results = new ReceiveCount();
        SendWindow<Batch> batches = new SendWindow<>((number, batch) ->
                ref.tell(new ManagerMessage.TaskBatch(number, results.acknowledge(), batch.newApps(), batch.tasks())));
        return new Session(info, ref, new BitSet(), batches, results, new AtomicLong());
    }

    /** A manager that hears nothing of its results looks for another interchange. */
    void acknowledgeLate() {
        if (!results.isAcknowledged()) {
            acknowledge();
        }
    }

    void acknowledge() {
        ref.tell(new ManagerMessage.HeartbeatAck(heartbeatNanos.get(), batches.sent(), results.acknowledge()));
    }
}
