package org.jarsl.block;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jarsl.provider.JobRequest;

/** The script of one block, and the files of its output beside it. Its methods do file I/O, which may block. */
record BlockScript(Path directory, String label, String blockId) {
    private static final int TAIL_BYTES = 2048;

    /** Writes the script, in place of one that is there, and makes its directory. */
    JobRequest write(BlockSettings settings, String launchCommand) throws IOException {
        Files.createDirectories(directory);
        Path script = directory.resolve("block-" + blockId + ".sh");
        String text = String.join(
                "\n", "#!/bin/bash", "export JARSL_BLOCK_ID=" + blockId, settings.workerInit(), launchCommand, "");
        // The script is the owner's alone: workerInit may hold what others should not read.
        Files.deleteIfExists(script);
        Files.createFile(script, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(script, text);
        return new JobRequest(
                "jarsl." + label + ".block-" + blockId,
                script,
                directory.resolve("block-" + blockId + ".stdout"),
                stderr(),
                settings.nodesPerBlock());
    }

    /** The end of the block's standard error, at most 2 KiB; empty when there is none. */
    String stderrTail() {
        try (RandomAccessFile file = new RandomAccessFile(stderr().toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private Path stderr() {
        return directory.resolve("block-" + blockId + ".stderr");
    }
}
