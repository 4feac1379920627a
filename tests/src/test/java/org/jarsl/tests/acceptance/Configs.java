package org.jarsl.tests.acceptance;

import java.nio.file.Path;
import org.jarsl.Config;

/** The configurations that the tests use. */
final class Configs {
    private static final String QUICK_START = "\"-XX:+UseSerialGC\", \"-XX:TieredStopAtLevel=1\"";

    private Configs() {}

    /** Threads of this JVM. */
    static Config threads(Path directory, int threads) {
        return of(directory, "{ type = thread-pool, max-threads = " + threads + " }");
    }

    /** Managers of this machine with two workers each; {@code more} are further settings. */
    static Config managers(Path directory, String more) {
        return of(directory, manager("htex", 2, more));
    }

    /** An executor {@code threads} and an executor {@code htex}, each with two workers. */
    static Config both(Path directory) {
        return of(directory, "{ type = thread-pool, max-threads = 2 }, " + manager("htex", 2, ""));
    }

    static String manager(String label, int workers, String more) {
        return "{ type = high-throughput, label = " + label + ", cores-per-worker = 0.01, max-workers-per-node = "
                + workers + ", manager-jvm-options = [" + QUICK_START + "], worker-jvm-options = [" + QUICK_START
                + "]\n" + more + "}";
    }

    static Config of(Path directory, String executors) {
        return Config.parse("jarsl { run-directory = \"" + directory + "/runinfo\"\nexecutors = [" + executors + "] }");
    }
}
