package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.dfk.core.DfkCore;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.RowIndex;
import org.jarsl.dfk.core.Task;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.interchange.InterchangeSettings;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.FunctionId;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/** A simulated head: the core of the task graph, the interchange's actor, and the program that calls apps. */
final class Head {
    /** Calls the apps, a few at a time, and hears of their ends. */
    interface Program {
        /** How many calls it has still to make. */
        int left();

        /** Makes the next calls, so many. */
        void call(Head head, int calls);

        void ended(Call call, Outcome outcome);
    }

    /** Calls that are made at a time. */
    record Calls(int tasks) {}

    private static final AppDescriptor APP =
            new AppDescriptor(0, "pretend", AppKind.JAVA, new FunctionId("", "", ""), null);
    private static final int CALLS_AT_ONCE = 1000;

    private final World world;
    private final Network network;
    private final Host dfk;
    private final Host interchangeHost;
    private final Program program;
    private final @Nullable Disk disk;
    private final Consumer<InterchangeEvent> listener;
    private final DfkCore core;
    private final long firstTaskId;
    private final Set<Long> recorded = new HashSet<>();
    private @Nullable ActorRef<InterchangeMessage> interchange;
    private List<TaskEnvelope> launches = new ArrayList<>();
    private List<Disk.Row> rows = new ArrayList<>();
    private List<Task> rowTasks = new ArrayList<>();
    private long nextTaskId;

    /**
     * @param disk null if there is no journal
     * @param listener hears what the interchange says, before the task graph does
     */
    Head(
            World world,
            Network network,
            Host dfk,
            Host interchangeHost,
            Program program,
            @Nullable Disk disk,
            Consumer<InterchangeEvent> listener) {
        this.world = world;
        this.network = network;
        this.dfk = dfk;
        this.interchangeHost = interchangeHost;
        this.program = program;
        this.disk = disk;
        this.listener = listener;
        this.firstTaskId = disk == null ? 0 : disk.nextTaskId();
        this.nextTaskId = firstTaskId;
        this.core = new DfkCore(new ToWorld(), keeping(disk));
        if (disk != null) {
            disk.rows().forEach(row -> recorded.add(row.taskId()));
        }
    }

    private static DfkCore.Keeping keeping(@Nullable Disk disk) {
        RowIndex earlier = disk == null ? new RowIndex() : disk.index();
        return new DfkCore.Keeping(disk != null, disk != null, earlier, DfkCore.Keeping.REMEMBERED);
    }

    void start(InterchangeSettings settings, ManagerHosts hosts, boolean recovering, Runnable started) {
        world.spawn(
                Station.before(
                        InterchangeActor.create(settings, recovering, world::nowNanos, this::say),
                        InterchangeMessage.class,
                        network,
                        interchangeHost,
                        message -> hosts.sender(message, dfk)),
                interchangeHost.name,
                spawned -> {
                    interchange = spawned.unsafeUpcast();
                    started.run();
                });
    }

    /** As by {@code kill -9}. */
    void kill() {
        dfk.die();
        interchangeHost.die();
        if (interchange != null) {
            world.stop(interchange);
        }
    }

    boolean isUp() {
        return interchange != null && !dfk.isDead();
    }

    Host dfk() {
        return dfk;
    }

    Host interchangeHost() {
        return interchangeHost;
    }

    ActorRef<InterchangeMessage> interchange() {
        return Objects.requireNonNull(interchange);
    }

    void tell(InterchangeMessage message) {
        interchange().tell(message);
    }

    int unfinished() {
        return core.unfinished();
    }

    /** Lets the program make its calls. */
    void callAll() {
        int calls = Math.min(CALLS_AT_ONCE, program.left());
        if (calls == 0) {
            return;
        }
        dfk.take(new Calls(calls), () -> {
            program.call(this, calls);
            flush();
            callAll();
        });
    }

    Task call(Call call, List<Task> dependencies) {
        Task.Keyed keyed = disk == null ? Task.Keyed.NOT : Task.Keyed.RECORDED;
        CallKey key = disk == null ? null : call.key();
        Task.Promise promise = outcome -> {
            program.ended(call, outcome);
            return true;
        };
        Task task = new Task(nextTaskId++, APP.name(), call.flaky() ? 1 : 0, false, promise, call, keyed, key);
        if (disk != null) {
            disk.taskIdIsUsed(task.id());
        }
        core.submit(task, dependencies, 0);
        return task;
    }

    long nextTaskId() {
        return nextTaskId;
    }

    void cancel(Task task) {
        core.cancel(task, true, "nobody wants it any more");
    }

    /** On the interchange's thread. */
    private void say(InterchangeEvent event) {
        network.carry(interchangeHost, dfk, event, () -> onEvent(event));
    }

    private void onEvent(InterchangeEvent event) {
        listener.accept(event);
        if (event instanceof InterchangeEvent.TasksDone done) {
            done.results().forEach(this::onResult);
            flush();
        } else if (event instanceof InterchangeEvent.Found found) {
            Map<Boolean, List<Long>> byUse = found.held().stream()
                    .collect(Collectors.partitioningBy(
                            this::isMissed, Collectors.mapping(Held::taskId, Collectors.toList())));
            tell(new InterchangeActor.Adopt(
                    found.manager().id(), byUse.getOrDefault(true, List.of()), byUse.getOrDefault(false, List.of())));
        }
    }

    private void onResult(TaskResult result) {
        Outcome outcome = result.failure() == null
                ? new Outcome.Success(new Outcome.Encoded(result.value()))
                : new Outcome.Failed(result.failure(), null);
        core.attemptEnded(result.taskId(), result.attempt(), outcome);
    }

    private boolean isMissed(Held held) {
        return held.key() != null && held.taskId() < firstTaskId && !recorded.contains(held.taskId());
    }

    private void flush() {
        if (!launches.isEmpty()) {
            List<TaskEnvelope> batch = launches;
            launches = new ArrayList<>();
            tell(new InterchangeActor.Submit(List.of(APP), batch));
        }
        if (disk != null && !rows.isEmpty()) {
            List<Task> tasks = rowTasks;
            disk.append(dfk, rows, () -> {
                tasks.forEach(task -> core.recorded(task, null));
                flush();
            });
            rows = new ArrayList<>();
            rowTasks = new ArrayList<>();
        }
    }

    private static Call call(Task task) {
        return (Call) Objects.requireNonNull(task.call());
    }

    private final class ToWorld implements DfkCore.Outbox {
        @Override
        public void launch(Task task) {
            Call call = call(task);
            launches.add(new TaskEnvelope(
                    task.id(),
                    task.attempt(),
                    APP.id(),
                    call.arguments(),
                    null,
                    null,
                    call.priority(),
                    null,
                    task.key()));
        }

        @Override
        public void stop(Task task, boolean interrupt) {
            boolean here = launches.removeIf(envelope -> envelope.taskId() == task.id());
            if (!here) {
                tell(new InterchangeActor.Cancel(List.of(task.id()), interrupt));
            }
        }

        @Override
        public void await(Task task, @Nullable Object returned) {
            throw new IllegalStateException("a simulated app is no join app");
        }

        @Override
        public void askRetry(Task task, Outcome.Failed failure) {
            core.retryDecided(task, 1, 0, world.nowNanos() / 1_000_000, failure);
        }

        @Override
        public void identify(Task task) {
            throw new IllegalStateException("a simulated call is known from the beginning");
        }

        @Override
        public void recall(Task task, long row) {
            byte[] value = Objects.requireNonNull(disk).rows().get((int) row).value();
            core.recalled(task, new Outcome.Success(new Outcome.Encoded(value)));
        }

        @Override
        public void record(Task task, CallKey key, Outcome.Success success) {
            byte[] value = ((Outcome.Encoded) Objects.requireNonNull(success.value())).bytes();
            rows.add(new Disk.Row(key, task.id(), value));
            rowTasks.add(task);
        }

        @Override
        public void moved(Task task) {}
    }
}
