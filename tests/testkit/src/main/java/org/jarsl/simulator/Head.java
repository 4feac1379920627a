package org.jarsl.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.dfk.core.DfkCore;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.interchange.InterchangeSettings;
import org.jarsl.interchange.core.ManagerSelector;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.FunctionId;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/** A simulated head: the core of the task graph, the interchange's actor, and the program that calls apps. */
final class Head {
    /** Calls the apps of a program, a few at a time. */
    interface Program {
        /** Makes the next calls, of which there are at most so many; false if there are no more. */
        boolean call(Head head, int most);

        /** The task has ended. */
        void ended(Task task, Outcome outcome);
    }

    /** Calls that are made at a time. */
    record Calls(int tasks) {}

    private static final AppDescriptor APP = new AppDescriptor(0, "pretend", AppKind.JAVA, new FunctionId("", "", ""));
    private static final int CALLS_AT_ONCE = 1000;

    static final InterchangeSettings INTERCHANGE = new InterchangeSettings(
            ManagerSelector.Rule.RANDOM, Duration.ofSeconds(30), Duration.ofSeconds(120), 3, Duration.ofSeconds(30));

    private final World world;
    private final Network network;
    private final Host dfk;
    private final Host interchangeHost;
    private final Program program;
    private final DfkCore core;
    private @Nullable ActorRef<InterchangeMessage> interchange;
    private List<TaskEnvelope> launches = new ArrayList<>();
    private long tasks;
    private int managers;

    Head(World world, Network network, Host dfk, Host interchangeHost, Program program) {
        this.world = world;
        this.network = network;
        this.dfk = dfk;
        this.interchangeHost = interchangeHost;
        this.program = program;
        this.core = new DfkCore(new ToInterchange(), DfkCore.Keeping.nothing());
    }

    void start(InterchangeSettings settings, ManagerHosts hosts) {
        world.spawn(
                Station.before(
                        InterchangeActor.create(settings, false, world::nowNanos, this::say),
                        InterchangeMessage.class,
                        network,
                        interchangeHost,
                        message -> hosts.sender(message, dfk)),
                interchangeHost.name,
                spawned -> interchange = spawned.unsafeUpcast());
    }

    ActorRef<InterchangeMessage> interchange() {
        return Objects.requireNonNull(interchange);
    }

    boolean isUp() {
        return interchange != null;
    }

    Host interchangeHost() {
        return interchangeHost;
    }

    int managers() {
        return managers;
    }

    int unfinished() {
        return core.unfinished();
    }

    /** Lets the program make its calls. */
    void callAll() {
        dfk.take(new Calls(CALLS_AT_ONCE), () -> {
            boolean more = program.call(this, CALLS_AT_ONCE);
            flush();
            if (more) {
                callAll();
            }
        });
    }

    Task call(long nanos, List<Task> dependencies) {
        Task task = new Task(tasks++, APP.name(), 0, false, outcome -> true, nanos, Task.Keyed.NOT, null);
        core.submit(task, dependencies, 0);
        return task;
    }

    /** On the interchange's thread. */
    private void say(InterchangeEvent event) {
        network.carry(interchangeHost, dfk, event, () -> onEvent(event));
    }

    private void onEvent(InterchangeEvent event) {
        if (event instanceof InterchangeEvent.TasksDone done) {
            for (TaskResult result : done.results()) {
                Outcome outcome = result.failure() == null
                        ? new Outcome.Success(new Outcome.Encoded(result.value()))
                        : new Outcome.Failed(result.failure(), null);
                core.attemptEnded(result.taskId(), result.attempt(), outcome);
            }
            flush();
        } else if (event instanceof InterchangeEvent.ManagerUp) {
            managers++;
        } else if (event instanceof InterchangeEvent.ManagerDown) {
            managers--;
        }
    }

    private void flush() {
        if (!launches.isEmpty()) {
            List<TaskEnvelope> batch = launches;
            launches = new ArrayList<>();
            interchange().tell(new InterchangeActor.Submit(List.of(APP), batch));
        }
    }

    private final class ToInterchange implements DfkCore.Outbox {
        @Override
        public void launch(Task task) {
            byte[] arguments = PretendedWorkers.arguments((Long) Objects.requireNonNull(task.call()));
            launches.add(new TaskEnvelope(task.id(), task.attempt(), APP.id(), arguments, null, null, 0, null, null));
        }

        @Override
        public void stop(Task task, boolean interrupt) {
            interchange().tell(new InterchangeActor.Cancel(List.of(task.id()), interrupt));
        }

        @Override
        public void await(Task task, @Nullable Object returned) {
            throw new IllegalStateException("no join apps here");
        }

        @Override
        public void askRetry(Task task, Outcome.Failed failure) {
            core.retryDecided(task, 1, 0, world.nowNanos() / 1_000_000, failure);
        }

        @Override
        public void identify(Task task) {
            core.identified(task, null);
        }

        @Override
        public void recall(Task task, long row) {
            core.recalled(task, null);
        }

        @Override
        public void record(Task task, CallKey key, Outcome.Success success) {}

        @Override
        public void moved(Task task) {
            Outcome outcome = task.outcome();
            if (outcome != null) {
                program.ended(task, outcome);
            }
        }
    }
}
