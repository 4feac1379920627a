package org.jarsl.simulator;

import java.util.List;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;

/** A number that two simulations share only if the same messages arrived in both, in the same order, at the same time. */
final class Trace {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final Agenda agenda;
    private long hash;

    Trace(Agenda agenda) {
        this.agenda = agenda;
    }

    void arrived(Host from, Host to, Object message) {
        add(agenda.nowNanos());
        add(((long) from.number << 32) | to.number);
        if (message instanceof ManagerMessage.TaskBatch batch) {
            add(batch.number());
            tasks(batch.tasks());
        } else if (message instanceof InterchangeMessage.Results results) {
            add(results.number());
            results(results.results());
        } else if (message instanceof InterchangeActor.Submit submit) {
            tasks(submit.tasks());
        } else if (message instanceof InterchangeEvent.TasksDone done) {
            results(done.results());
        } else {
            add(message.getClass().getSimpleName().hashCode());
        }
    }

    private void tasks(List<TaskEnvelope> tasks) {
        for (TaskEnvelope task : tasks) {
            add(task.taskId() << 8 | task.attempt());
        }
    }

    private void results(List<TaskResult> results) {
        for (TaskResult result : results) {
            add(result.taskId() << 8 | result.attempt());
        }
    }

    /** Mixed as in Steele and Vigna's SplitMix64. */
    void add(long value) {
        long mixed = (hash ^ value) * PRIME;
        hash = mixed ^ (mixed >>> 29);
    }

    String hash() {
        return String.format("%016x", hash);
    }
}
