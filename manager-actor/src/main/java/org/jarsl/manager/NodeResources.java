package org.jarsl.manager;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What this node has, as the operating system or the batch job says. */
public final class NodeResources {
    private NodeResources() {}

    /** {@code JARSL_CORES} of the environment, else those that the JVM may use (affinity and cgroup included). */
    public static int cores(Map<String, String> environment) {
        String given = environment.get("JARSL_CORES");
        return given == null ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(given);
    }

    /** {@code JARSL_MEMORY_GB} of the environment, else the node's, or its cgroup's limit. */
    public static long memoryBytes(Map<String, String> environment) {
        String given = environment.get("JARSL_MEMORY_GB");
        if (given != null) {
            return (long) (Double.parseDouble(given) * (1L << 30));
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 0;
    }

    /** The most memory this process ever had in use, in bytes; 0 where the system does not say (macOS). */
    public static long peakRssBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }
}
