package org.jarsl.executor;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jarsl.Config;
import org.jarsl.HighThroughputConfig;
import org.jarsl.HighThroughputConfig.InterchangeMode;
import org.jarsl.JournalConfig;
import org.jarsl.ManagerConfig;
import org.jarsl.process.JavaCommand;

/** The shell command that starts a manager JVM, with the head's own Java and class path. */
final class ManagerCommand {
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
        List<String> options = new ArrayList<>(manager.jvmOptions());
        options.add("-Djarsl.log.level=" + config.logLevel());
        command.addAll(JavaCommand.of(options, "org.jarsl.manager.ManagerMain"));
        command.add("head=" + headAddress);
        boolean embedded = executor.interchangeMode() == InterchangeMode.EMBEDDED;
        command.add("interchange=" + (embedded ? headAddress + "/user/" + interchange : ""));
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

    /** Without a journal no later head knows what to do with what the manager has; but a later interchange does. */
    private static Duration patience(HighThroughputConfig executor, Config config) {
        Duration threshold = executor.interchange().heartbeatThreshold();
        Duration patience = executor.manager().patience();
        boolean resumable = config.journal().mode() != JournalConfig.Mode.OFF
                || executor.interchangeMode() == InterchangeMode.PROCESS;
        return resumable && patience.compareTo(threshold) > 0 ? patience : threshold;
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
