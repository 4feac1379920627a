package org.jarsl.tests.acceptance;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jarsl.worker.WorkerEnvironment;

/** Functions that do to their JVM what only a process of its own survives. */
final class Misdeeds {
    private static final int MEBIBYTE = 1 << 20;

    private Misdeeds() {}

    static long pid(int x) {
        return ProcessHandle.current().pid();
    }

    static int halt(int code) {
        System.err.println("about to halt");
        Runtime.getRuntime().halt(code);
        return code;
    }

    /** Writes to address 0. */
    static int crash(int x) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        return x;
    }

    static int signal(String name) throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        new ProcessBuilder("kill", "-s", name, Long.toString(pid)).start().waitFor();
        Thread.sleep(60_000);
        return 0;
    }

    /** Takes memory until there is none. */
    static int exhaust(int x) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            all.add(new byte[MEBIBYTE]);
        }
        return all.size();
    }

    /** Never returns, and looks at no interrupt. */
    static int spin(Path pid) throws IOException {
        Files.writeString(pid, ProcessHandle.current().pid() + "\n");
        long start = System.nanoTime();
        while (System.nanoTime() - start < 100_000_000_000L) {
            Thread.onSpinWait();
        }
        return 0;
    }

    static long leakThreads(int count) {
        for (int i = 0; i < count; i++) {
            new Thread(() -> LockSupport.parkNanos(100_000_000_000L)).start();
        }
        return ProcessHandle.current().pid();
    }

    /** Memory of a process that it starts counts too. */
    static int outside(int mebibytes) throws IOException, InterruptedException {
        String script = "x=$(head -c " + mebibytes + "M /dev/zero | tr '\\0' x); sleep 60";
        return new ProcessBuilder("/bin/bash", "-c", script).start().waitFor();
    }

    static String variable(String name) {
        String own = System.getenv(name);
        String ofTask = WorkerEnvironment.current().orElseThrow().environment().get(name);
        return own + " " + ofTask;
    }

    /** To the streams that a worker might use to speak with its manager. */
    static int chatter(int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            System.out.write("\0\1 line\n".getBytes(StandardCharsets.UTF_8));
        }
        return System.in.read();
    }
}
