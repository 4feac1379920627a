package org.jarsl.tests.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that has ended. Its output went to files, so that it never waits for a reader. */
public record Finished(int exitCode, String out, String err) {
    private static final long PATIENCE_SECONDS = 300;
    private static final int JAVA_THAT_WARNS = 24;

    /** Runs it to its end, in {@code directory}. */
    public static Finished of(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("jarsl-test", ".out");
        Path err = Files.createTempFile("jarsl-test", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " has not ended: " + Files.readString(err));
        }
        Finished finished = new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return finished;
    }

    /** {@code jarsl run}. */
    public static Finished run(Path directory, String... words) throws IOException, InterruptedException {
        return java(directory, Map.of(), "org.jarsl.cli.Run", words);
    }

    /** A class's main method, with this JVM's class path. */
    public static Finished java(Path directory, Map<String, String> environment, String mainClass, String... words)
            throws IOException, InterruptedException {
        return of(directory, environment, javaCommand(mainClass, words));
    }

    /** What {@link #java} runs. */
    public static List<String> javaCommand(String mainClass, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            command.add("--sun-misc-unsafe-memory-access=allow"); // as the jarsl script does
        }
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(words));
        return command;
    }

    public static Finished bash(Path directory, String commandLine) throws IOException, InterruptedException {
        return of(directory, Map.of(), List.of("bash", "-c", commandLine));
    }
}
