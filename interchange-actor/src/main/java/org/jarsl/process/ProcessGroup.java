package org.jarsl.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process that can be stopped with all that it started. {@link Process#destroy} ends one process only and leaves its
 * children to run; here the process leads a group of its own, made by {@code setsid}, and signals go to the group. Where
 * there is no {@code setsid} (macOS) the descendants that it has at that moment are stopped instead.
 *
 * <p>What leaves the group is found by its environment: {@code JARSL_PROCESS_GROUP} holds the names of the groups that a
 * process comes from, the outermost first, separated by colons. So when a manager is killed, the commands that it has
 * started in groups of their own end with its job. Only where there is {@code /proc}, and only what has kept the
 * variable. By its name a group is found again by another process than that which has started it. Thread-safe.
 */
public final class ProcessGroup {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    /** Whether this system can give a process a group of its own. */
    public static final boolean SUPPORTED = Files.isExecutable(SETSID);

    private static final String VARIABLE = "JARSL_PROCESS_GROUP";

    private static final int STEP_MILLIS = 50;
    private static final Duration AFTER_KILL = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /**
     * What both scripts below need. A process group has no other name than its leader's pid. Zombies do not count, for a
     * container may have nobody who reaps orphans.
     */
    private static final String FUNCTIONS = """
            send() {
              local sent=1
              for group in "${groups[@]}"; do
                kill -s "$1" -- "-$group" && sent=0
              done
              return $sent
            }
            somebody() {
              send 0 || return 1
              command -v ps || return 0
              while read -r group state; do
                [[ $state != Z* && " ${groups[*]} " == *" $group "* ]] && return 0
              done < <(ps -A -o pgid= -o stat=)
              return 1
            }
            wait_for_all() {
              for ((i = 0; i < $1; i++)); do
                somebody || exit 0
                sleep 0.05
              done
            }
            """;

    /**
     * TERM to all groups, wait until nobody is left or the grace is over, KILL, wait a little. {@code $1} is the grace in
     * steps of 50 ms, the rest are the groups. In the instant before setsid has made a group there is only its leader.
     * Ctrl-C goes to this script too, and must not keep it from its work.
     */
    private static final String STOP = FUNCTIONS + """
            trap '' INT TERM HUP
            steps=$1
            shift
            groups=("$@")
            send TERM
            for leader in "$@"; do
              kill -s 0 -- "-$leader" || kill -s TERM "$leader"
            done
            wait_for_all "$steps"
            send KILL
            wait_for_all 20
            """;

    private static final String KILL_REST = FUNCTIONS + """
            groups=("$1")
            send KILL
            wait_for_all 20
            """;

    private final ProcessHandle leader;
    /** Null if this JVM has not started it. */
    private final @Nullable Process process;

    private final boolean own;
    private final String marker;

    private ProcessGroup(ProcessHandle leader, @Nullable Process process, boolean own, String marker) {
        this.leader = leader;
        this.process = process;
        this.own = own;
        this.marker = marker;
    }

    /**
     * Starts {@code command} with all else as {@code builder} says.
     *
     * @param own whether in a group of its own; only where that is {@link #SUPPORTED}
     */
    public static ProcessGroup start(ProcessBuilder builder, List<String> command, boolean own) throws IOException {
        return start(builder, command, own, "");
    }

    /** As the other, under a name by which it can be found. */
    public static ProcessGroup start(ProcessBuilder builder, List<String> command, boolean own, String name)
            throws IOException {
        List<String> whole = new ArrayList<>(own ? List.of(SETSID.toString()) : List.of());
        whole.addAll(command);
        String marker = name.replace(':', '_') + "@" + UUID.randomUUID();
        builder.environment().merge(VARIABLE, marker, (outer, inner) -> outer + ":" + inner);
        Process process = builder.command(whole).start();
        return new ProcessGroup(process.toHandle(), process, own, marker);
    }

    /** One of this user that a JVM has started which may have ended; empty if there is none, or no {@code /proc}. */
    public static Optional<ProcessGroup> find(String name) {
        String start = name.replace(':', '_') + "@";
        return ProcessHandle.allProcesses()
                .flatMap(ProcessGroup::groupsOf)
                .filter(marker -> marker.startsWith(start))
                .findAny()
                .flatMap(marker -> marked(marker, List.of(marker)));
    }

    /**
     * Of a {@link ForkServer}, which has ended: stops the group of its last command, or what it has forked to become that.
     *
     * @param number of the command
     */
    void stopCommand(int number, Duration grace) {
        String command = marker + "." + number;
        marked(command, List.of(marker, command)).ifPresent(group -> stop(List.of(group), grace));
    }

    private static Optional<ProcessGroup> marked(String marker, List<String> markers) {
        List<ProcessHandle> members = members(markers);
        return members.stream()
                .filter(member -> member.parent().filter(members::contains).isEmpty())
                .min(Comparator.comparing(ProcessHandle::pid))
                .map(leader -> new ProcessGroup(leader, null, SUPPORTED, marker));
    }

    /** The leader, if this JVM has started it. */
    public Process process() {
        return Objects.requireNonNull(process, "not started by this JVM");
    }

    public boolean isOfThisJvm() {
        return process != null;
    }

    public long pid() {
        return leader.pid();
    }

    /** Waits for the leader's end, whether or not the thread is interrupted, which it stays. */
    public void awaitLeader() {
        if (process == null) {
            leader.onExit().join();
        } else {
            boolean unused = await(process, FOR_EVER);
        }
    }

    /**
     * Ends with KILL what the leader, which has ended, left behind, within about 3 seconds. To be called at once, since the number may become
     * another group's as soon as nobody of this one is left.
     */
    public void killRest() {
        if (own) {
            boolean unused = run(AFTER_KILL.multipliedBy(2), "/bin/bash", "-c", KILL_REST, "kill", id());
        }
        killMarked(List.of(this));
    }

    /** TERM to all of each group, after {@code grace} KILL. Returns when all are gone; not interruptible, but bounded. */
    public static void stop(Collection<ProcessGroup> groups, Duration grace) {
        List<ProcessGroup> leaders = groups.stream().filter(group -> group.own).toList();
        if (!leaders.isEmpty() && !stopGroups(leaders, grace)) {
            stopDescendants(leaders, grace); // no memory for another process, for example
        }
        stopDescendants(groups.stream().filter(group -> !group.own).toList(), grace);
        killMarked(groups);
    }

    /** KILL to all that carry the name of one of these groups, again until there are none, for they may fork. */
    private static void killMarked(Collection<ProcessGroup> groups) {
        List<String> markers = groups.stream().map(group -> group.marker).toList();
        long end = System.nanoTime() + AFTER_KILL.toNanos();
        List<ProcessHandle> left = members(markers);
        while (!left.isEmpty() && System.nanoTime() < end) {
            left.forEach(ProcessHandle::destroyForcibly);
            // Unlike a sleep this goes on when the thread is interrupted.
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, STEP_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
            left = members(markers);
        }
    }

    private static List<ProcessHandle> members(List<String> markers) {
        return ProcessHandle.allProcesses()
                .filter(process -> groupsOf(process).anyMatch(markers::contains))
                .toList();
    }

    /** Empty when the process has none, is another user's, or has ended. */
    private static Stream<String> groupsOf(ProcessHandle process) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "environ");
        try {
            return Stream.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).split("\0"))
                    .filter(variable -> variable.startsWith(VARIABLE + "="))
                    .flatMap(variable ->
                            Stream.of(variable.substring(VARIABLE.length() + 1).split(":")));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean stopGroups(List<ProcessGroup> groups, Duration grace) {
        Stream<String> command =
                Stream.of("/bin/bash", "-c", STOP, "stop", Long.toString(grace.toMillis() / STEP_MILLIS));
        Duration bound = grace.plus(AFTER_KILL).plus(AFTER_KILL);
        return run(
                bound,
                Stream.concat(command, groups.stream().map(ProcessGroup::id)).toArray(String[]::new));
    }

    private static void stopDescendants(List<ProcessGroup> groups, Duration grace) {
        List<ProcessHandle> family =
                groups.stream().flatMap(ProcessGroup::family).toList();
        family.forEach(ProcessHandle::destroy);
        await(family, grace);
        List<ProcessHandle> left = Stream.concat(
                        family.stream(), groups.stream().flatMap(ProcessGroup::family))
                .filter(ProcessHandle::isAlive)
                .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        await(left, AFTER_KILL);
    }

    private String id() {
        return Long.toString(leader.pid());
    }

    private Stream<ProcessHandle> family() {
        return Stream.concat(leader.descendants(), Stream.of(leader));
    }

    /** Whether the command ended within the bound; false also when there is no memory to start it, for example. */
    private static boolean run(Duration bound, String... command) {
        try {
            Process helper = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return await(helper, bound);
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(List<ProcessHandle> processes, Duration bound) {
        CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, bound.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static boolean await(Process process, Duration bound) {
        long end = System.nanoTime() + bound.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
