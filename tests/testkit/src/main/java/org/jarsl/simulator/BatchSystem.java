package org.jarsl.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A simulated batch scheduler: jobs wait in its queue, run on nodes until their walltime is over, and can be cancelled.
 * For a while it may not answer.
 */
final class BatchSystem {
    /** What jobs are like. */
    record Site(int nodesPerJob, long longestQueueNanos, long walltimeNanos, long longestBootNanos) {}

    /** Starts the node of a job, as its manager's process. */
    interface Boot {
        Node node(Job job, int number, Runnable onEnd);
    }

    /** One block's job. */
    static final class Job {
        final String id;
        final String blockId;
        final List<Node> nodes = new ArrayList<>();
        long startNanos;
        long endNanos = Long.MAX_VALUE;
        /** When its nodes are free again. */
        long freeNanos = Long.MAX_VALUE;

        boolean running;

        @Nullable
        String end;

        private Job(String id, String blockId) {
            this.id = id;
            this.blockId = blockId;
        }
    }

    /** Between the warning and the end. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final long GRACE_NANOS = GRACE.toNanos();

    private final Agenda agenda;
    private final Random random;
    private final Site site;
    private final Boot boot;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private boolean away;

    BatchSystem(Agenda agenda, Random random, Site site, Boot boot) {
        this.agenda = agenda;
        this.random = random;
        this.site = site;
        this.boot = boot;
    }

    void goAway(boolean isAway) {
        away = isAway;
    }

    boolean isAway() {
        return away;
    }

    String submit(String blockId) {
        Job job = new Job(Integer.toString(1000 + jobs.size()), blockId);
        jobs.put(job.id, job);
        agenda.after((long) (random.nextDouble() * site.longestQueueNanos()), () -> run(job));
        return job.id;
    }

    private void run(Job job) {
        if (job.end != null) {
            return;
        }
        job.running = true;
        job.startNanos = agenda.nowNanos();
        job.endNanos = agenda.nowNanos() + site.walltimeNanos();
        for (int i = 0; i < site.nodesPerJob(); i++) {
            int number = i;
            agenda.after((long) (random.nextDouble() * site.longestBootNanos()), () -> bootNode(job, number));
        }
        agenda.at(job.endNanos - GRACE_NANOS, () -> terminate(job, "TIMEOUT"));
    }

    private void bootNode(Job job, int number) {
        if (job.end == null) {
            Node node = boot.node(job, number, () -> endIfAllEnded(job));
            job.nodes.add(node);
            node.start();
        }
    }

    private void endIfAllEnded(Job job) {
        boolean all = job.nodes.size() == site.nodesPerJob()
                && job.nodes.stream().allMatch(node -> node.host().isDead());
        if (all && job.end == null) {
            job.end = "COMPLETED";
            job.freeNanos = agenda.nowNanos();
        }
    }

    /** First the nodes are told, then they are killed. */
    private void terminate(Job job, String why) {
        if (job.end == null) {
            job.nodes.forEach(Node::leave);
            agenda.after(GRACE_NANOS, () -> kill(job, why));
        }
    }

    /** At once, as on a preemption or when power is lost. */
    void kill(Job job, String why) {
        if (job.end == null) {
            job.end = why;
            job.freeNanos = agenda.nowNanos();
            job.nodes.forEach(Node::kill);
        }
    }

    /** One node dies; its job ends if that was the last. */
    void killNode(Node node) {
        node.kill();
        jobs.values().stream().filter(job -> job.nodes.contains(node)).forEach(this::endIfAllEnded);
    }

    void cancel(List<String> jobIds) {
        for (String id : jobIds) {
            Job job = jobs.get(id);
            if (job != null && job.running) {
                terminate(job, "CANCELLED");
            } else if (job != null && job.end == null) {
                job.end = "CANCELLED";
            }
        }
    }

    Optional<String> find(String blockId) {
        return jobs.values().stream()
                .filter(job -> job.blockId.equals(blockId) && job.end == null)
                .map(job -> job.id)
                .findFirst();
    }

    Job job(String id) {
        return Objects.requireNonNull(jobs.get(id));
    }

    List<Job> living() {
        return jobs.values().stream().filter(job -> job.end == null).toList();
    }

    List<Node> livingNodes() {
        return living().stream()
                .flatMap(job -> job.nodes.stream())
                .filter(node -> !node.host().isDead())
                .toList();
    }

    int submitted() {
        return jobs.size();
    }

    /** For how long jobs have had nodes until now, times these nodes. */
    long nodeNanos() {
        return jobs.values().stream()
                .filter(job -> job.running)
                .mapToLong(job -> site.nodesPerJob() * (Math.min(job.freeNanos, agenda.nowNanos()) - job.startNanos))
                .sum();
    }
}
