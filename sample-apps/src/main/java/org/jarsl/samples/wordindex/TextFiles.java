package org.jarsl.samples.wordindex;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The text files under a directory, sorted; without what version control and builds keep there. Links are left alone. */
final class TextFiles extends SimpleFileVisitor<Path> {
    private static final Set<String> SKIPPED = Set.of(".git", "target", "runinfo");
    /** As for git and grep, a file is binary if there is a zero byte near its beginning. */
    private static final int LOOKED_AT_BYTES = 8192;

    /** A text file. */
    record TextFile(Path path, long bytes) {}

    private final Path root;
    final List<TextFile> files = new ArrayList<>();
    int binary;
    int unreadable;

    private TextFiles(Path root) {
        this.root = root;
    }

    static TextFiles under(Path root) throws IOException {
        TextFiles found = new TextFiles(root);
        Files.walkFileTree(root, found);
        found.files.sort((a, b) -> a.path().compareTo(b.path()));
        return found;
    }

    /** Neighbours together, up to {@code bytes} each; a larger file is alone. */
    List<List<TextFile>> batches(long bytes) {
        List<List<TextFile>> batches = new ArrayList<>();
        long room = 0;
        for (TextFile file : files) {
            if (batches.isEmpty() || file.bytes() > room) {
                batches.add(new ArrayList<>());
                room = bytes;
            }
            batches.get(batches.size() - 1).add(file);
            room -= file.bytes();
        }
        return Collections.unmodifiableList(batches);
    }

    long bytes() {
        return files.stream().mapToLong(TextFile::bytes).sum();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        boolean skipped = !directory.equals(root) && SKIPPED.contains(String.valueOf(directory.getFileName()));
        return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && attributes.size() > 0) {
            if (canBeNamed(file)) {
                look(file, attributes.size());
            } else {
                unreadable++;
            }
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (file.equals(root)) {
            throw e;
        }
        unreadable++;
        return FileVisitResult.CONTINUE;
    }

    /** Names are bytes on Unix; those that are no text in this locale cannot be written into a command. */
    private static boolean canBeNamed(Path file) {
        try {
            return Path.of(file.toString()).equals(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private void look(Path file, long size) {
        try (InputStream in = Files.newInputStream(file)) {
            for (byte b : in.readNBytes(LOOKED_AT_BYTES)) {
                if (b == 0) {
                    binary++;
                    return;
                }
            }
            files.add(new TextFile(file, size));
        } catch (IOException e) {
            unreadable++;
        }
    }
}
