package org.jarsl.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** How much memory processes have in use, where Linux says it. */
final class ResidentMemory {
    private ResidentMemory() {}

    /** Of a process and all that descend from it, in bytes; 0 when not known. Pages that they share count for each. */
    static long ofTree(long pid) {
        return ProcessHandle.of(pid)
                .map(root -> LongStream.concat(
                                LongStream.of(pid), root.descendants().mapToLong(ProcessHandle::pid))
                        .map(ResidentMemory::of)
                        .sum())
                .orElse(0L);
    }

    private static long of(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            return 0; // it has ended
        }
        return 0;
    }
}
