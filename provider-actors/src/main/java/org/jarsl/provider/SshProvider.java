package org.jarsl.provider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are reached by SSH, as a scheduler. In contrast to a real one it has no queue: a job takes as many hosts as
 * it has nodes, its script runs on each, and with too few free hosts it is refused. A host is free again when the job's
 * end there is noticed. Jobs do not depend on connections; but a provider knows only those that it has started.
 *
 * <p>A job's id is its name. A host that cannot be reached when its job is cancelled is tried again whenever states are
 * asked for. Thread-safe.
 */
final class SshProvider implements Provider {
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** Once cancelled, it stays so, until all its nodes are known to have ended. */
    private static final class Job {
        private final List<SshNode> nodes;
        private volatile boolean cancelled;

        Job(List<SshNode> nodes) {
            this.nodes = nodes;
        }

        /** With one node the node's; with several that of the first that went wrong. Null if it is not known. */
        @Nullable
        JobStatus status(Collection<SshNode> silent) {
            if (nodes.stream().anyMatch(silent::contains)) {
                return null;
            }
            List<JobStatus> ends =
                    nodes.stream().map(SshNode::end).filter(Objects::nonNull).toList();
            return ends.size() < nodes.size()
                    ? JobStatus.of(JobState.RUNNING)
                    : ends.stream()
                            .filter(end -> end.state() != JobState.COMPLETED)
                            .findFirst()
                            .orElse(ends.get(0));
        }
    }

    private interface Call {
        void on(SshNode node) throws ProviderException;
    }

    private final SshSettings settings;
    private final Duration grace;
    private final SshShell shell;
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final Deque<SshHost> free;
    /** Whose hosts are not free: the nodes whose end is not known. */
    private final Set<SshNode> busy = new HashSet<>();

    private boolean closed;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ssh-provider");
        thread.setDaemon(true);
        return thread;
    });

    SshProvider(SshSettings settings) {
        this(settings, Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"), GRACE);
    }

    SshProvider(SshSettings settings, Path knownHosts, Duration grace) {
        this.settings = settings;
        this.grace = grace;
        this.shell = new SshShell(settings, knownHosts);
        this.free = new ArrayDeque<>(settings.hosts());
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        ask(cancelled()); // their hosts may be reached again
        Job job = add(request);
        Map<SshNode, ProviderException> problems = each(job.nodes, SshNode::start);
        if (!problems.isEmpty()) {
            job.cancelled = true;
            ask(List.of(job));
            throw problems.values().iterator().next();
        }
        return request.name();
    }

    /** Locked, so that no job starts that {@link #close} has not seen. */
    private synchronized Job add(JobRequest request) throws ProviderException {
        if (closed) {
            throw new ProviderException(ProviderException.Kind.REFUSED, "no more jobs are started");
        }
        if (free.size() < request.nodes()) {
            throw new ProviderException(
                    ProviderException.Kind.REFUSED,
                    "job " + request.name() + " asks for " + request.nodes() + " hosts; " + free.size() + " of "
                            + settings.hosts().size() + " are free");
        }
        List<SshNode> nodes = new ArrayList<>();
        for (int i = 0; i < request.nodes(); i++) {
            nodes.add(new SshNode(free.remove(), request, shell, settings.remoteDirectory(), grace));
        }
        busy.addAll(nodes);
        Job job = new Job(nodes);
        jobs.put(request.name(), job);
        return job;
    }

    @Override
    public Optional<String> find(String jobName) {
        Job job = jobs.get(jobName);
        return job == null || job.nodes.stream().allMatch(node -> node.end() != null)
                ? Optional.empty()
                : Optional.of(jobName);
    }

    @Override
    public Map<String, JobStatus> status(Collection<String> jobIds) {
        Set<Job> asked = new HashSet<>(cancelled());
        jobIds.stream().map(jobs::get).filter(Objects::nonNull).forEach(asked::add);
        Map<SshNode, ProviderException> silent = ask(asked);
        Map<String, JobStatus> states = new HashMap<>();
        for (String id : jobIds) {
            Job job = jobs.get(id);
            JobStatus status = job == null ? null : job.status(silent.keySet());
            if (status != null) {
                states.put(id, status);
            }
        }
        return states;
    }

    @Override
    public void cancel(Collection<String> jobIds) throws ProviderException {
        List<Job> known =
                jobIds.stream().map(jobs::get).filter(Objects::nonNull).toList();
        known.forEach(job -> job.cancelled = true);
        for (ProviderException problem : ask(known).values()) {
            throw problem;
        }
    }

    /** Asks each host once, all at a time, and ends what is cancelled; returns what hosts gave no answer, and why. */
    private Map<SshNode, ProviderException> ask(Collection<Job> some) {
        Map<SshNode, Job> open = new LinkedHashMap<>(); // so that hosts come back in their order
        synchronized (this) {
            some.forEach(job -> job.nodes.stream().filter(busy::contains).forEach(node -> open.put(node, job)));
        }
        Map<SshNode, ProviderException> problems =
                each(open.keySet(), node -> node.ask(Objects.requireNonNull(open.get(node)).cancelled));
        synchronized (this) {
            open.keySet().stream()
                    .filter(node -> node.end() != null && busy.remove(node))
                    .forEach(node -> free.add(node.host()));
        }
        return problems;
    }

    private List<Job> cancelled() {
        return jobs.values().stream().filter(job -> job.cancelled).toList();
    }

    /** Not interruptible; bounded by the timeouts of connection, login and command. */
    private Map<SshNode, ProviderException> each(Collection<SshNode> nodes, Call call) {
        Map<SshNode, ProviderException> problems = new ConcurrentHashMap<>();
        CompletableFuture<?>[] calls = nodes.stream()
                .map(node -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                call.on(node);
                            } catch (ProviderException e) {
                                problems.put(node, e);
                            }
                        },
                        threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(calls).join();
        return problems;
    }

    @Override
    public Duration statusPeriod() {
        return settings.statusPeriod();
    }

    /** A submission that fails on one host is taken back on the others. */
    @Override
    public Duration commandTimeout() {
        return settings.connectTimeout()
                .multipliedBy(2)
                .plus(settings.commandTimeout())
                .multipliedBy(2);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        jobs.values().forEach(job -> job.cancelled = true);
        ask(jobs.values());
        shell.close();
    }
}
