package org.jarsl.dfk;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jarsl.Config.Head;
import org.jarsl.ExecutorConfig;
import org.jarsl.ExitMode;
import org.jarsl.HighThroughputConfig;
import org.jarsl.JournalConfig;
import org.jarsl.ManagerConfig;
import org.jarsl.RetryPolicy;
import org.jarsl.ThreadPoolConfig;
import org.jarsl.actor.Endpoint;
import org.jarsl.block.BlockSettings;
import org.jarsl.interchange.InterchangeSettings;
import org.jarsl.interchange.core.ManagerSelector;
import org.jarsl.provider.Providers;
import org.jarsl.settings.Settings;
import org.jarsl.settings.SettingsException;

/** Turns HOCON into {@link org.jarsl.Config}; every default stands in reference.conf and nowhere else. */
public final class ConfigReader {
    private static final long MAX_TASKS = 1_000_000_000;
    private static final List<String> EXECUTOR_TYPES = List.of("high-throughput", "thread-pool");
    private static final long MEBIBYTE = 1024 * 1024;

    private ConfigReader() {}

    public static Config parse(Path file) {
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            throw new SettingsException("cannot read the configuration: " + e.getMessage());
        }
    }

    public static Config parse(String hocon) {
        try {
            return ConfigFactory.parseString(hocon);
        } catch (ConfigException e) {
            throw new SettingsException("cannot read the configuration: " + e.getMessage());
        }
    }

    /** Reads the {@code jarsl} section; what it does not say comes from reference.conf. */
    public static org.jarsl.Config read(Config user) {
        Config defaults = ConfigFactory.parseResources(ConfigReader.class.getClassLoader(), "reference.conf");
        Config whole = resolved(user.withFallback(defaults.withOnlyPath("jarsl")));
        Settings own = Settings.of(user, "jarsl");
        Settings jarsl = Settings.of(whole, "jarsl");
        Settings executorDefaults = jarsl.section("executor-defaults");
        Settings providerDefaults = jarsl.section("provider-defaults");
        List<ExecutorConfig> executors = new ArrayList<>();
        for (Settings executor : jarsl.sections("executors")) {
            executors.add(executor(executor, executorDefaults, providerDefaults));
        }
        if (executors.isEmpty()) {
            throw jarsl.error("executors", "at least one executor");
        }
        EXECUTOR_TYPES.forEach(executorDefaults::has);
        executorDefaults.done();
        Providers.TYPES.forEach(providerDefaults::has);
        providerDefaults.done();
        Settings head = jarsl.section("head");
        Settings journal = jarsl.section("journal");
        org.jarsl.Config config = checked(
                own,
                () -> new org.jarsl.Config(
                        executors,
                        Path.of(named(jarsl, "run-directory", "the name of a directory")),
                        jarsl.whole("retries", 0, 1_000_000),
                        RetryPolicy.COUNT,
                        jarsl.oneOf("exit-mode", ExitMode.class),
                        jarsl.duration("exit-timeout", Duration.ZERO, Duration.ofDays(1)),
                        jarsl.whole("max-tasks", 1, MAX_TASKS),
                        (int) jarsl.bytes("max-value", 1024, 1024 * MEBIBYTE),
                        jarsl.oneOf("log-level", org.jarsl.Config.LogLevel.class),
                        new Head(
                                named(head, "address", "a host name or an IP address"),
                                head.whole("port", 0, 65535),
                                head.oneOf("transport", Endpoint.TRANSPORTS)),
                        new JournalConfig(
                                journal.oneOf("mode", JournalConfig.Mode.class),
                                journal.duration("period", Duration.ofMillis(100), Duration.ofDays(1)),
                                null,
                                false)));
        journal.done();
        head.done();
        jarsl.done();
        return config;
    }

    private static Config resolved(Config config) {
        try {
            return config.resolve();
        } catch (ConfigException e) {
            throw new SettingsException("cannot read the configuration: " + e.getMessage());
        }
    }

    private static String named(Settings section, String key, String expected) {
        String text = section.text(key);
        if (text.isBlank()) {
            throw section.error(key, expected);
        }
        return text;
    }

    private static ExecutorConfig executor(Settings given, Settings defaults, Settings providerDefaults) {
        String type = given.oneOf("type", EXECUTOR_TYPES);
        Settings executor = given.withDefaults(defaults.section(type));
        ExecutorConfig config = checked(
                given,
                () -> type.equals("thread-pool")
                        ? new ThreadPoolConfig(executor.text("label"), count(executor, "max-threads", 1))
                        : highThroughput(executor, providerDefaults));
        executor.done();
        return config;
    }

    private static HighThroughputConfig highThroughput(Settings executor, Settings providerDefaults) {
        Settings section = executor.section("provider");
        String scheduler = section.oneOf("type", Providers.TYPES);
        Settings provider = section.withDefaults(providerDefaults.section(scheduler));
        BlockSettings blocks = BlockSettings.from(provider);
        provider.done();
        InterchangeSettings interchange = new InterchangeSettings(
                executor.oneOf("manager-selector", ManagerSelector.Rule.class),
                executor.duration("heartbeat-period", Duration.ofMillis(100), Duration.ofHours(1)),
                executor.duration("heartbeat-threshold", Duration.ofMillis(200), Duration.ofHours(10)),
                executor.whole("max-losses", 1, 1000),
                executor.duration("drain-period", Duration.ZERO, Duration.ofDays(1)));
        ManagerConfig manager = new ManagerConfig(
                count(executor, "max-workers-per-node", 0),
                executor.number("cores-per-worker", 0.001, 10_000),
                executor.bytes("memory-per-worker", 0, Long.MAX_VALUE),
                executor.texts("accelerators"),
                executor.text("cpu-affinity"),
                executor.text("prefetch").equals("auto") ? -1 : executor.whole("prefetch", 0, 100_000),
                executor.texts("manager-jvm-options"),
                executor.oneOf("isolation", ManagerConfig.Isolation.class),
                executor.texts("worker-jvm-options"),
                executor.duration("patience", Duration.ZERO, Duration.ofHours(10)));
        return new HighThroughputConfig(
                executor.text("label"),
                blocks,
                manager,
                interchange,
                executor.section("interchange").oneOf("mode", HighThroughputConfig.InterchangeMode.class));
    }

    /** {@code auto} stands for one for each core of this machine. */
    private static int count(Settings settings, String key, int least) {
        return settings.text(key).equals("auto")
                ? Runtime.getRuntime().availableProcessors()
                : settings.whole(key, least, 100_000);
    }

    /** What a record refuses is an error of the section it was read from. */
    private static <T> T checked(Settings section, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw section.refused(String.valueOf(e.getMessage()));
        }
    }
}
