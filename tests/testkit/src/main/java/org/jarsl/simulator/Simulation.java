package org.jarsl.simulator;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.interchange.InterchangeSettings;
import org.jarsl.interchange.core.ManagerSelector;

/** Tasks that do not depend on each other, on nodes that are up before they are called. */
public final class Simulation {
    /**
     * What is simulated.
     *
     * @param taskNanos how long each task takes
     * @param cores that all share, as on one machine; 0 for one for each node and two for the head
     */
    public record Settings(int nodes, int workersPerNode, int tasks, long taskNanos, Costs costs, int cores) {
        /** With a core for each node and two for the head. */
        public Settings(int nodes, int workersPerNode, int tasks, long taskNanos, Costs costs) {
            this(nodes, workersPerNode, tasks, taskNanos, costs, 0);
        }
    }

    /**
     * What came out.
     *
     * @param makespanNanos from the first call to the last end
     * @param messages between hosts, in that time
     * @param hash is the same for the same settings
     */
    public record Report(Settings settings, long makespanNanos, long messages, int done, String hash) {
        /** With all workers busy all the time; the last round may have fewer tasks than workers. */
        public long idealNanos() {
            long workers = (long) settings.nodes * settings.workersPerNode;
            return settings.taskNanos * ((settings.tasks + workers - 1) / workers);
        }

        public double efficiency() {
            return makespanNanos == 0 ? 1 : (double) idealNanos() / makespanNanos;
        }

        public double messagesPerTask() {
            return (double) messages / settings.tasks;
        }
    }

    static final InterchangeSettings INTERCHANGE = new InterchangeSettings(
            ManagerSelector.Rule.RANDOM, Duration.ofSeconds(30), Duration.ofSeconds(120), 3, Duration.ofSeconds(30));

    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(365);

    private Simulation() {}

    public static Report run(Settings settings) {
        Processor all = new Processor(settings.cores());
        return run(settings, all, all, all);
    }

    static Report run(Settings settings, Processor ofDfk, Processor ofInterchange, Processor ofNodes) {
        try (World world = new World()) {
            Agenda agenda = world.agenda();
            Costs costs = settings.costs();
            Trace trace = new Trace(agenda);
            Network network = new Network(agenda, trace, costs);
            Same program = new Same(settings);
            int[] managers = new int[1];
            Head head = new Head(
                    world,
                    network,
                    new Host("dfk", 0, true, agenda, costs::ofDfk, ofDfk),
                    new Host("interchange", 1, true, agenda, costs::ofInterchange, ofInterchange),
                    program,
                    null,
                    event -> managers[0] += event instanceof InterchangeEvent.ManagerUp ? 1 : 0);
            ManagerHosts hosts = new ManagerHosts();
            head.start(INTERCHANGE, hosts, false, () -> {});
            require(world.run(head::isUp, LONGEST_NANOS), "no interchange came up");
            Node.Directory directory = new OneSite(head);
            Node.Place place = new Node.Place("0", settings.workersPerNode(), Node.Place.NO_END);
            for (int i = 0; i < settings.nodes(); i++) {
                Host host = new Host("node-" + i, i + 2, false, agenda, costs::ofManager, ofNodes);
                Node node = new Node(world, network, directory, host, place, call -> {}, () -> {});
                hosts.add(node);
                node.start();
            }
            require(world.run(() -> managers[0] == settings.nodes(), LONGEST_NANOS), "not all nodes came up");
            long start = world.nowNanos();
            long messages = network.messages();
            head.callAll();
            require(world.run(() -> program.ended == settings.tasks(), LONGEST_NANOS), "not all tasks ended");
            trace.add(program.ended);
            return new Report(
                    settings, world.nowNanos() - start, network.messages() - messages, program.done, trace.hash());
        }
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static final class Same implements Head.Program {
        private final Settings settings;
        private int called;
        private int ended;
        private int done;

        private Same(Settings settings) {
            this.settings = settings;
        }

        @Override
        public int left() {
            return settings.tasks() - called;
        }

        @Override
        public void call(Head head, int calls) {
            for (int i = 0; i < calls; i++) {
                head.call(new Call(called, settings.taskNanos(), false, 0), List.of());
                called++;
            }
        }

        @Override
        public void ended(Call call, Outcome outcome) {
            ended++;
            done += outcome instanceof Outcome.Success ? 1 : 0;
        }
    }
}
