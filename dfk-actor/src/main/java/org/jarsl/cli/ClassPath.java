package org.jarsl.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users add to the class path. */
final class ClassPath {
    private ClassPath() {}

    /** Of a class path as for java, the entries, each of which must be there. */
    static List<Path> entries(String classPath) throws IOException {
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (entry.endsWith("*")) {
                try (Stream<Path> files = Files.list(Path.of(entry.substring(0, entry.length() - 1)))) {
                    files.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .forEach(entries::add);
                }
            } else if (!entry.isEmpty()) {
                entries.add(Path.of(entry));
            }
        }
        for (Path entry : entries) {
            if (!Files.exists(entry)) {
                throw new ProgramException("there is no " + entry + ", which the class path names");
            }
        }
        return entries;
    }

    /** The class path property is what managers are started with. */
    static void add(List<Path> entries) {
        String added = entries.stream().map(entry -> File.pathSeparator + entry).collect(Collectors.joining());
        System.setProperty("java.class.path", System.getProperty("java.class.path") + added);
    }
}
