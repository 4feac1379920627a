package org.jarsl.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jarsl.block.core.BlockCore;
import org.jarsl.block.core.BlockErrorHandler;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;
import org.jarsl.interchange.InterchangeEvent;

/**
 * Stages of tasks, each of which waits for the whole stage before, on blocks of one node. All blocks are up when the
 * first tasks are called; from then on the strategy, if there is one, gives back and asks for more as it sees fit.
 */
final class Elasticity {
    /** Tasks that all take as long. */
    record Stage(int tasks, Duration taskTime) {}

    /**
     * What is simulated.
     *
     * @param elastic whether blocks come and go, or are there all the time
     * @param maxIdleTime after which a block is given back
     * @param longestQueue how long a job waits for its node at most, evenly distributed
     * @param longestBoot from the start of a job to its manager, likewise
     */
    record Settings(
            List<Stage> stages,
            int blocks,
            int workersPerBlock,
            boolean elastic,
            Duration maxIdleTime,
            Duration longestQueue,
            Duration longestBoot,
            long seed,
            Costs costs) {}

    /** So many workers there are from then on, and so many of them run a task. */
    record Moment(double seconds, int workers, int busy) {}

    /**
     * What came out.
     *
     * @param makespanSeconds from the first call to the last end
     * @param utilisation how much of the workers' time in between tasks have used
     */
    record Report(double makespanSeconds, double utilisation, List<Moment> moments) {}

    private static final Duration STRATEGY_PERIOD = Duration.ofSeconds(5);
    private static final Duration WALLTIME = Duration.ofHours(2);
    private static final int COMMANDS_PER_MINUTE = 60;
    private static final int MAX_PENDING = 10;
    private static final int MAX_FAILURES = 3;

    private final Settings settings;
    private final World world;
    private final Agenda agenda;
    private final Network network;
    private final Checks checks;
    private final ManagerHosts hosts = new ManagerHosts();
    private final Stages program;
    private final Head head;
    private final Blocks blocks;
    private final List<Moment> moments = new ArrayList<>();
    private long startNanos = -1;
    private int hostNumbers;
    private int workers;
    private int busy;

    private Elasticity(Settings settings, World world) {
        this.settings = settings;
        this.program = new Stages(settings.stages());
        this.world = world;
        this.agenda = world.agenda();
        Random random = new Random(settings.seed());
        Trace trace = new Trace(agenda);
        this.checks = new Checks(agenda, new Graph(0, random), trace);
        this.network = new Network(agenda, trace, settings.costs());
        Host dfk = new Host("dfk", hostNumbers++, true, agenda, settings.costs()::ofDfk);
        Host interchange = new Host("interchange", hostNumbers++, true, agenda, settings.costs()::ofInterchange);
        this.head = new Head(world, network, dfk, interchange, program, null, this::onEvent);
        BatchSystem batch = new BatchSystem(
                agenda,
                random,
                new BatchSystem.Site(
                        1,
                        settings.longestQueue().toNanos(),
                        WALLTIME.toNanos(),
                        settings.longestBoot().toNanos()),
                this::boot);
        Disk disk = new Disk(agenda, 0);
        this.blocks = new Blocks(blockSettings(), agenda, dfk, batch, disk, trace, checks, head::tell);
    }

    static Report run(Settings settings) {
        try (World world = new World()) {
            return new Elasticity(settings, world).run();
        }
    }

    private Report run() {
        head.start(Simulation.INTERCHANGE, hosts, false, blocks::start);
        int all = settings.blocks() * settings.workersPerBlock();
        Simulation.require(world.run(() -> workers == all, WALLTIME.toNanos()), "not all blocks came up");
        startNanos = agenda.nowNanos();
        changed(0, 0);
        head.callAll();
        Simulation.require(world.run(program::isOver, startNanos + WALLTIME.toNanos()), "not all tasks ended");
        Simulation.require(checks.violations().isEmpty(), checks.violations().toString());
        return report();
    }

    private Report report() {
        double end = seconds();
        double used = 0;
        double there = 0;
        for (int i = 0; i < moments.size(); i++) {
            double until = i + 1 < moments.size() ? moments.get(i + 1).seconds() : end;
            Moment moment = moments.get(i);
            used += moment.busy() * (until - moment.seconds());
            there += moment.workers() * (until - moment.seconds());
        }
        moments.add(new Moment(end, workers, busy));
        return new Report(end, used / there, List.copyOf(moments));
    }

    private double seconds() {
        return (agenda.nowNanos() - startNanos) / 1e9;
    }

    private void changed(int moreWorkers, int moreBusy) {
        workers += moreWorkers;
        busy += moreBusy;
        if (startNanos >= 0) {
            moments.add(new Moment(seconds(), workers, busy));
        }
    }

    private BlockCore.Settings blockSettings() {
        int most = settings.blocks();
        ScalingSettings scaling = settings.elastic()
                ? new ScalingSettings(
                        ScalingSettings.Strategy.AUTO_SCALE_IN,
                        most,
                        0,
                        most,
                        1.0,
                        STRATEGY_PERIOD,
                        settings.maxIdleTime(),
                        MAX_PENDING,
                        COMMANDS_PER_MINUTE)
                : ScalingSettings.fixed(most);
        return new BlockCore.Settings(
                scaling,
                1,
                settings.workersPerBlock(),
                new BlockErrorHandler.None(),
                MAX_FAILURES,
                Duration.ofMinutes(10),
                WALLTIME);
    }

    private Node boot(BatchSystem.Job job, int number, Runnable onEnd) {
        Host host = new Host("block-" + job.blockId, hostNumbers++, false, agenda, settings.costs()::ofManager);
        Node.Place place = new Node.Place(job.blockId, settings.workersPerBlock(), job.endNanos);
        Node node = new Node(world, network, new OneSite(head), host, place, this::begins, onEnd);
        hosts.add(node);
        return node;
    }

    private void begins(Call call) {
        changed(0, 1);
        agenda.after(call.nanos(), () -> changed(0, -1));
    }

    private void onEvent(InterchangeEvent event) {
        // Blocks are not scaled before all are there.
        if (startNanos >= 0 || !(event instanceof InterchangeEvent.LoadIs)) {
            blocks.heard(event);
        }
        if (event instanceof InterchangeEvent.ManagerUp up) {
            changed(up.manager().workers(), 0);
        } else if (event instanceof InterchangeEvent.ManagerDown down) {
            changed(-down.manager().workers(), 0);
        }
    }

    private static final class Stages implements Head.Program {
        private final List<Stage> left;
        private List<Task> before = List.of();
        private List<Task> ofThisStage = new ArrayList<>();
        private int called;
        private int ended;

        private Stages(List<Stage> all) {
            left = new ArrayList<>(all);
        }

        @Override
        public int left() {
            return left.stream().mapToInt(Stage::tasks).sum() - ofThisStage.size();
        }

        @Override
        public void call(Head head, int calls) {
            for (int i = 0; i < calls; i++) {
                Stage stage = left.get(0);
                Call call = new Call(called++, stage.taskTime().toNanos(), false, 0);
                ofThisStage.add(head.call(call, before));
                if (ofThisStage.size() == stage.tasks()) {
                    left.remove(0);
                    before = ofThisStage;
                    ofThisStage = new ArrayList<>();
                }
            }
        }

        @Override
        public void ended(Call call, Outcome outcome) {
            ended++;
        }

        private boolean isOver() {
            return left.isEmpty() && ended == called;
        }
    }
}
