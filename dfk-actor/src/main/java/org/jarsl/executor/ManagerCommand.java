package org.jarsl.executor;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jarsl.Config;
import org.jarsl.HighThroughputConfig;
import org.jarsl.JournalConfig;
import org.jarsl.ManagerConfig;

/** The shell command that starts a manager JVM, with the head's own Java and class path. */
final class ManagerCommand {
    /** From this version on, Java warns of what Pekko does with sun.misc.Unsafe, into what users see of a block. */
    private static final int JAVA_THAT_WARNS = 24;

    private ManagerCommand() {}

    /**
     * The command.
     *
     * @param interchange name of the actor with which the manager registers
     * @param directory where the manager makes the directory of its log
     */
    static String of(
            HighThroughputConfig executor, Config config, String headAddress, String interchange, Path directory) {
        ManagerConfig manager = executor.manager();
        List<String> command = new ArrayList<>();
        command.add("exec");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(manager.jvmOptions());
        command.add("-Djarsl.log.level=" + config.logLevel());
        command.add("-cp");
        command.add(classPath());
        command.add("org.jarsl.manager.ManagerMain");
        command.add("head=" + headAddress);
        command.add("interchange=" + headAddress + "/user/" + interchange);
        command.add("log-directory=" + directory);
        command.add("max-workers=" + manager.maxWorkers());
        command.add("cores-per-worker=" + manager.coresPerWorker());
        command.add("memory-per-worker=" + manager.memoryPerWorkerBytes());
        command.add("accelerators=" + String.join(",", manager.accelerators()));
        command.add("cpu-affinity=" + manager.cpuAffinity());
        command.add("prefetch=" + manager.prefetch());
        command.add("max-value=" + config.maxValueBytes());
        command.add("transport=" + config.head().transport());
        command.add("isolation=" + manager.isolation().name().toLowerCase(Locale.ROOT));
        command.add("worker-jvm-options="
                + ConfigValueFactory.fromIterable(manager.workerJvmOptions()).render(ConfigRenderOptions.concise()));
        command.add("patience=" + patience(executor, config).toMillis() + "ms");
        return command.stream().map(ManagerCommand::quoted).collect(Collectors.joining(" "));
    }

    /** Without a journal no later head knows what to do with what the manager has. */
    private static Duration patience(HighThroughputConfig executor, Config config) {
        Duration threshold = executor.interchange().heartbeatThreshold();
        Duration patience = executor.manager().patience();
        boolean resumable = config.journal().mode() != JournalConfig.Mode.OFF;
        return resumable && patience.compareTo(threshold) > 0 ? patience : threshold;
    }

    /** Absolute, since a block starts in a directory of its own. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.endsWith("*")
                        ? Path.of(entry.substring(0, entry.length() - 1)).toAbsolutePath() + File.separator + "*"
                        : Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
