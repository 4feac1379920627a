package org.jarsl.block;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jarsl.provider.JobRequest;

/** The script of one block, and the files of its output beside it. */
record BlockScript(BlockActor.Plan plan, String blockId) {
    private static final int TAIL_BYTES = 2048;
    private static final int MANAGERS_PER_NODE = 1;
    private static final BigDecimal GIBIBYTE = BigDecimal.valueOf(1 << 30);

    /** Of its job, unlike those of all other jobs. */
    String jobName() {
        return "jarsl." + plan.label() + "." + plan.token() + "." + blockId;
    }

    /** What the scheduler is asked for. */
    JobRequest request() {
        BlockSettings settings = plan.settings();
        return new JobRequest(
                jobName(),
                file("sh"),
                file("stdout"),
                file("stderr"),
                settings.nodesPerBlock(),
                settings.provider().walltime());
    }

    String text() {
        BlockSettings settings = plan.settings();
        List<String> lines = new ArrayList<>(List.of("#!/bin/bash"));
        lines.addAll(plan.provider().directives(request()));
        lines.add("export JARSL_BLOCK_ID=" + blockId);
        Duration walltime = settings.provider().walltime();
        if (!walltime.isZero()) {
            // Managers drain before it; the script knows best when its job has started.
            lines.add("export JARSL_BLOCK_END=$(($(date +%s) + " + walltime.toSeconds() + "))");
        }
        // A manager sees all of its node, also where the job has a part of it.
        if (settings.provider().coresPerNode() > 0) {
            lines.add("export JARSL_CORES=" + settings.provider().coresPerNode());
        }
        if (settings.provider().memoryPerNodeBytes() > 0) {
            lines.add("export JARSL_MEMORY_GB="
                    + BigDecimal.valueOf(settings.provider().memoryPerNodeBytes())
                            .divide(GIBIBYTE)
                            .stripTrailingZeros()
                            .toPlainString());
        }
        lines.add(settings.workerInit());
        lines.add(settings.launcher().wrap(plan.managerCommand(), MANAGERS_PER_NODE, settings.nodesPerBlock()));
        return String.join("\n", lines) + "\n";
    }

    /** Writes the script, in place of one that is there, and makes its directory. May block. */
    JobRequest write() throws IOException {
        Files.createDirectories(plan.directory());
        Path script = file("sh");
        // The script is the owner's alone: workerInit may hold what others should not read.
        Files.deleteIfExists(script);
        Files.createFile(script, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(script, text());
        return request();
    }

    /** The end of the block's standard error, at most 2 KiB; empty when there is none. May block. */
    String stderrTail() {
        try (RandomAccessFile file = new RandomAccessFile(file("stderr").toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private Path file(String suffix) {
        return plan.directory().resolve("block-" + blockId + "." + suffix);
    }
}
