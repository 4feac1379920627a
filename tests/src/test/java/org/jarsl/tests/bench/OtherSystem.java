package org.jarsl.tests.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jarsl.cli.Figure;
import org.jarsl.cli.Throughput;
import org.jarsl.process.JavaCommand;

/**
 * A system that runs functions on two threads of another JVM, measured as {@code jarsl perf} measures Jarsl, and printed
 * in the same line of JSON: {@code OtherSystem ignite|hazelcast TASKS ROUNDS}.
 */
public interface OtherSystem extends AutoCloseable {
    int WORKERS = 2;

    /** What Ignite reaches into. */
    List<String> OPENED = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.math",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.time",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.locks",
            "java.base/jdk.internal.access",
            "java.base/jdk.internal.misc",
            "java.base/sun.nio.ch",
            "java.base/sun.reflect.generics.reflectiveObjects",
            "java.base/sun.util.calendar",
            "java.management/com.sun.jmx.mbeanserver",
            "java.sql/java.sql",
            "jdk.internal.jvmstat/sun.jvmstat.monitor",
            "jdk.management/com.sun.management.internal");

    /** Starts a call over there of what does nothing; what is returned waits for its end. */
    Callable<?> call(byte[] argument);

    @Override
    void close();

    static OtherSystem head(String name) {
        return switch (name) {
            case "ignite" -> new IgniteSystem(true);
            case "hazelcast" -> new HazelcastSystem(true);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** With two arguments the other JVM: {@code OtherSystem NAME worker}. */
    static void main(String[] arguments) throws Exception {
        String name = arguments[0];
        if (arguments[1].equals("worker")) {
            OtherSystem unused = name.equals("ignite") ? new IgniteSystem(false) : new HazelcastSystem(false);
            int end = System.in.read(); // until the head is gone
            Runtime.getRuntime().halt(end < 0 ? 0 : 1);
        }
        int tasks = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        long start = System.nanoTime();
        Process worker = worker(name);
        try (OtherSystem system = head(name)) {
            Throughput throughput = new Throughput(system::call, new byte[0]);
            throughput.once();
            List<Figure> figures = new ArrayList<>();
            figures.add(Figure.firstResult((System.nanoTime() - start) / 1e9));
            figures.addAll(throughput.measure(tasks, rounds, tasks, tasks));
            System.out.println(Figure.json(figures));
        } finally {
            worker.destroyForcibly();
        }
        Runtime.getRuntime().halt(0);
    }

    private static Process worker(String name) throws IOException {
        return new ProcessBuilder(command(name, "worker"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The command of this program with these arguments. */
    static List<String> command(String... arguments) {
        List<String> options = new ArrayList<>(List.of("-Xmx4g", "-XX:+UseParallelGC"));
        OPENED.forEach(name -> options.add("--add-opens=" + name + "=ALL-UNNAMED"));
        List<String> command = new ArrayList<>(JavaCommand.of(options, OtherSystem.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
