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
    static final int KINDS = 20;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LOSS_GRACE = Duration.ofSeconds(15);

    /** Blocks that were asked for and have not ended. */
    final Set<String> live = new LinkedHashSet<>();

    int stops;

    private final Set<String> all = new HashSet<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private final Set<String> jobs = new LinkedHashSet<>();
    /** Blocks whose submission got no answer and must come again; those with a job all the same; those looked for. */
    private final Set<String> postponed = new HashSet<>();

    private final Set<String> hidden = new LinkedHashSet<>();
    private final Set<String> lookedFor = new LinkedHashSet<>();
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
    /** Blocks may wait to be submitted for the first time. */
    private boolean away;

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
            case 8 -> choose(unanswered, choice, this::away);
            case 14 -> choose(unanswered, choice, id -> unclear(id, choice % 2 == 0));
            case 15, 16, 17 -> choose(lookedFor, choice, this::lookUp);
            case 18 -> choose(lookedFor, choice, this::noAnswer);
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
        if (!stopping && !away && failures == 0 && (failuresInARow < maxFailures || nobodyHasManagers())) {
            assertThat(live).hasSize(wanted);
        }
        assertThat(stops).isEqualTo(stopping && live.isEmpty() ? 1 : 0);
    }

    void stopAndEndAll() {
        stop();
        for (int round = 0; round < 10 && !live.isEmpty(); round++) {
            Set.copyOf(unanswered).forEach(this::answer);
            Set.copyOf(lookedFor).forEach(this::lookUp);
            Set.copyOf(jobs).forEach(this::end);
            nowMillis += 1_000_000;
            core.tick(nowMillis);
        }
    }

    private void stop() {
        stopping = true;
        unwanted.addAll(live);
        core.stop(nowMillis);
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
        away = false;
        jobs.add(id);
        core.submitted(id, id, nowMillis);
    }

    private void away(String id) {
        unanswered.remove(id);
        postponed.add(id);
        core.schedulerAway(id, "away", nowMillis);
    }

    private void unclear(String id, boolean submitted) {
        unanswered.remove(id);
        if (submitted) {
            hidden.add(id);
        }
        core.submitUnclear(id, "no answer", nowMillis);
    }

    private void lookUp(String id) {
        lookedFor.remove(id);
        boolean there = hidden.remove(id);
        away = false;
        (there ? jobs : postponed).add(id);
        core.found(id, there ? id : null, nowMillis);
    }

    private void noAnswer(String id) {
        lookedFor.remove(id);
        core.submitUnclear(id, "no answer", nowMillis);
    }

    private void refuse(String id) {
        unanswered.remove(id);
        away = false;
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
        assertThat(all.add(blockId) || postponed.remove(blockId))
                .as("new, or not submitted before")
                .isTrue();
        assertThat(hidden).as("no second job").doesNotContain(blockId);
        live.add(blockId);
        unanswered.add(blockId);
    }

    @Override
    public void find(String blockId) {
        assertThat(lookedFor.add(blockId)).as("looked for once at a time").isTrue();
    }

    @Override
    public void away(Duration delay, String reason) {
        away = true;
        assertThat(delay).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(5));
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
        assertThat(live.remove(blockId)).as("ended once").isEqualTo(all.contains(blockId));
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
