package org.jarsl.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jarsl.HighThroughputConfig;
import org.jarsl.HighThroughputConfig.InterchangeMode;
import org.jarsl.NodeSummary;
import org.jarsl.block.BlockActor;
import org.jarsl.block.BlockEvent;
import org.jarsl.codec.CodecException;
import org.jarsl.dfk.TaskCall;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.interchange.core.InterchangeCore;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.provider.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on node managers: an interchange that feeds them and blocks that a provider starts. Here, a launched task
 * becomes an envelope, and a result an outcome; the rest is the actors'.
 */
public final class HighThroughputExecutor implements TaskExecutor {
    private static final long STOP_SECONDS = BlockActor.LONGEST_STOP.toSeconds() + 5;

    private static final long ANSWER_SECONDS = 5;
    /** The number of the question that is asked for the blocks. */
    private static final long OF_BLOCKS = 0;

    private record Encoded(AppDescriptor app, TaskEnvelope envelope) {}

    private final HighThroughputConfig config;
    private final Head head;
    private final Results results;
    private final Predicate<Held> missed;
    private final ActorRef<InterchangeMessage> interchange;
    private final ActorRef<BlockActor.Command> blocks;
    private final Provider provider;
    private final NodeLedger ledger;
    private final Map<Long, CompletableFuture<Load>> questions = new ConcurrentHashMap<>();
    private final AtomicLong lastQuestion = new AtomicLong(OF_BLOCKS);
    private final CompletableFuture<Void> blocksStopped = new CompletableFuture<>();
    private volatile @Nullable Failure broken;
    private volatile boolean stopping;
    /** The interchange says nothing more. */
    private volatile boolean ended;
    /** Launched tasks whose arguments are being encoded, unless they were cancelled since. */
    private final Set<Long> encoding = new HashSet<>();

    /** {@code missed} says of a task that a manager has of an earlier head whether it is to go on. */
    public HighThroughputExecutor(HighThroughputConfig config, Head head, Predicate<Held> missed, Results results) {
        this.missed = missed;
        this.config = config;
        this.head = head;
        this.results = results;
        this.ledger = new NodeLedger(config.label());
        this.interchange = head.spawn(interchange(), BlockPlans.interchangeName(config.label()));
        if (config.interchangeMode() == InterchangeMode.EMBEDDED) {
            publish();
        }
        ActorRef<BlockEvent> owner = head.spawn(blockEvents(), "block-events-" + config.label());
        BlockActor.Plan plan =
                BlockPlans.of(config, head.config(), head.address(), head.runDirectory(), head.blocking());
        this.provider = plan.provider();
        this.blocks = head.spawn(BlockActor.create(plan, owner), "blocks-" + config.label());
    }

    private Behavior<InterchangeMessage> interchange() {
        return config.interchangeMode() == InterchangeMode.PROCESS
                ? RemoteInterchange.create(config.label(), config.interchange(), head, this::onInterchange)
                : InterchangeActor.create(
                        config.interchange(), head.config().journal().resumed() != null, this::onInterchange);
    }

    /** For managers that have lost an earlier head. */
    private void publish() {
        String reference = head.address() + interchange.path().toStringWithoutAddress() + "#"
                + interchange.path().uid();
        Path directory = head.runDirectory().resolve(config.label());
        try {
            new InterchangeAddress(head.address(), reference).write(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + directory, e);
        }
    }

    @Override
    public String label() {
        return config.label();
    }

    @Override
    public boolean wantsBytes() {
        return true;
    }

    @Override
    public void submit(List<Launch> tasks) {
        Failure failure = broken;
        if (failure != null) {
            results.ended(tasks.stream()
                    .map(t -> new Ended(t.taskId(), t.attempt(), new Outcome.Failed(failure, null), ""))
                    .toList());
            return;
        }
        List<Launch> ready = new ArrayList<>(tasks.size());
        List<Launch> toEncode = new ArrayList<>();
        for (Launch task : tasks) {
            (task.call().isBytes() ? ready : toEncode).add(task);
        }
        tell(ready.stream().map(this::encoded).filter(Objects::nonNull).toList());
        if (!toEncode.isEmpty()) {
            synchronized (encoding) {
                toEncode.forEach(task -> encoding.add(task.taskId()));
            }
            // A user's value may be large or slow to encode, and the caller is the actor of the task graph.
            head.blocking().execute(() -> encode(toEncode));
        }
    }

    private void encode(List<Launch> tasks) {
        List<Encoded> encoded =
                tasks.stream().map(this::encoded).filter(Objects::nonNull).toList();
        // Locked, so that a cancellation either finds its task here or comes to the interchange after it.
        synchronized (encoding) {
            tell(encoded.stream()
                    .filter(task -> encoding.contains(task.envelope().taskId()))
                    .toList());
            tasks.forEach(task -> encoding.remove(task.taskId()));
        }
    }

    /** Null if the task has failed, as it does whatever goes wrong: others must not. */
    private @Nullable Encoded encoded(Launch task) {
        AppDescriptor app = task.call().app();
        try {
            byte[] arguments = task.call().encode(head.codec(), head.parameterTypes(app));
            if (arguments.length <= head.config().maxValueBytes()) {
                return new Encoded(app, envelope(task, arguments));
            }
            fail(task, Failure.Kind.TOO_LARGE, tooLarge(arguments.length));
        } catch (CodecException e) {
            fail(task, Failure.Kind.CODEC, "an argument of it: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            fail(task, Failure.Kind.CODEC, "its arguments could not be encoded: " + e);
        }
        return null;
    }

    private void tell(List<Encoded> tasks) {
        if (!tasks.isEmpty()) {
            Map<Integer, AppDescriptor> apps = new HashMap<>();
            tasks.forEach(task -> apps.putIfAbsent(task.app().id(), task.app()));
            List<TaskEnvelope> envelopes = tasks.stream().map(Encoded::envelope).toList();
            interchange.tell(new InterchangeActor.Submit(List.copyOf(apps.values()), envelopes));
        }
    }

    private static TaskEnvelope envelope(Launch task, byte[] arguments) {
        TaskCall call = task.call();
        return new TaskEnvelope(
                task.taskId(),
                task.attempt(),
                call.app().id(),
                arguments,
                null,
                call.demand(),
                call.priority(),
                call.options(),
                task.key());
    }

    private String tooLarge(int bytes) {
        return "its arguments have " + bytes + " bytes, over the limit max-value of "
                + head.config().maxValueBytes() + " bytes";
    }

    private void fail(Launch task, Failure.Kind kind, String message) {
        results.ended(List.of(new Ended(task.taskId(), task.attempt(), Outcome.failed(kind, message), "")));
    }

    @Override
    public void cancel(List<Cancelled> attempts) {
        synchronized (encoding) {
            // All in one message: each one alone would make room for the next task, which may be cancelled too.
            Map<Boolean, List<Long>> byInterrupt = attempts.stream()
                    .filter(attempt -> !encoding.remove(attempt.taskId()))
                    .collect(Collectors.groupingBy(
                            Cancelled::interrupt, Collectors.mapping(Cancelled::taskId, Collectors.toList())));
            byInterrupt.forEach(
                    (interrupt, taskIds) -> interchange.tell(new InterchangeActor.Cancel(taskIds, interrupt)));
        }
    }

    /** On the interchange's thread. */
    private void onInterchange(InterchangeEvent event) {
        if (event instanceof InterchangeEvent.TasksDone done) {
            String where = done.manager() == null ? "" : done.manager().node();
            List<Ended> ended = new ArrayList<>(done.results().size());
            for (TaskResult result : done.results()) {
                Outcome outcome = result.failure() == null
                        ? new Outcome.Success(new Outcome.Encoded(result.value()))
                        : new Outcome.Failed(result.failure(), null);
                ended.add(new Ended(result.taskId(), result.attempt(), outcome, where));
            }
            if (done.manager() != null) {
                ledger.ended(done.manager(), done.results());
            }
            results.ended(ended);
        } else if (event instanceof InterchangeEvent.ManagerUp up) {
            ledger.up(up.manager());
            blocks.tell(new BlockActor.ManagerRegistered(
                    up.manager().blockId(), up.manager().id()));
        } else if (event instanceof InterchangeEvent.ManagerDown down) {
            ledger.down(down.manager());
            blocks.tell(new BlockActor.ManagerGone(
                    down.manager().blockId(), down.manager().id()));
        } else if (event instanceof InterchangeEvent.LoadIs is) {
            answer(is);
        } else if (event instanceof InterchangeEvent.Found found) {
            Map<Boolean, List<Long>> byUse = found.held().stream()
                    .collect(Collectors.partitioningBy(missed, Collectors.mapping(Held::taskId, Collectors.toList())));
            interchange.tell(new InterchangeActor.Adopt(
                    found.manager().id(), byUse.getOrDefault(true, List.of()), byUse.getOrDefault(false, List.of())));
        } else if (event instanceof InterchangeEvent.NodeJudged judged) {
            ledger.judged(judged.node(), judged.setAside());
        } else if (event instanceof InterchangeEvent.ManagerMemory memory) {
            ledger.memory(memory.manager(), memory.peakRssBytes());
        }
    }

    /** Hears of the blocks, and of the end of the interchange, which before {@link #stop} is a defect. */
    private Behavior<BlockEvent> blockEvents() {
        return Behaviors.setup(context -> {
            context.watch(interchange);
            return Behaviors.receive(BlockEvent.class)
                    .onMessage(BlockEvent.class, event -> {
                        onBlockEvent(event);
                        return Behaviors.same();
                    })
                    .onSignal(Terminated.class, end -> {
                        onInterchangeEnd();
                        return Behaviors.same();
                    })
                    .onSignal(PostStop.class, end -> {
                        // The actor system has ended, and the actor of the blocks with it: it will say nothing more.
                        blocksStopped.complete(null);
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private void onBlockEvent(BlockEvent event) {
        if (event instanceof BlockEvent.BlockEnded ended) {
            interchange.tell(new InterchangeActor.BlockEnded(ended.blockId(), ended.description()));
        } else if (event instanceof BlockEvent.LoadWanted) {
            interchange.tell(new InterchangeActor.GetLoad(OF_BLOCKS));
        } else if (event instanceof BlockEvent.BlocksDraining draining) {
            interchange.tell(new InterchangeActor.Drain(draining.blockIds()));
        } else if (event instanceof BlockEvent.BlocksFailed failed) {
            Failure failure = Failure.of(
                    Failure.Kind.EXECUTOR_FAILED,
                    "executor " + config.label() + " cannot run anything: " + failed.reason());
            broken = failure;
            interchange.tell(new InterchangeActor.FailAll(failure));
        } else if (event instanceof BlockEvent.BlocksRecovered) {
            interchange.tell(new InterchangeActor.Recovered());
        } else if (event instanceof BlockEvent.BlocksStopped) {
            blocksStopped.complete(null);
        }
    }

    private void onInterchangeEnd() {
        ended = true;
        questions.values().forEach(question -> question.complete(Load.UNKNOWN));
        if (!stopping) {
            String logs = config.interchangeMode() == InterchangeMode.EMBEDDED
                    ? "jarsl.log in the run directory"
                    : "jarsl.log in the run directory and in " + RemoteInterchange.logDirectory(head, config.label());
            Failure failure = Failure.of(
                    Failure.Kind.EXECUTOR_FAILED,
                    "the interchange of executor " + config.label() + " has ended unexpectedly; why, is in " + logs);
            broken = failure;
            results.broken(this, failure);
            blocks.tell(new BlockActor.Stop());
        }
    }

    @Override
    public CompletionStage<Load> load() {
        long question = lastQuestion.incrementAndGet();
        CompletableFuture<Load> answer = new CompletableFuture<>();
        questions.put(question, answer);
        interchange.tell(new InterchangeActor.GetLoad(question));
        if (ended) {
            answer.complete(Load.UNKNOWN); // nobody answers any more
        }
        return answer.completeOnTimeout(Load.UNKNOWN, ANSWER_SECONDS, TimeUnit.SECONDS)
                .whenComplete((load, thrown) -> questions.remove(question));
    }

    private void answer(InterchangeEvent.LoadIs is) {
        if (is.question() == OF_BLOCKS) {
            blocks.tell(new BlockActor.LoadIs(is.load()));
            return;
        }
        CompletableFuture<Load> answer = questions.get(is.question());
        if (answer != null) {
            InterchangeCore.Counts counts = is.counts();
            long running = Math.min(counts.withManagers(), counts.workers());
            answer.complete(new Load(counts.queued() + counts.withManagers() - running, running));
        }
    }

    @Override
    public List<NodeSummary> nodes() {
        return ledger.summary();
    }

    @Override
    public CompletionStage<Void> stop(String reason) {
        stopping = true;
        interchange.tell(new InterchangeActor.Shutdown(reason));
        blocks.tell(new BlockActor.Stop());
        return blocksStopped
                .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
                .thenRunAsync(provider::close, head.blocking());
    }
}
