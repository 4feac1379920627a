package org.jarsl.interchange.core;

import java.util.List;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/** All that the interchange's core can do to the world. */
public interface Outbox {
    /** Sends tasks to a manager; the receiver of this call may cut the list into several messages. */
    void send(ManagerId manager, List<TaskEnvelope> tasks);

    /** Tells a manager to stop these tasks; if not {@code running}, to drop those that have not started. */
    void cancel(ManagerId manager, List<Long> taskIds, boolean running);

    /** The manager may be told that it is known. */
    void registered(ManagerInfo manager);

    /** The manager has these from before, and they are not known here; {@link InterchangeCore#adopt} must follow. */
    void found(ManagerInfo manager, List<Held> held);

    /**
     * The manager will get nothing more.
     *
     * @param reason why it was declared lost, or that it left
     */
    void gone(ManagerInfo manager, String reason);

    /**
     * What a node may get has changed.
     *
     * @param setAside it gets nothing, or one task at a time; false if it is as good as any again
     */
    void judged(String node, boolean setAside, String reason);

    /**
     * Tasks have ended for good, as far as the interchange is concerned.
     *
     * @param manager who ran them; null when they never reached one, or it was lost
     */
    void completed(@Nullable ManagerInfo manager, List<TaskResult> results);
}
