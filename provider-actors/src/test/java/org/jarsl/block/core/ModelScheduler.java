package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jarsl.protocol.ManagerId;

/** A scheduler with managers, and the rules of {@link BlockCore} said a second time, more simply. */
final class ModelScheduler implements BlockCore.Outbox {
    /** How many kinds of steps there are. */
    static final int KINDS = 15;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LOSS_GRACE = Duration.ofSeconds(15);

    /** Blocks that were asked for and have not ended. */
    final Set<String> live = new LinkedHashSet<>();

    int stops;

    private final Set<String> all = new HashSet<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private final Set<String> jobs = new LinkedHashSet<>();
    /** Blocks that nobody wants any more, and of them those that the core has cancelled. */
    private final Set<String> unwanted = new HashSet<>();

    private final Set<String> cancelled = new HashSet<>();
    private final Set<String> connected = new HashSet<>();
    private final Map<String, Deque<ManagerId>> managers = new HashMap<>();
    private final Map<String, Long> deadlinesMillis = new HashMap<>();
    private final int wanted;
    private final int maxFailures;
    private final BlockCore core;
    private long nowMillis;
    private int lastEpoch;
    private int failuresInARow;
    private int failures;
    private int expectedFailures;
    private boolean stopping;

    ModelScheduler(int wanted, int maxFailures) {
        this.wanted = wanted;
        this.maxFailures = maxFailures;
        this.core = new BlockCore(new BlockCore.Settings(wanted, maxFailures, START_TIMEOUT), this);
        core.start(nowMillis);
    }

    /** One thing happens, to one of those to which it can happen. */
    void step(int kind, int choice) {
        switch (kind) {
            case 0, 1, 2 -> choose(unanswered, choice, this::answer);
            case 3 -> choose(unanswered, choice, id -> refuse(id));
            case 4, 5 -> choose(all, choice, this::register);
            case 6, 7 -> choose(jobs, choice, this::end);
            case 8 -> choose(unanswered, choice, id -> core.submitFailed(id, "no answer", nowMillis));
            case 9, 10 -> choose(managers.keySet(), choice, this::lose);
            case 11 -> choose(jobs, choice, this::run);
            case 12, 13 -> nowMillis += choice * 100L;
            default -> {
                if (choice == 0) {
                    stop();
                }
            }
        }
        deadlinesMillis.forEach((id, deadline) -> {
            if (deadline <= nowMillis) {
                unwanted.add(id);
            }
        });
        core.tick(nowMillis);
    }

    void check() {
        assertThat(live).hasSizeLessThanOrEqualTo(wanted);
        assertThat(failures).isEqualTo(expectedFailures);
        assertThat(cancelled).containsAll(jobs.stream().filter(this::isUnwanted).toList());
        if (!stopping && failures == 0 && (failuresInARow < maxFailures || nobodyHasManagers())) {
            assertThat(live).hasSize(wanted);
        }
        assertThat(stops).isEqualTo(stopping && live.isEmpty() ? 1 : 0);
    }

    void stopAndEndAll() {
        stop();
        Set.copyOf(unanswered).forEach(this::answer);
        Set.copyOf(jobs).forEach(this::end);
    }

    private void stop() {
        stopping = true;
        unwanted.addAll(live);
        core.stop();
    }

    /** Also when its submission was taken as failed. */
    private boolean isUnwanted(String id) {
        return unwanted.contains(id) || !live.contains(id);
    }

    private boolean nobodyHasManagers() {
        return unwanted.containsAll(managers.keySet());
    }

    private void answer(String id) {
        unanswered.remove(id);
        jobs.add(id);
        core.submitted(id, id);
    }

    private void refuse(String id) {
        unanswered.remove(id);
        core.submitFailed(id, "refused", nowMillis);
    }

    private void register(String id) {
        ManagerId manager = new ManagerId("m", ++lastEpoch);
        if (!isUnwanted(id)) {
            connected.add(id);
            managers.computeIfAbsent(id, block -> new ArrayDeque<>()).add(manager);
            deadlinesMillis.remove(id);
            failuresInARow = 0;
        }
        core.managerRegistered(id, manager);
    }

    private void lose(String id) {
        Deque<ManagerId> ofBlock = managers.get(id);
        assertThat(ofBlock).isNotNull();
        ManagerId manager = ofBlock.remove();
        if (ofBlock.isEmpty()) {
            managers.remove(id);
            deadlinesMillis.put(id, nowMillis + LOSS_GRACE.toMillis());
        }
        core.managerGone(id, manager, nowMillis);
    }

    private void run(String id) {
        if (live.contains(id) && !connected.contains(id)) {
            deadlinesMillis.putIfAbsent(id, nowMillis + START_TIMEOUT.toMillis());
        }
        core.jobRunning(id, nowMillis);
    }

    private void end(String id) {
        jobs.remove(id);
        core.jobEnded(id, "ended", nowMillis);
    }

    private static void choose(Set<String> from, int choice, Consumer<String> action) {
        if (!from.isEmpty()) {
            action.accept(from.stream().sorted().toList().get(choice % from.size()));
        }
    }

    @Override
    public void submit(String blockId) {
        assertThat(all.add(blockId)).as("new name").isTrue();
        live.add(blockId);
        unanswered.add(blockId);
    }

    @Override
    public void started(String blockId, String jobId) {
        assertThat(live).contains(blockId);
    }

    @Override
    public void cancel(List<String> jobIds) {
        assertThat(jobs).containsAll(jobIds);
        assertThat(jobIds).allMatch(this::isUnwanted);
        cancelled.addAll(jobIds);
    }

    @Override
    public void ended(String blockId, String description) {
        assertThat(live.remove(blockId)).as("ended once").isTrue();
        managers.remove(blockId);
        deadlinesMillis.remove(blockId);
        if (!stopping && failures == 0 && !connected.contains(blockId)) {
            failuresInARow++;
            if (failuresInARow >= maxFailures && nobodyHasManagers()) {
                expectedFailures = 1;
                unwanted.addAll(live);
            }
        }
    }

    @Override
    public void postponed(Duration delay, String reason) {
        assertThat(nobodyHasManagers()).isFalse();
    }

    @Override
    public void failed(String reason) {
        failures++;
    }

    @Override
    public void stopped() {
        stops++;
    }
}
