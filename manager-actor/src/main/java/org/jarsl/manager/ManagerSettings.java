package org.jarsl.manager;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jarsl.actor.Endpoint;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.settings.Settings;
import org.jarsl.settings.SettingsException;
import org.jspecify.annotations.Nullable;

/**
 * What a manager is told by the command that starts it, as {@code key=value} arguments, and by its block's environment.
 *
 * @param interchange where it was when the manager's block was submitted
 * @param logDirectory of the executor, in the run directory; the manager makes a directory of its own in it
 * @param prefetch -1 to adapt
 * @param transport one of {@link Endpoint#TRANSPORTS}
 * @param processes whether each worker is a JVM of its own
 * @param workerJvmOptions of these JVMs
 * @param patience how long the head may be out of reach before the manager gives up
 * @param blockEnd when the block's walltime is over, {@code JARSL_BLOCK_END}; null if nobody says
 */
public record ManagerSettings(
        InterchangeAddress interchange,
        String managerName,
        String blockId,
        String node,
        Path logDirectory,
        int maxWorkers,
        double coresPerWorker,
        long memoryPerWorkerBytes,
        List<String> accelerators,
        String cpuAffinity,
        int prefetch,
        int maxValueBytes,
        String transport,
        boolean processes,
        List<String> workerJvmOptions,
        Duration patience,
        @Nullable Instant blockEnd) {

    /** @param own address */
    Endpoint endpoint(String own) {
        return new Endpoint(own, 0, transport, Objects.requireNonNull(logDirectory.getParent()));
    }

    WorkerLimits limits() {
        return new WorkerLimits(maxWorkers, coresPerWorker, memoryPerWorkerBytes, accelerators.size());
    }

    static ManagerSettings parse(String[] arguments, Map<String, String> environment, String node, long pid) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new SettingsException("expected key=value, not \"" + argument + "\"");
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        Settings settings =
                Settings.of(ConfigFactory.parseMap(values, "command line").atPath("manager"), "manager");
        String blockId = environment.getOrDefault("JARSL_BLOCK_ID", "0");
        String accelerators = settings.text("accelerators");
        ManagerSettings parsed = new ManagerSettings(
                new InterchangeAddress(settings.text("head"), settings.text("interchange")),
                "block-" + blockId + "-" + node + "-" + pid,
                blockId,
                node,
                Path.of(settings.text("log-directory")),
                settings.whole("max-workers", 0, Integer.MAX_VALUE),
                settings.number("cores-per-worker", 0.001, 10_000),
                settings.bytes("memory-per-worker", 0, Long.MAX_VALUE),
                accelerators.isEmpty() ? List.of() : Arrays.asList(accelerators.split(",")),
                settings.text("cpu-affinity"),
                settings.whole("prefetch", -1, 100_000),
                settings.whole("max-value", 1024, Integer.MAX_VALUE),
                settings.oneOf("transport", Endpoint.TRANSPORTS),
                settings.oneOf("isolation", List.of("thread", "process")).equals("process"),
                ConfigFactory.parseString("list = " + settings.text("worker-jvm-options"))
                        .getStringList("list"),
                settings.duration("patience", Duration.ofMillis(100), Duration.ofHours(10)),
                blockEnd(environment.get("JARSL_BLOCK_END")));
        settings.done();
        return parsed;
    }

    private static @Nullable Instant blockEnd(@Nullable String seconds) {
        try {
            return seconds == null || seconds.isEmpty() ? null : Instant.ofEpochSecond(Long.parseLong(seconds));
        } catch (NumberFormatException | DateTimeException e) {
            throw new SettingsException("JARSL_BLOCK_END must be in seconds since 1970, not \"" + seconds + "\"");
        }
    }
}
