package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;

/**
 * A number that two simulations share only if the same messages arrived in both, in the same order, at the same time.
 * Can keep what happened to one call, in words.
 */
final class Trace {
    private static final long PRIME = 0x9E3779B97F4A7C15L;
    private static final int NOBODY = -1;
    /** What matters to all is told, and no call's story. */
    static final int NO_CALL = -2;

    private final Agenda agenda;
    private final int told;
    private final List<String> story = new ArrayList<>();
    private long hash;

    Trace(Agenda agenda) {
        this(agenda, NOBODY);
    }

    /** Keeps the story of the call of this number. */
    Trace(Agenda agenda, int told) {
        this.agenda = agenda;
        this.told = told;
    }

    void arrived(Host from, Host to, Object message) {
        add(agenda.nowNanos());
        add(((long) from.number << 32) | to.number);
        List<TaskEnvelope> tasks = tasks(message);
        List<TaskResult> results = results(message);
        for (int i = 0; i < tasks.size(); i++) {
            add(tasks.get(i).taskId() << 8 | tasks.get(i).attempt());
        }
        for (int i = 0; i < results.size(); i++) {
            add(results.get(i).taskId() << 8 | results.get(i).attempt());
        }
        if (tasks.isEmpty() && results.isEmpty()) {
            add(message.getClass().getSimpleName().hashCode());
        }
        tell("arrived", from, to, message);
    }

    void lost(Host from, Host to, Object message) {
        tell("was lost", from, to, message);
    }

    private void tell(String what, Host from, Host to, Object message) {
        if (told == NOBODY) {
            return;
        }
        for (TaskEnvelope task : tasks(message)) {
            if (Call.of(task.arguments(), 0).number() == told) {
                String name = "task " + task.taskId() + ", attempt " + task.attempt();
                say(message.getClass().getSimpleName() + " with " + name + " " + what + ", from " + from + " to " + to);
            }
        }
        for (TaskResult result : results(message)) {
            if (Call.isResult(told, result.value())) {
                String name = "task " + result.taskId() + ", attempt " + result.attempt();
                say(message.getClass().getSimpleName() + " with " + name + " " + what + ", from " + from + " to " + to);
            }
        }
    }

    /** Something that matters to a call, or to all. */
    void say(int call, String what) {
        if (call == told) {
            say(what);
        }
    }

    void say(String what) {
        if (told != NOBODY) {
            story.add(String.format(Locale.ROOT, "%12.6f s  %s", agenda.nowNanos() / 1e9, what));
        }
    }

    List<String> story() {
        return story;
    }

    private static List<TaskEnvelope> tasks(Object message) {
        if (message instanceof ManagerMessage.TaskBatch batch) {
            return batch.tasks();
        }
        return message instanceof InterchangeActor.Submit submit ? submit.tasks() : List.of();
    }

    private static List<TaskResult> results(Object message) {
        if (message instanceof InterchangeMessage.Results results) {
            return results.results();
        }
        return message instanceof InterchangeEvent.TasksDone done ? done.results() : List.of();
    }

    /** Mixed as in Steele and Vigna's SplitMix64. */
    void add(long value) {
        long mixed = (hash ^ value) * PRIME;
        hash = mixed ^ (mixed >>> 29);
    }

    String hash() {
        return String.format(Locale.ROOT, "%016x", hash);
    }
}
