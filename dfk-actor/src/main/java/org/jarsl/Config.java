package org.jarsl;

import static org.jarsl.App.given;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jarsl.actor.Endpoint;
import org.jarsl.dfk.ConfigReader;
import org.jarsl.dfk.HeadAddresses;

/**
 * All that tells one site from another; a program is the same everywhere. Read from HOCON ({@code reference.conf}
 * documents each key with its unit and default) or built here. Immutable.
 *
 * @param executors at least one, with different labels
 * @param runDirectory where the directories of the runs are made
 * @param retries for apps that do not say
 * @param retryPolicy what a failure costs
 * @param exitMode what closing does with unfinished tasks
 * @param exitTimeout with {@link ExitMode#DRAIN}, how long they may go on
 * @param maxTasks how many tasks may be unfinished before a call waits, at least 1
 * @param maxValueBytes the largest argument list or result, 1 KiB to 1 GiB
 * @param logLevel of the head's and the managers' logs
 * @param head how managers reach the head
 * @param journal when results are written to disk, and which run is continued
 */
public record Config(
        List<ExecutorConfig> executors,
        Path runDirectory,
        int retries,
        RetryPolicy retryPolicy,
        ExitMode exitMode,
        Duration exitTimeout,
        long maxTasks,
        int maxValueBytes,
        LogLevel logLevel,
        Head head,
        JournalConfig journal) {

    /** How much is logged. */
    public enum LogLevel {
        /** Each state of each task. */
        DEBUG,
        /** Each failed task, managers and blocks that come and go. */
        INFO,
        /** Only what needs attention; nothing for each task. */
        WARN
    }

    /**
     * Where the head listens.
     *
     * @param address the address that managers connect to; for managers on this machine alone, 127.0.0.1
     * @param port 0 for any that is free
     * @param transport {@code tcp}, {@code tls-tcp} (encrypted; only who can read the run directory connects) or {@code
     *     aeron-udp}
     */
    public record Head(String address, int port, String transport) {
        public Head {
            if (port < 0 || port > 65535 || !Endpoint.TRANSPORTS.contains(transport)) {
                throw new IllegalArgumentException("expected port 0 to 65535 and one of the transports "
                        + String.join(", ", Endpoint.TRANSPORTS) + "; got " + port + " and " + transport);
            }
        }
    }

    public Config {
        given(executors, "executors");
        given(runDirectory, "run directory");
        given(retryPolicy, "retry policy");
        given(exitMode, "exit mode");
        given(exitTimeout, "exit timeout");
        given(logLevel, "log level");
        given(head, "head");
        given(journal, "journal");
        executors.forEach(executor -> given(executor, "an executor"));
        executors = List.copyOf(executors);
        Set<String> labels = new HashSet<>();
        for (ExecutorConfig executor : executors) {
            if (!labels.add(executor.label())) {
                throw new IllegalArgumentException("two executors have the label \"" + executor.label() + "\"");
            }
        }
        if (executors.isEmpty() || retries < 0 || maxTasks < 1 || maxValueBytes < 1024) {
            throw new IllegalArgumentException("expected at least one executor, retries >= 0, max-tasks >= 1 and"
                    + " max-value of at least 1 KiB; got " + executors.size() + " executors, " + retries + ", "
                    + maxTasks
                    + ", " + maxValueBytes);
        }
        for (ExecutorConfig executor : executors) {
            checkHead(executor, head);
        }
    }

    /** Managers on other nodes would look for the head on their own. */
    private static void checkHead(ExecutorConfig executor, Head head) {
        boolean elsewhere = executor instanceof HighThroughputConfig highThroughput
                && !highThroughput.blocks().provider().onThisMachine();
        if (elsewhere && (head.address().startsWith("127.") || head.address().equals("localhost"))) {
            throw new IllegalArgumentException("the managers of executor \"" + executor.label()
                    + "\" run on other nodes, which cannot reach the head at " + head.address()
                    + "; set head.address to an address of this machine that they reach: "
                    + HeadAddresses.ofThisMachine());
        }
    }

    /** One manager JVM on this machine with a worker for each core, as in {@code conf/local.conf}. */
    public static Config local() {
        return ConfigReader.read(ConfigFactory.parseString("jarsl {}"));
    }

    /** Threads of this JVM, one for each core, as in {@code conf/threads.conf}. */
    public static Config threads() {
        return ConfigReader.read(ConfigFactory.parseString("jarsl.executors = [{ type = thread-pool }]"));
    }

    /** What {@code ./jarsl run --config FILE} names, in the system property {@code jarsl.config}; else {@link #local}. */
    public static Config site() {
        String file = System.getProperty("jarsl.config");
        return file == null ? local() : load(Path.of(file));
    }

    /**
     * Reads a file.
     *
     * @throws org.jarsl.settings.SettingsException naming file, line, key and value, and what is allowed
     */
    public static Config load(Path file) {
        return ConfigReader.read(ConfigReader.parse(file));
    }

    /** Reads HOCON text; errors as in {@link #load}. */
    public static Config parse(String hocon) {
        return ConfigReader.read(ConfigReader.parse(hocon));
    }

    /**
     * What {@code ./jarsl run --resume RUNDIR} asks for, in the system properties {@code jarsl.resume} and {@code
     * jarsl.ignore-journal}; it is asked of the first DataFlowKernel that the program loads.
     */
    Config asTheCommandLineSays() {
        String run = System.clearProperty("jarsl.resume");
        if (run == null) {
            return this;
        }
        JournalConfig resuming = journal.resuming(Path.of(run));
        return withJournal(Boolean.getBoolean("jarsl.ignore-journal") ? resuming.ignoring() : resuming);
    }

    public Config withExecutors(ExecutorConfig... newExecutors) {
        return with(parts -> parts.executors = Arrays.asList(newExecutors));
    }

    public Config withRunDirectory(Path directory) {
        return with(parts -> parts.runDirectory = directory);
    }

    public Config withRetries(int newRetries) {
        return with(parts -> parts.retries = newRetries);
    }

    public Config withRetryPolicy(RetryPolicy policy) {
        return with(parts -> parts.retryPolicy = policy);
    }

    public Config withExitMode(ExitMode mode) {
        return with(parts -> parts.exitMode = mode);
    }

    public Config withExitTimeout(Duration timeout) {
        return with(parts -> parts.exitTimeout = timeout);
    }

    public Config withMaxTasks(long bound) {
        return with(parts -> parts.maxTasks = bound);
    }

    public Config withLogLevel(LogLevel level) {
        return with(parts -> parts.logLevel = level);
    }

    public Config withMaxValueBytes(int bytes) {
        return with(parts -> parts.maxValueBytes = bytes);
    }

    public Config withHead(Head newHead) {
        return with(parts -> parts.head = newHead);
    }

    public Config withJournal(JournalConfig newJournal) {
        return with(parts -> parts.journal = newJournal);
    }

    /**
     * Continues a run whose head has ended, in its directory: the program is run again from its beginning, and what an
     * app call has returned then it returns now, without being run. What was not recorded, and what has failed, is run.
     *
     * @param run such as {@code runinfo/007}
     */
    public Config resume(Path run) {
        return withJournal(journal.resuming(run));
    }

    private Config with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.together();
    }

    /** What is between a value and the next one, which differs in one part. */
    private static final class Parts {
        private List<ExecutorConfig> executors;
        private Path runDirectory;
        private int retries;
        private RetryPolicy retryPolicy;
        private ExitMode exitMode;
        private Duration exitTimeout;
        private long maxTasks;
        private int maxValueBytes;
        private LogLevel logLevel;
        private Head head;
        private JournalConfig journal;

        private Parts(Config from) {
            this.executors = from.executors;
            this.runDirectory = from.runDirectory;
            this.retries = from.retries;
            this.retryPolicy = from.retryPolicy;
            this.exitMode = from.exitMode;
            this.exitTimeout = from.exitTimeout;
            this.maxTasks = from.maxTasks;
            this.maxValueBytes = from.maxValueBytes;
            this.logLevel = from.logLevel;
            this.head = from.head;
            this.journal = from.journal;
        }

        private Config together() {
            return new Config(
                    executors,
                    runDirectory,
                    retries,
                    retryPolicy,
                    exitMode,
                    exitTimeout,
                    maxTasks,
                    maxValueBytes,
                    logLevel,
                    head,
                    journal);
        }
    }
}
