package org.jarsl.tests.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jarsl.App3;
import org.jarsl.AppFuture;
import org.jarsl.BashApp3;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;

/**
 * The program that the monkey plagues: many short tasks and some shell commands. Each run of a task leaves a line {@code
 * number nanoseconds} when it begins, and so does each future when it completes, by the one clock of the machine.
 */
public final class Campaign {
    /** From this number on a task is a shell command. */
    static final int FIRST_SHELL = 1_000_000;

    static final String CONFIG = "chaos.conf";
    static final String RUNS = "runs";
    static final String COMPLETIONS = "completions";

    private static final Map<Path, FileChannel> FILES = new ConcurrentHashMap<>();

    private Campaign() {}

    static int task(Path directory, int number, int millis) throws Exception {
        note(
                directory
                        .resolve(RUNS)
                        .resolve(Long.toString(ProcessHandle.current().pid())),
                number);
        Thread.sleep(millis);
        return value(number);
    }

    static String shell(Path directory, int number, int tenths) {
        return "read up rest </proc/uptime; echo " + number + " ${up/./}0000000 >> " + directory.resolve(RUNS)
                + "/shell; sleep " + tenths / 10 + "." + tenths % 10;
    }

    /** What a task returns; a shell command 0. */
    static int value(int number) {
        return number >= FIRST_SHELL ? 0 : 3 * number + 1;
    }

    private static void note(Path file, int number) {
        line(file, number + " " + System.nanoTime());
    }

    /** In one write at the end of the file, which is whole or not there. */
    private static void line(Path file, String text) {
        try {
            FileChannel channel = FILES.computeIfAbsent(file, Campaign::open);
            channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * The head.
     *
     * @param arguments directory, number of the head from 1, tasks, shell commands, milliseconds that a task takes
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Path completions = directory.resolve(COMPLETIONS).resolve(arguments[1]);
        int tasks = Integer.parseInt(arguments[2]);
        int shells = Integer.parseInt(arguments[3]);
        int millis = Integer.parseInt(arguments[4]);
        Config config = Config.load(directory.resolve(CONFIG));
        if (!arguments[1].equals("1")) {
            config = config.resume(directory.resolve("runinfo/000"));
        }
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            App3<Path, Integer, Integer, Integer> task = dfk.app(Campaign::task);
            BashApp3<Path, Integer, Integer> shell = dfk.bash(Campaign::shell);
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                all.add(noted(completions, i, task.call(directory, i, millis)));
                if (shells > 0 && i % (tasks / shells) == 0 && i / (tasks / shells) < shells) {
                    int number = FIRST_SHELL + i / (tasks / shells);
                    all.add(noted(completions, number, shell.call(directory, number, 5 + number % 20)));
                }
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
            line(completions, "remembered " + dfk.counts().remembered());
        }
        line(completions, "closed");
    }

    private static CompletableFuture<Void> noted(Path completions, int number, AppFuture<Integer> future) {
        return future.toCompletableFuture().handle((value, thrown) -> {
            if (thrown == null && value == value(number)) {
                note(completions, number);
            } else {
                line(completions, "wrong " + number + " " + value + " " + thrown);
            }
            return null;
        });
    }
}
