package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A scheduler with managers, and the rules of {@link BlockCore} said a second time, more simply. */
final class ModelScheduler implements BlockCore.Outbox {
    /** Blocks that were asked for and have not ended. */
    final Set<String> live = new LinkedHashSet<>();

    int stops;

    private final Set<String> all = new HashSet<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private final Set<String> jobs = new LinkedHashSet<>();
    private final Set<String> cancelled = new HashSet<>();
    private final Set<String> connected = new HashSet<>();
    private final int wanted;
    private final int maxFailures;
    private final BlockCore core;
    private int failuresInARow;
    private int failures;
    private boolean stopping;

    ModelScheduler(int wanted, int maxFailures) {
        this.wanted = wanted;
        this.maxFailures = maxFailures;
        this.core = new BlockCore(wanted, maxFailures, this);
        core.start();
    }

    /** One thing happens, to one of those to which it can happen. */
    void step(int kind, int choice) {
        switch (kind) {
            case 0, 1, 2 -> choose(unanswered, choice, this::answer);
            case 3 -> choose(unanswered, choice, id -> refuse(id));
            case 4, 5 -> choose(all, choice, this::register);
            case 6, 7 -> choose(jobs, choice, this::end);
            case 8 -> choose(unanswered, choice, id -> core.submitFailed(id, "no answer"));
            default -> {
                if (choice == 0) {
                    stopping = true;
                    core.stop();
                }
            }
        }
    }

    void check() {
        assertThat(live).hasSizeLessThanOrEqualTo(wanted);
        assertThat(failures).isEqualTo(failuresInARow >= maxFailures ? 1 : 0);
        if (!stopping && failures == 0) {
            assertThat(live).hasSize(wanted);
        } else {
            assertThat(cancelled).containsAll(jobs);
        }
        assertThat(stops).isEqualTo(stopping && live.isEmpty() ? 1 : 0);
    }

    void stopAndEndAll() {
        stopping = true;
        core.stop();
        Set.copyOf(unanswered).forEach(this::answer);
        Set.copyOf(jobs).forEach(this::end);
    }

    private void answer(String id) {
        unanswered.remove(id);
        jobs.add(id);
        core.submitted(id, id);
    }

    private void refuse(String id) {
        unanswered.remove(id);
        core.submitFailed(id, "refused");
    }

    private void register(String id) {
        if (live.contains(id) && !stopping && failures == 0) {
            connected.add(id);
            failuresInARow = 0;
        }
        core.managerRegistered(id);
    }

    private void end(String id) {
        jobs.remove(id);
        core.jobEnded(id, "ended");
    }

    private static void choose(Set<String> from, int choice, java.util.function.Consumer<String> action) {
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
        assertThat(cancelled).doesNotContainAnyElementsOf(jobIds);
        cancelled.addAll(jobIds);
    }

    @Override
    public void ended(String blockId, String description) {
        assertThat(live.remove(blockId)).as("ended once").isTrue();
        if (!stopping && failures == 0 && !connected.contains(blockId)) {
            failuresInARow++;
        }
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
