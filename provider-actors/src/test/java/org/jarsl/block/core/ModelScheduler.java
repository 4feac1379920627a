package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jarsl.interchange.core.Load;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.ProviderException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler with a queue, managers with two workers in its jobs, and tasks for them; time passes as the test says.
 * What must hold at every moment is checked here.
 */
final class ModelScheduler implements Outbox {
    /** What the scheduler does with a command. */
    enum Mode {
        WELL,
        /** Answers after 20 s. */
        SLOW,
        /** Does nothing and says so. */
        AWAY,
        /** Does it in the end, but answers after the command was given up. */
        SILENT,
        /** Does it, and the answer is lost. */
        LOSING,
        REFUSING
    }

    static final int WORKERS = 2;
    private static final long SECOND = 1000;
    private static final long QUEUE_MILLIS = 20 * SECOND;
    private static final long STARTING_MILLIS = 5 * SECOND;
    private static final long TIMEOUT_MILLIS = 60 * SECOND;

    private record Due(long atMillis, long number, Runnable effect) {}

    private static final class Job {
        final String id;
        final String blockId;
        final long submittedMillis;

        @Nullable
        ManagerId manager;

        int held;
        long given;

        Job(String id, String blockId, long submittedMillis) {
            this.id = id;
            this.blockId = blockId;
            this.submittedMillis = submittedMillis;
        }
    }

    Mode mode;
    int work;
    int stops;
    boolean failed;
    /** Of all kinds, and of those the ones that start or end jobs. */
    int commands;

    int changes;

    private final BlockCore.Settings settings;
    private final BlockCore core;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Set<String> submitting = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private Set<String> draining = Set.of();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMillis).thenComparingLong(Due::number));
    private long nowMillis;
    private long lastNumber;

    ModelScheduler(BlockCore.Settings settings, Mode mode) {
        this.settings = settings;
        this.mode = mode;
        this.core = new BlockCore(settings, this);
        core.start(nowMillis);
    }

    int jobs() {
        return jobs.size();
    }

    void stop() {
        core.stop(nowMillis);
    }

    /** A job ends by itself. */
    void kill(int which) {
        if (!jobs.isEmpty()) {
            remove(List.copyOf(jobs.values()).get(which % jobs.size()));
        }
    }

    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nowMillis += SECOND;
            for (Due next = due.peek(); next != null && next.atMillis() <= nowMillis; next = due.peek()) {
                due.remove().effect().run();
            }
            List.copyOf(jobs.values()).forEach(this::startManager);
            core.tick(nowMillis);
            if (core.wantsLoad() || nowMillis % Samples.PERIOD.toMillis() == 0) {
                core.load(load(), nowMillis);
            }
            if (nowMillis % (30 * SECOND) == 0) {
                core.pollDue(nowMillis);
            }
            check();
        }
    }

    private void check() {
        ScalingSettings scaling = settings.scaling();
        assertThat(jobs).hasSizeLessThanOrEqualTo(scaling.maxBlocks());
        assertThat(jobs.values().stream().filter(job -> !runs(job)).count()).isLessThanOrEqualTo(scaling.maxPending());
        // As many as were saved up, those that came since, and the one at the end that does not wait.
        long allowed = scaling.commandsPerMinute() * (1 + nowMillis / 60_000 + 1) + 1;
        assertThat((long) commands).isLessThanOrEqualTo(allowed);
    }

    private boolean runs(Job job) {
        return nowMillis - job.submittedMillis >= QUEUE_MILLIS;
    }

    private void startManager(Job job) {
        if (job.manager == null && nowMillis - job.submittedMillis >= QUEUE_MILLIS + STARTING_MILLIS) {
            job.manager = new ManagerId("m", ++lastNumber);
            core.managerRegistered(job.blockId, job.manager, nowMillis);
        }
    }

    /** The first blocks have the work. What a draining one has it ends before the next load. */
    private Load load() {
        int left = work;
        Map<String, Load.OfBlock> blocks = new HashMap<>();
        for (Job job : jobs.values()) {
            if (job.manager != null) {
                job.held = draining.contains(job.blockId) ? 0 : Math.min(WORKERS, left);
                job.given += job.held;
                left -= job.held;
                blocks.put(job.blockId, new Load.OfBlock(1, WORKERS, job.held, job.given));
            }
        }
        return new Load(work, blocks, draining);
    }

    private void remove(Job job) {
        jobs.remove(job.id);
        if (job.manager != null) {
            core.managerGone(job.blockId, job.manager, nowMillis);
        }
    }

    private void after(long seconds, Runnable effect) {
        due.add(new Due(nowMillis + seconds * SECOND, ++lastNumber, effect));
    }

    private void answer(long seconds, boolean heard, Runnable effect) {
        after(seconds, () -> {
            core.answered(heard, nowMillis);
            effect.run();
        });
    }

    @Override
    public void submit(String blockId) {
        commands++;
        changes++;
        assertThat(ended).as("a new name").doesNotContain(blockId);
        assertThat(submitting.add(blockId)).as("one submission at a time").isTrue();
        switch (mode) {
            case WELL -> answer(1, true, () -> core.submitted(blockId, newJob(blockId), nowMillis));
            case SLOW -> answer(20, true, () -> core.submitted(blockId, newJob(blockId), nowMillis));
            case AWAY -> answer(1, false, () -> submitFailed(blockId, Kind.UNAVAILABLE));
            case SILENT -> {
                answer(TIMEOUT_MILLIS / SECOND, false, () -> core.submitSilent(blockId, nowMillis));
                after(TIMEOUT_MILLIS / SECOND + 200, () -> core.submitted(blockId, newJob(blockId), nowMillis));
            }
            case LOSING ->
                answer(1, false, () -> {
                    String unheard = newJob(blockId);
                    assertThat(unheard).isNotEmpty();
                    submitFailed(blockId, Kind.UNCLEAR);
                });
            case REFUSING -> answer(1, true, () -> submitFailed(blockId, Kind.REFUSED));
        }
    }

    private void submitFailed(String blockId, Kind kind) {
        submitting.remove(blockId);
        core.submitFailed(blockId, kind, "no", nowMillis);
    }

    private String newJob(String blockId) {
        assertThat(find(blockId, jobs)).as("one job of a name").isNull();
        submitting.remove(blockId);
        Job job = new Job("job-" + ++lastNumber, blockId, nowMillis);
        jobs.put(job.id, job);
        return job.id;
    }

    private static @Nullable String find(String blockId, Map<String, Job> jobs) {
        return jobs.values().stream()
                .filter(job -> job.blockId.equals(blockId))
                .map(job -> job.id)
                .findAny()
                .orElse(null);
    }

    @Override
    public void find(String blockId) {
        commands++;
        switch (mode) {
            case WELL, REFUSING -> answer(1, true, () -> core.found(blockId, find(blockId, jobs), nowMillis));
            case SLOW -> answer(20, true, () -> core.found(blockId, find(blockId, jobs), nowMillis));
            default -> answer(wait(mode), false, () -> core.findFailed(blockId, nowMillis));
        }
    }

    private static long wait(Mode mode) {
        return mode == Mode.SILENT ? TIMEOUT_MILLIS / SECOND : 1;
    }

    @Override
    public void ask(Map<String, String> asked) {
        commands++;
        boolean heard = mode != Mode.AWAY && mode != Mode.SILENT && mode != Mode.LOSING;
        answer(mode == Mode.SLOW ? 20 : wait(mode), heard, () -> {
            if (heard) {
                asked.forEach(this::tell);
            }
            core.polled(nowMillis);
        });
    }

    private void tell(String blockId, String jobId) {
        Job job = jobs.get(jobId);
        if (job == null) {
            core.jobEnded(blockId, "ended", nowMillis);
        } else if (runs(job)) {
            core.jobRunning(blockId, nowMillis);
        }
    }

    @Override
    public void cancel(List<String> jobIds) {
        commands++;
        changes++;
        boolean heard = mode == Mode.WELL || mode == Mode.SLOW || mode == Mode.REFUSING;
        boolean done = mode != Mode.AWAY && mode != Mode.REFUSING;
        answer(mode == Mode.SLOW ? 20 : wait(mode), heard, () -> {
            if (done) {
                new ArrayList<>(jobs.values())
                        .stream().filter(j -> jobIds.contains(j.id)).forEach(this::remove);
            }
            if (!heard) {
                core.cancelFailed(jobIds, nowMillis);
            }
            core.pollDue(nowMillis);
        });
    }

    @Override
    public void started(String blockId, String jobId) {
        assertThat(ended).doesNotContain(blockId);
    }

    @Override
    public void ended(String blockId, String description) {
        assertThat(ended.add(blockId)).as("ended once").isTrue();
        assertThat(find(blockId, jobs)).as("a job that nobody knows of").isNull();
    }

    @Override
    public void recovered() {
        // Nothing to check.
    }

    @Override
    public void drain(Set<String> blockIds) {
        draining = blockIds;
    }

    @Override
    public void held(String blockId, String reason) {}

    @Override
    public void scaled(String decision) {}

    @Override
    public void postponed(Duration delay, String reason) {}

    @Override
    public void failed(String reason) {
        assertThat(failed).isFalse();
        failed = true;
    }

    @Override
    public void stopped() {
        stops++;
    }
}
