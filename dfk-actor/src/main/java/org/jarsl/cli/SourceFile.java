package org.jarsl.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A program in one source file. In contrast to {@code java FILE.java} it may be named with other classes on the class path,
 * and its parameters have names.
 *
 * @param classes removed when the JVM ends
 * @param mainClass named like the file
 */
record SourceFile(Path classes, String mainClass) {
    private static final Pattern PACKAGE = Pattern.compile("^\\s*package\\s+([\\w.]+)\\s*;", Pattern.MULTILINE);

    static SourceFile compile(Path file, List<Path> classPath) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ProgramException("there is no file " + file);
        }
        @Nullable JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new ProgramException("this Java has no compiler; set JAVA_HOME to a JDK, or compile " + file
                    + " elsewhere and name its class");
        }
        Path classes = Files.createTempDirectory("jarsl-classes-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(classes)));
        String whole = Stream.concat(
                        Stream.of(System.getProperty("java.class.path")),
                        classPath.stream().map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> options = List.of("-parameters", "-g", "-proc:none", "-cp", whole, "-d", classes.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(file))
                    .call()) {
                throw new ProgramException(file + " does not compile; see above");
            }
        }
        return new SourceFile(classes, mainClass(file));
    }

    private static String mainClass(Path file) throws IOException {
        String simple = file.getFileName().toString().replaceFirst("\\.java$", "");
        Matcher matcher = PACKAGE.matcher(Files.readString(file));
        return matcher.find() ? matcher.group(1) + "." + simple : simple;
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                boolean unused = file.toFile().delete();
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
