package org.jarsl.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jarsl.block.core.BlockCore;
import org.jarsl.block.core.BlockErrorHandler;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.interchange.InterchangeSettings;
import org.jarsl.interchange.core.InterchangeCore;
import org.jarsl.interchange.core.ManagerSelector;
import org.jspecify.annotations.Nullable;

/** One campaign on nodes of a batch system, during which things go wrong, with all checks. */
final class Trial implements AutoCloseable {
    /**
     * What is tried.
     *
     * @param told the call whose story is kept, or -1, or {@link Trace#NO_CALL}
     */
    record Settings(int jobs, int nodesPerJob, int workersPerNode, int calls, long seed, int told) {
        private static final int JOBS = 8;
        private static final int WORKERS = 4;

        /** 64 nodes. */
        static Settings of(int calls, long seed) {
            return of(64, WORKERS, calls, seed);
        }

        /** A node more than said, or a few, if jobs have to be of one size. */
        static Settings of(int nodes, int workersPerNode, int calls, long seed) {
            int jobs = Math.min(JOBS, nodes);
            return new Settings(jobs, (nodes + jobs - 1) / jobs, workersPerNode, calls, seed, -1);
        }

        Settings of(int fewerCalls) {
            return new Settings(jobs, nodesPerJob, workersPerNode, fewerCalls, seed, told);
        }

        Settings telling(int call) {
            return new Settings(jobs, nodesPerJob, workersPerNode, calls, seed, call);
        }
    }

    /**
     * What came out.
     *
     * @param firstCall the one that the first violation is about, or -1
     * @param begun how often a worker began a call
     */
    record Verdict(
            List<String> violations, int firstCall, String hash, long nanos, int begun, int heads, List<String> story) {
        boolean isGood() {
            return violations.isEmpty();
        }
    }

    private static final InterchangeSettings INTERCHANGE = new InterchangeSettings(
            ManagerSelector.Rule.RANDOM, Duration.ofSeconds(4), Duration.ofSeconds(16), 100, Duration.ofSeconds(15));

    private static final int MANY = 1000;
    /** Little more than questions about jobs need, so that the others must wait for their turn. */
    private static final int COMMANDS_PER_MINUTE = 20;

    private static final long LAST_FAULT_NANOS = TimeUnit.MINUTES.toNanos(5);
    /** From the last fault to the end of all. */
    private static final long BOUND_NANOS = TimeUnit.MINUTES.toNanos(20);
    /** A short walltime takes much away, but also heals what is stuck, so every other seed has a long one. */
    private static final Duration SHORT = Duration.ofSeconds(200);

    private static final Duration LONG = Duration.ofHours(2);
    private static final long SETTLE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LATENCY_NANOS = 100_000;

    private final Settings settings;
    private final World world = new World();
    private final Agenda agenda = world.agenda();
    private final Random random;
    private final Graph graph;
    private final Trace trace;
    private final Checks checks;
    private final Network network;
    private final Disk disk;
    private final BatchSystem batch;
    private final ManagerHosts hosts = new ManagerHosts();
    private int hostNumbers;
    private int heads;
    private @Nullable Head head;
    private @Nullable Blocks blocks;
    private Graph.@Nullable Run run;
    private InterchangeCore.@Nullable Counts counts;

    Trial(Settings settings) {
        this.settings = settings;
        this.random = new Random(settings.seed());
        this.graph = new Graph(settings.calls(), random);
        this.trace = new Trace(agenda, settings.told());
        this.checks = new Checks(agenda, graph, trace);
        this.network = new Network(agenda, trace, checks, random, LATENCY_NANOS, LATENCY_NANOS);
        this.disk = new Disk(agenda, LATENCY_NANOS * 50);
        this.batch = new BatchSystem(
                agenda,
                random,
                new BatchSystem.Site(
                        settings.nodesPerJob(),
                        TimeUnit.SECONDS.toNanos(10),
                        walltime(settings).toNanos(),
                        TimeUnit.SECONDS.toNanos(3)),
                this::boot);
    }

    private static Duration walltime(Settings settings) {
        return settings.seed() % 2 == 0 ? LONG : SHORT;
    }

    /** The faults of this seed. */
    static List<Fault> faults(Fault.Profile profile, long seed) {
        return profile.schedule(new Random(~seed), LAST_FAULT_NANOS);
    }

    static Verdict run(Settings settings, List<Fault> faults) {
        try (Trial trial = new Trial(settings)) {
            try {
                return trial.run(faults);
            } catch (RuntimeException e) {
                trial.checks.violated(-1, "the engine breaks: " + e);
                return trial.verdict();
            }
        }
    }

    private Verdict run(List<Fault> faults) {
        startHead();
        faults.forEach(fault -> agenda.at(fault.atNanos(), () -> happen(fault)));
        long end = LAST_FAULT_NANOS + BOUND_NANOS;
        world.run(() -> run != null && run.isOver() && agenda.nowNanos() > lastNanos(faults), end);
        long nanos = agenda.nowNanos();
        checks.allHaveEnded();
        world.run(() -> false, nanos + SETTLE_NANOS);
        checks.journalIsComplete(disk);
        if (head != null && head.isUp()) {
            head.tell(new InterchangeActor.GetLoad(1));
            world.run(() -> counts != null, nanos + 2 * SETTLE_NANOS);
        }
        if (counts == null || counts.queued() > 0 || counts.withManagers() > 0) {
            checks.violated(-1, "the interchange is not empty at the end: " + counts);
        }
        return verdict();
    }

    private Verdict verdict() {
        return new Verdict(
                checks.violations(),
                checks.firstCall(),
                trace.hash(),
                agenda.nowNanos(),
                checks.begun(),
                heads,
                trace.story());
    }

    private static long lastNanos(List<Fault> faults) {
        return faults.stream()
                .mapToLong(fault -> fault.atNanos() + fault.nanos())
                .max()
                .orElse(0);
    }

    private Host host(String name, boolean isHead) {
        return new Host(name, hostNumbers++, isHead, agenda, message -> 0);
    }

    private void startHead() {
        heads++;
        trace.say("head " + heads + " starts");
        Host dfk = host("dfk-" + heads, true);
        Graph.Run started = graph.new Run(checks);
        Head next = new Head(world, network, dfk, host("interchange-" + heads, true), started, disk, this::onEvent);
        head = next;
        run = started;
        next.start(INTERCHANGE, hosts, heads > 1, () -> {
            Blocks itsBlocks = new Blocks(blockSettings(), agenda, dfk, batch, disk, trace, checks, next::tell);
            blocks = itsBlocks;
            itsBlocks.start();
            next.callAll();
        });
    }

    private BlockCore.Settings blockSettings() {
        ScalingSettings scaling = new ScalingSettings(
                ScalingSettings.Strategy.AUTO_SCALE_IN,
                settings.jobs() / 2,
                0,
                settings.jobs(),
                1.0,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                settings.jobs(),
                COMMANDS_PER_MINUTE);
        return new BlockCore.Settings(
                scaling,
                settings.nodesPerJob(),
                settings.workersPerNode(),
                new BlockErrorHandler.None(),
                MANY,
                Duration.ofMinutes(1),
                walltime(settings));
    }

    private Node boot(BatchSystem.Job job, int number, Runnable onEnd) {
        Host host = host("n" + job.id + "-" + number, false);
        Node.Place place = new Node.Place(job.blockId, settings.workersPerNode(), job.endNanos);
        Node node = new Node(world, network, new LatestHead(), host, place, call -> checks.begins(host, call), onEnd);
        hosts.add(node);
        return node;
    }

    private void onEvent(InterchangeEvent event) {
        checks.heard(event);
        Blocks now = blocks;
        if (now == null) {
            return;
        }
        if (event instanceof InterchangeEvent.ManagerDown down) {
            trace.say(down.manager().id() + " is gone: " + down.reason());
        } else if (event instanceof InterchangeEvent.LoadIs is && is.question() != 0) {
            counts = is.counts();
        }
        now.heard(event);
    }

    private void happen(Fault fault) {
        trace.say(fault.toString());
        trace.add(fault.target());
        List<Node> nodes = batch.livingNodes();
        Head now = head;
        switch (fault.kind()) {
            case NODE_KILLED, NODE_FROZEN, NODE_CUT, NODE_STORM -> {
                if (!nodes.isEmpty()) {
                    onNode(fault, nodes.get(fault.target() % nodes.size()));
                }
            }
            case SWITCH_CUT -> {
                for (int i = fault.target() % 3; i < nodes.size(); i += 3) {
                    weather(nodes.get(i).host(), Weather.CUT, fault.nanos());
                }
            }
            case JOB_KILLED -> {
                List<BatchSystem.Job> jobs = batch.living();
                if (!jobs.isEmpty()) {
                    batch.kill(jobs.get(fault.target() % jobs.size()), "PREEMPTED");
                }
            }
            case HEAD_KILLED -> killHead(fault.nanos());
            case HEAD_FROZEN -> {
                if (now != null) {
                    checks.headIsLate();
                    sleep(now.dfk(), fault.nanos());
                    sleep(now.interchangeHost(), fault.nanos());
                }
            }
            case SCHEDULER_AWAY -> {
                batch.goAway(true);
                agenda.after(fault.nanos(), () -> batch.goAway(false));
            }
        }
    }

    private void onNode(Fault fault, Node node) {
        trace.say(fault.kind() + " hits " + node.host());
        switch (fault.kind()) {
            case NODE_FROZEN -> sleep(node.host(), fault.nanos());
            case NODE_CUT -> weather(node.host(), Weather.CUT, fault.nanos());
            case NODE_STORM -> weather(node.host(), new Weather(10, 5, 10), fault.nanos());
            default -> batch.killNode(node);
        }
    }

    private void weather(Host host, Weather weather, long nanos) {
        host.weather(weather);
        agenda.after(nanos, () -> host.weather(Weather.FAIR));
    }

    private void sleep(Host host, long nanos) {
        host.sleep();
        agenda.after(nanos, host::wake);
    }

    private void killHead(long nanos) {
        Head dead = head;
        if (dead == null || !dead.isUp()) {
            return;
        }
        dead.kill();
        checks.headDied(disk);
        head = null;
        blocks = null;
        run = null;
        agenda.after(nanos, this::startHead);
    }

    @Override
    public void close() {
        world.close();
    }

    /** Where the head is that was started last. */
    private final class LatestHead implements Node.Directory {
        @Override
        public Optional<InterchangeAddress> interchange() {
            return heads == 0 ? Optional.empty() : Optional.of(address(heads));
        }

        @Override
        public Optional<Node.Site> find(InterchangeAddress address) {
            Head now = head;
            return now != null && now.isUp() && address.equals(address(heads))
                    ? Optional.of(new Node.Site(now.interchangeHost(), now.interchange()))
                    : Optional.empty();
        }

        private InterchangeAddress address(int number) {
            return new InterchangeAddress("head-" + number, "interchange");
        }
    }
}
