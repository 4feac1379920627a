package org.jarsl.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jarsl.block.core.BlockCore;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.interchange.InterchangeSettings;
import org.jspecify.annotations.Nullable;

/** Tasks on blocks of a batch system as a user's configuration asks for them; nothing goes wrong. */
final class Campaign implements AutoCloseable, Head.Program {
    /**
     * What is simulated.
     *
     * @param prefetch of each manager, -1 to adapt
     * @param queueTime the longest that a job waits in the scheduler's queue
     * @param bootTime the longest from the start of a job to that of its managers
     */
    record Settings(
            BlockCore.Settings blocks,
            InterchangeSettings interchange,
            int prefetch,
            Mix mix,
            Duration queueTime,
            Duration bootTime,
            Costs costs,
            long seed) {
        Settings with(BlockCore.Settings others) {
            return new Settings(others, interchange, prefetch, mix, queueTime, bootTime, costs, seed);
        }
    }

    /**
     * What came out, until the last task has ended.
     *
     * @param makespanNanos from the first call
     * @param nodeNanos for how long jobs had nodes, times these
     * @param usefulNanos for how long workers were busy with tasks that ended well
     * @param failure the first, or why not all tasks have ended; null if all are done
     */
    record Report(
            Settings settings,
            long makespanNanos,
            long nodeNanos,
            long usefulNanos,
            int blocks,
            int done,
            @Nullable String failure,
            String hash) {
        double nodeHours() {
            return nodeNanos / 1e9 / TimeUnit.HOURS.toSeconds(1);
        }

        /** Of the workers that were paid for. */
        double utilisation() {
            return nodeNanos == 0 ? 0 : (double) usefulNanos / nodeNanos / settings.blocks.workersPerNode();
        }
    }

    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(365);

    private final Settings settings;
    private final World world = new World();
    private final Agenda agenda = world.agenda();
    private final Trace trace = new Trace(agenda);
    /** Of the blocks alone. */
    private final Checks checks = new Checks(agenda, new Graph(0, new Random(0)), trace);

    private final ManagerHosts hosts = new ManagerHosts();
    private final Network network;
    private final Head head;
    private final BatchSystem batch;
    private @Nullable Blocks blocks;
    private int hostNumbers;
    private int called;
    private int ended;
    private int done;
    private long usefulNanos;
    private @Nullable String failure;

    private Campaign(Settings settings) {
        Costs costs = settings.costs();
        this.settings = settings;
        this.network = new Network(agenda, trace, costs);
        Host dfk = new Host("dfk", hostNumbers++, true, agenda, costs::ofDfk);
        Host interchange = new Host("interchange", hostNumbers++, true, agenda, costs::ofInterchange);
        this.head = new Head(world, network, dfk, interchange, this, null, this::onEvent);
        this.batch = new BatchSystem(
                agenda,
                new Random(settings.seed()),
                new BatchSystem.Site(
                        settings.blocks().nodesPerBlock(),
                        settings.queueTime().toNanos(),
                        isEndless()
                                ? LONGEST_NANOS
                                : settings.blocks().walltime().toNanos(),
                        settings.bootTime().toNanos()),
                this::boot);
    }

    /**
     * Simulates it.
     *
     * @throws IllegalArgumentException if a task takes longer than a block lives, for then it would never end
     */
    static Report run(Settings settings) {
        Duration walltime = settings.blocks().walltime();
        Duration longest = settings.mix().longest().plus(BatchSystem.GRACE);
        if (!walltime.isZero() && longest.compareTo(walltime) >= 0) {
            throw new IllegalArgumentException(
                    "a task of " + settings.mix().longest().toSeconds()
                            + " s never ends in blocks with a walltime of " + walltime.toSeconds()
                            + " s, of which the last " + BatchSystem.GRACE.toSeconds()
                            + " s are for their end; raise provider.walltime");
        }
        try (Campaign campaign = new Campaign(settings)) {
            return campaign.run();
        }
    }

    private Report run() {
        head.start(settings.interchange(), hosts, false, () -> {
            Disk disk = new Disk(agenda, 0);
            Blocks started = new Blocks(settings.blocks(), agenda, head.dfk(), batch, disk, trace, checks, head::tell);
            blocks = started;
            started.start();
            head.callAll();
        });
        if (!world.run(() -> ended == settings.mix().tasks(), LONGEST_NANOS)) {
            failure = ended + " of " + settings.mix().tasks() + " tasks have ended after "
                    + TimeUnit.NANOSECONDS.toDays(agenda.nowNanos()) + " days";
        }
        Simulation.require(checks.violations().isEmpty(), checks.violations().toString());
        return new Report(
                settings,
                agenda.nowNanos(),
                batch.nodeNanos(),
                usefulNanos,
                batch.submitted(),
                done,
                failure,
                trace.hash());
    }

    private boolean isEndless() {
        return settings.blocks().walltime().isZero();
    }

    private Node boot(BatchSystem.Job job, int number, Runnable onEnd) {
        String name = "n" + job.id + "-" + number;
        Host host = new Host(name, hostNumbers++, false, agenda, settings.costs()::ofManager);
        long end = isEndless() ? Node.Place.NO_END : job.endNanos;
        Node.Place place = new Node.Place(job.blockId, settings.blocks().workersPerNode(), end, settings.prefetch());
        Node node = new Node(world, network, new OneSite(head), host, place, call -> {}, onEnd);
        hosts.add(node);
        return node;
    }

    private void onEvent(InterchangeEvent event) {
        Blocks now = blocks;
        if (now != null) {
            now.heard(event);
        }
    }

    @Override
    public int left() {
        return settings.mix().tasks() - called;
    }

    @Override
    public void call(Head its, int calls) {
        for (int i = 0; i < calls; i++) {
            Task unused = its.call(new Call(called, settings.mix().nanos(called), false, 0), List.of());
            called++;
        }
    }

    @Override
    public void ended(Call call, Outcome outcome) {
        ended++;
        if (outcome instanceof Outcome.Success) {
            done++;
            usefulNanos += call.nanos();
        } else if (failure == null) {
            failure =
                    outcome instanceof Outcome.Failed failed ? failed.failure().message() : outcome.toString();
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
