package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jarsl.interchange.core.InterchangeCore.Counts;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskDemand;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/** The world as the core sees it: managers that hold what they are sent. Fails at the first effect that must not be. */
final class SimulatedManagers implements Outbox {
    /** What can happen. */
    enum Action {
        SUBMIT,
        SUBMIT_WIDE,
        SUBMIT_WALLTIME,
        REGISTER,
        REGISTER_FOR_A_WHILE,
        GIVE_BACK,
        RESULTS,
        WORKER_LOST,
        FAIL,
        STALE_RESULTS,
        CANCEL,
        LEAVE,
        RESTART,
        BLOCK_ENDED,
        DRAIN,
        HEARTBEAT,
        EXPIRE
    }

    /**
     * @param which picks a manager, task or priority
     * @param amount picks how many
     */
    record Step(Action action, int which, int amount) {}

    /** A manager that lives. */
    private static final class Node {
        final ManagerInfo info;
        final long endMillis;
        final long drainMillis;
        int credit;
        final Map<Long, TaskEnvelope> held = new LinkedHashMap<>();

        Node(ManagerInfo info, int credit, long endMillis, long drainMillis) {
            this.info = info;
            this.endMillis = endMillis;
            this.drainMillis = drainMillis;
            this.credit = credit;
        }

        int usedSlots() {
            return held.values().stream().mapToInt(this::slots).sum();
        }

        private int slots(TaskEnvelope task) {
            return info.workerShape().slotsFor(task.demandOrDefault());
        }
    }

    private static final int NAMES = 6;
    private static final int BLOCKS = 3;
    private static final long THRESHOLD_MILLIS = 100;
    private static final long DRAIN_MILLIS = Matching.MARGIN_MILLIS + 30;

    private final InterchangeCore core;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<Long, Integer> lastAttempt = new HashMap<>();
    private final Map<Long, Integer> reported = new HashMap<>();
    private final Set<Long> completed = new HashSet<>();
    private final Set<Long> cancelled = new HashSet<>();
    private Set<String> draining = Set.of();
    private final Set<String> aside = new HashSet<>();
    /** Of the manager that is about to register; until its end. */
    private long leftMillis;

    private long longestMillis;
    private long submitted;
    private long nowMillis;
    private long epoch;

    SimulatedManagers(ManagerSelector.Rule rule, long seed) {
        core = new InterchangeCore(new InterchangeCore.Settings(rule, 3, THRESHOLD_MILLIS, DRAIN_MILLIS, seed), this);
    }

    void perform(Step step) {
        switch (step.action()) {
            case SUBMIT -> submit(step, null);
            case SUBMIT_WIDE -> submit(step, new TaskDemand(1 + step.which() % 5, 0, 0));
            case SUBMIT_WALLTIME -> submitWalltimes(step);
            case REGISTER -> register(step.which() % NAMES, 1 + step.amount() % 4, step.amount() % 3, Manager.NO_END);
            case REGISTER_FOR_A_WHILE ->
                register(step.which() % NAMES, 2, step.amount() % 3, 3 * DRAIN_MILLIS + step.amount() % 100);
            case GIVE_BACK -> giveBack(node(step), step.amount() % 8);
            case RESULTS -> report(node(step), step.amount(), false);
            case FAIL -> fail(node(step), step.amount());
            case WORKER_LOST -> report(node(step), step.amount(), true);
            case STALE_RESULTS -> reportStale(step);
            case CANCEL -> cancel(step);
            case LEAVE -> leave(node(step));
            case RESTART -> restart(node(step));
            case BLOCK_ENDED -> core.blockEnded(Integer.toString(step.which() % BLOCKS), "the job ended");
            case DRAIN -> drain(step.amount() % 2 == 0 ? Set.of() : Set.of(Integer.toString(step.which() % BLOCKS)));
            case HEARTBEAT -> heartbeat(node(step));
            case EXPIRE -> expire(step.amount() % 80 * (step.which() % 4 == 0 ? 200 : 1));
        }
        checkCounts();
        boolean allAside = nodes.values().stream().allMatch(node -> aside.contains(node.info.node()));
        assertThat(!nodes.isEmpty() && allAside).as("all nodes are set aside").isFalse();
    }

    /** Lets everything end that has not, and checks that it does. */
    void finish() {
        drain(Set.of());
        register(NAMES, 8, 4, Manager.NO_END);
        for (int round = 0; unfinished() > 0 && round <= 2 * submitted; round++) {
            List.copyOf(nodes.values()).forEach(node -> report(node, Integer.MAX_VALUE, false));
            checkCounts();
        }
        cancelled.forEach(id -> assertThat(completed).doesNotContain(id));
        assertThat((long) completed.size() + cancelled.size()).isEqualTo(submitted);
        assertThat(core.counts().queued() + core.counts().withManagers()).isZero();
    }

    private void submit(Step step, @Nullable TaskDemand demand) {
        List<TaskEnvelope> tasks = new ArrayList<>();
        for (int i = 0; i <= step.amount() % 8; i++) {
            tasks.add(Samples.task(submitted++, step.which() % 3, demand));
        }
        core.submit(tasks);
    }

    private void submitWalltimes(Step step) {
        List<TaskEnvelope> tasks = new ArrayList<>();
        for (int i = 0; i <= step.amount() % 8; i++) {
            tasks.add(Samples.walltime(submitted++, 1 + (step.which() + i) % (2 * DRAIN_MILLIS + 150)));
        }
        core.submit(tasks);
    }

    private void register(int number, int workers, int prefetch, long left) {
        String name = "m" + number;
        if (!nodes.containsKey(name)) {
            leftMillis = left;
            longestMillis = Math.max(longestMillis, left);
            start(new ManagerId(name, ++epoch), Integer.toString(number % BLOCKS), workers, workers + prefetch);
        }
    }

    private void start(ManagerId id, String block, int workers, int credit) {
        ManagerInfo info = Samples.manager(id, block, workers, Samples.ONE_CORE_WORKERS);
        core.register(info, credit, leftMillis, List.of(), nowMillis);
    }

    private void report(@Nullable Node node, int atMost, boolean workerLost) {
        if (node == null) {
            return;
        }
        List<TaskEnvelope> ended = node.held.values().stream().limit(atMost).toList();
        ended.forEach(task -> reported.put(task.taskId(), task.attempt()));
        ended.forEach(task -> node.held.remove(task.taskId()));
        node.credit = node.info.workers() + atMost % 3;
        assertThat(core.results(node.info.id(), node.credit, results(ended, workerLost), nowMillis))
                .isTrue();
        if (!workerLost) {
            reported.keySet().forEach(id -> assertThat(completed).contains(id));
        }
        reported.clear();
    }

    /** Most of the failures are of one node, or nothing would be to be seen. */
    private void fail(@Nullable Node node, int atMost) {
        Node bad = nodes.getOrDefault("m1", node);
        if (bad != null) {
            List<TaskResult> failed = bad.held.values().stream()
                    .limit(atMost)
                    .map(task -> Samples.failed(task.taskId(), task.attempt()))
                    .toList();
            failed.forEach(result -> reported.put(result.taskId(), result.attempt()));
            failed.forEach(result -> bad.held.remove(result.taskId()));
            core.results(bad.info.id(), bad.credit, failed, nowMillis);
            reported.clear();
        }
    }

    private void giveBack(@Nullable Node node, int atMost) {
        if (node != null) {
            List<TaskResult> notStarted = node.held.values().stream()
                    .limit(atMost)
                    .map(task -> Samples.notStarted(task.taskId(), task.attempt()))
                    .toList();
            notStarted.forEach(result -> node.held.remove(result.taskId()));
            core.results(node.info.id(), node.credit, notStarted, nowMillis);
        }
    }

    private static List<TaskResult> results(List<TaskEnvelope> tasks, boolean workerLost) {
        return tasks.stream()
                .map(task -> workerLost
                        ? Samples.workerLost(task.taskId(), task.attempt())
                        : Samples.result(task.taskId(), task.attempt()))
                .toList();
    }

    /** Results that must not count: of a former attempt, of another manager's task, of a former life. */
    private void reportStale(Step step) {
        Node node = node(step);
        if (node == null) {
            return;
        }
        List<TaskResult> stale = new ArrayList<>();
        for (Node other : nodes.values()) {
            for (TaskEnvelope task : other.held.values()) {
                stale.add(Samples.result(task.taskId(), other == node ? task.attempt() - 1 : task.attempt()));
            }
        }
        core.results(node.info.id(), node.credit, stale, nowMillis);
        ManagerId formerLife = new ManagerId(node.info.id().name(), 0);
        assertThat(core.results(formerLife, 1000, results(List.copyOf(node.held.values()), false), nowMillis))
                .isFalse();
    }

    private void cancel(Step step) {
        if (submitted == 0) {
            return;
        }
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i <= step.amount() % 3; i++) {
            ids.add((step.which() + i) % submitted);
        }
        ids.stream().filter(id -> !completed.contains(id)).forEach(cancelled::add);
        core.cancel(ids, true);
        nodes.values().forEach(node -> assertThat(node.held).doesNotContainKeys(ids.toArray(Long[]::new)));
    }

    private void leave(@Nullable Node node) {
        if (node != null) {
            core.leave(node.info.id(), "idle");
        }
    }

    private void restart(@Nullable Node node) {
        if (node != null) {
            ManagerInfo info = node.info;
            leftMillis = Manager.NO_END;
            longestMillis = Manager.NO_END;
            start(new ManagerId(info.id().name(), ++epoch), info.blockId(), info.workers(), info.workers());
        }
    }

    private void drain(Set<String> blocks) {
        draining = blocks;
        core.drain(blocks);
    }

    private void heartbeat(@Nullable Node node) {
        if (node != null) {
            assertThat(core.heartbeat(node.info.id(), nowMillis)).isTrue();
        }
    }

    private void expire(int millis) {
        nowMillis += millis;
        core.expire(nowMillis);
    }

    private @Nullable Node node(Step step) {
        List<Node> all = List.copyOf(nodes.values());
        return all.isEmpty() ? null : all.get(step.which() % all.size());
    }

    private long unfinished() {
        return submitted - completed.size() - cancelled.size();
    }

    private void checkCounts() {
        int held = nodes.values().stream().mapToInt(node -> node.held.size()).sum();
        int workers =
                nodes.values().stream().mapToInt(node -> node.info.workers()).sum();
        assertThat(core.counts()).isEqualTo(new Counts((int) unfinished() - held, held, nodes.size(), workers));
    }

    @Override
    public void send(ManagerId manager, List<TaskEnvelope> tasks) {
        Node node = known(manager);
        assertThat(draining).doesNotContain(node.info.blockId());
        assertThat(nowMillis).as("before it drains").isLessThan(node.drainMillis);
        assertThat(aside).doesNotContain(node.info.node());
        for (TaskEnvelope task : tasks) {
            assertThat(task.optionsOrDefault().walltimeMillis())
                    .as("walltime")
                    .isLessThanOrEqualTo(node.endMillis - nowMillis - Matching.MARGIN_MILLIS);
            assertThat(completed).doesNotContain(task.taskId());
            assertThat(cancelled).doesNotContain(task.taskId());
            Integer before = lastAttempt.put(task.taskId(), task.attempt());
            assertThat(before == null || before < task.attempt())
                    .as("a new attempt")
                    .isTrue();
            node.held.put(task.taskId(), task);
        }
        assertThat(node.usedSlots()).as("slots in use").isLessThanOrEqualTo(node.credit);
    }

    @Override
    public void cancel(ManagerId manager, List<Long> taskIds, boolean running) {
        Node node = known(manager);
        assertThat(node.held).containsKeys(taskIds.toArray(Long[]::new));
        if (running) {
            taskIds.forEach(node.held::remove);
        } else {
            boolean goes = nowMillis >= node.drainMillis || aside.contains(node.info.node());
            assertThat(goes).as("drains or is set aside").isTrue();
        }
    }

    @Override
    public void registered(ManagerInfo manager) {
        boolean ends = leftMillis < Manager.NO_END;
        long end = ends ? nowMillis + leftMillis : Manager.NO_END;
        long drain = ends ? end - DRAIN_MILLIS : Manager.NO_END;
        nodes.computeIfAbsent(manager.id().name(), name -> new Node(manager, Integer.MAX_VALUE, end, drain));
    }

    @Override
    public void found(ManagerInfo manager, List<Held> held) {
        throw new AssertionError("a manager holds " + held);
    }

    @Override
    public void gone(ManagerInfo manager, String reason) {
        known(manager.id());
        nodes.remove(manager.id().name());
    }

    /** Never for long enough to be tried again. */
    @Override
    public void judged(String node, boolean setAside, String reason) {
        if (setAside) {
            assertThat(aside.add(node)).as("set aside once").isTrue();
        } else {
            aside.remove(node);
        }
    }

    @Override
    public void completed(@Nullable ManagerInfo manager, List<TaskResult> results) {
        for (TaskResult result : results) {
            if (result.failure() != null && result.failure().message().contains("walltime")) {
                assertThat(longestMillis).isLessThan(Manager.NO_END);
            }
            if (manager != null) {
                known(manager.id());
                assertThat(reported).containsEntry(result.taskId(), result.attempt());
            }
            assertThat(cancelled).doesNotContain(result.taskId());
            assertThat(completed.add(result.taskId()))
                    .as("ended for the first time")
                    .isTrue();
        }
    }

    private Node known(ManagerId id) {
        Node node = nodes.get(id.name());
        if (node == null || !node.info.id().equals(id)) {
            throw new AssertionError("manager " + id + " is not there");
        }
        return node;
    }
}
