package org.jarsl.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.FunctionId;
import org.jarsl.protocol.TaskDemand;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskOptions;

/** A core with its world: workers that hold what they are sent, in order, and are at the first of it. */
final class SimulatedWorkers implements ProcessPoolCore.Outbox {
    static final long STOP_MILLIS = 1000;
    static final AppDescriptor APP =
            new AppDescriptor(0, "app", AppKind.JAVA, new FunctionId("Owner", "app", "()V"), null);

    /** One worker's JVM; {@code sent} as it would run them. */
    static final class Jvm {
        final Map<Long, Ticket> sent = new LinkedHashMap<>();
        boolean up;
        boolean told;
        /** Runs but does not say so, since it was stopped. */
        boolean stopping;
    }

    final ProcessPoolCore core;
    final Map<Integer, Jvm> jvms = new TreeMap<>();
    /** What each task was answered with, {@code result} or the kind of its failure. */
    final Map<Long, String> answers = new LinkedHashMap<>();

    final Map<Long, String> messages = new LinkedHashMap<>();
    final List<Integer> starts = new ArrayList<>();
    final List<String> broken = new ArrayList<>();
    long now = 1_000_000;

    SimulatedWorkers(int workers) {
        core = new ProcessPoolCore(workers, STOP_MILLIS, this);
        core.start();
    }

    static TaskEnvelope task(long id) {
        return task(id, 0, 0);
    }

    static TaskEnvelope task(long id, long walltimeMillis, long memoryBytes) {
        TaskOptions options = new TaskOptions(walltimeMillis, Map.of(), null, null, null, List.of(), List.of());
        return new TaskEnvelope(id, 0, 0, new byte[0], null, new TaskDemand(1, memoryBytes, 0), 0, options, null);
    }

    void run(long id, int slots) {
        core.run(task(id), APP, slots);
    }

    boolean cancel(long id, boolean running) {
        return core.cancel(id, 0, running, now);
    }

    void up(int rank) {
        Jvm jvm = jvm(rank);
        if (!jvm.up && !jvm.told) {
            jvm.up = true;
            core.ready(rank);
        }
    }

    Jvm jvm(int rank) {
        Jvm jvm = jvms.get(rank);
        if (jvm == null) {
            throw new AssertionError("worker " + rank + " was never started");
        }
        return jvm;
    }

    /** The number of the ticket that the worker is at; 0 for none. */
    long running(int rank) {
        Jvm jvm = jvms.get(rank);
        return jvm == null || jvm.sent.isEmpty()
                ? 0
                : jvm.sent.keySet().iterator().next();
    }

    /** The task that the worker is at returns. */
    void end(int rank) {
        long number = running(rank);
        if (number == 0) {
            return;
        }
        Jvm jvm = jvm(rank);
        Ticket ticket = jvm.sent.remove(number);
        boolean stopped = jvm.stopping;
        jvm.stopping = false;
        if (stopped) {
            core.givenBack(rank, number);
        } else if (core.ended(rank, number) != null && ticket != null) {
            answer(ticket, "result");
        }
    }

    void die(int rank, Death death) {
        Jvm jvm = jvms.remove(rank);
        if (jvm == null) {
            return;
        }
        long running = jvm.sent.isEmpty() ? 0 : jvm.sent.keySet().iterator().next();
        core.died(rank, running, death, now);
    }

    void tick(long millis) {
        now += millis;
        List<ProcessPoolCore.Running> running = new ArrayList<>();
        for (int rank = 0; rank < starts.stream().distinct().count(); rank++) {
            running.add(new ProcessPoolCore.Running(running(rank), now - millis));
        }
        core.tick(running, now);
    }

    private void answer(Ticket ticket, String answer) {
        assertThat(answers.put(ticket.task().taskId(), answer))
                .as("second answer")
                .isNull();
    }

    @Override
    public void start(int rank) {
        assertThat(jvms.put(rank, new Jvm())).as("JVM of worker " + rank).isNull();
        starts.add(rank);
    }

    @Override
    public void send(int rank, Ticket ticket) {
        assertThat(jvm(rank).up).as("worker " + rank + " is up").isTrue();
        assertThat(jvm(rank).told).as("worker " + rank + " is being killed").isFalse();
        jvm(rank).sent.put(ticket.number(), ticket);
        assertThat(jvm(rank).sent.size()).isLessThanOrEqualTo(ProcessPoolCore.MAX_HELD);
        for (int other : ticket.ranks()) {
            assertThat(other == rank
                            || jvms.get(other) == null
                            || jvm(other).sent.isEmpty())
                    .as("the others of the group are free")
                    .isTrue();
        }
    }

    @Override
    public void stop(int rank, Ticket ticket, boolean running) {
        Jvm jvm = jvm(rank);
        if (running(rank) != ticket.number()) {
            if (jvm.sent.remove(ticket.number()) != null) {
                later.add(() -> core.givenBack(rank, ticket.number()));
            }
        } else if (running) {
            jvm.stopping = true;
        }
    }

    /** What workers have said and the core has not heard yet. */
    final List<Runnable> later = new ArrayList<>();

    void hear() {
        while (!later.isEmpty()) {
            later.remove(0).run();
        }
    }

    @Override
    public void kill(int rank, String why) {
        jvm(rank).told = true;
    }

    @Override
    public void failed(int rank, Ticket ticket, Failure failure) {
        answer(ticket, failure.kind().name());
        messages.put(ticket.task().taskId(), failure.message());
    }

    @Override
    public void broken(String reason) {
        broken.add(reason);
    }
}
