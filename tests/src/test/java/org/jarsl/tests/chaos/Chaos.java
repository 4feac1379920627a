package org.jarsl.tests.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jarsl.tests.demo.Finished;

/** One campaign with a monkey, from the beginning to the end. */
final class Chaos {
    private static final int SHELLS = 50;
    private static final int TASKS_PER_MINUTE = 50_000;
    private static final int TASK_MILLIS = 2;
    private static final int THRESHOLD_MILLIS = 3000;
    private static final long HEAL_SECONDS = 180;
    private static final int DEEDS_WITHOUT_PROGRESS = 2;
    private static final long STEP_MILLIS = 50;

    /** A monkey's victims are not poison: hence so many losses and failures are allowed. */
    private static final String CONFIG = """
            jarsl {
              run-directory = "%s/runinfo"
              journal.mode = durable
              executors = [{
                type = high-throughput, max-workers-per-node = 1, cores-per-worker = 0.01, isolation = process
                interchange.mode = process
                manager-jvm-options = ["-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"]
                worker-jvm-options = ["-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"]
                heartbeat-period = 500ms, heartbeat-threshold = %dms, max-losses = 1000
                provider { init-blocks = 6, max-failures = 1000 }
              }]
            }
            """;

    private final Path directory;
    private final Monkey monkey;
    private final int tasks;
    private final List<Process> heads = new ArrayList<>();

    Chaos(Path directory, long seed, int minutes) throws IOException {
        this.directory = directory;
        this.monkey = new Monkey(directory, seed, THRESHOLD_MILLIS * 3 / 2);
        this.tasks = TASKS_PER_MINUTE * minutes;
        Files.createDirectories(directory.resolve(Campaign.RUNS));
        Files.createDirectories(directory.resolve(Campaign.COMPLETIONS));
        Files.writeString(directory.resolve(Campaign.CONFIG), CONFIG.formatted(directory, THRESHOLD_MILLIS));
    }

    /** Until the campaign has ended; the monkey stops after so many minutes, or with it. */
    void run(int minutes) throws IOException, InterruptedException {
        startHead();
        awaitProgress(0);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        long[] before = new long[DEEDS_WITHOUT_PROGRESS];
        for (int deeds = 0; System.nanoTime() < end && !isOver(); deeds++) {
            rest(monkey.pauseMillis());
            awaitProgress(before[deeds % before.length]);
            before[deeds % before.length] = progress();
            monkey.act();
        }
        monkey.say("the monkey goes");
        monkey.continueStopped(true);
        long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEAL_SECONDS);
        while (!isOver()) {
            if (System.nanoTime() > late) {
                throw new AssertionError(
                        "the campaign has not ended " + HEAL_SECONDS + " s after the monkey's last deed");
            }
            rest(STEP_MILLIS);
        }
        monkey.say("the campaign has ended");
    }

    /** Else the monkey would only ever see processes that are being started. */
    private void awaitProgress(long before) throws IOException, InterruptedException {
        long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEAL_SECONDS);
        while (progress() <= before && !isOver()) {
            if (System.nanoTime() > late) {
                throw new AssertionError("no future has completed for " + HEAL_SECONDS + " s");
            }
            rest(STEP_MILLIS);
        }
    }

    /** Bytes that the heads have written of completed futures. */
    private long progress() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(Campaign.COMPLETIONS))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private void rest(long millis) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.sleep(STEP_MILLIS);
            monkey.continueStopped(false);
            if (!head().isAlive() && !isOver()) {
                startHead();
            }
        }
    }

    private Process head() {
        return heads.get(heads.size() - 1);
    }

    private boolean isOver() {
        return !head().isAlive() && head().exitValue() == 0;
    }

    private void startHead() throws IOException {
        String number = Integer.toString(heads.size() + 1);
        File log = directory.resolve("head-" + number + ".out").toFile();
        heads.add(new ProcessBuilder(Finished.javaCommand(
                        Campaign.class.getName(),
                        directory.toString(),
                        number,
                        Integer.toString(tasks),
                        Integer.toString(SHELLS),
                        Integer.toString(TASK_MILLIS)))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start());
        monkey.say("head " + number + " is process " + head().pid());
    }

    Evidence evidence() throws IOException {
        return new Evidence(directory, tasks, SHELLS, monkey.startNanos(), monkey.everStopped());
    }

    Monkey monkey() {
        return monkey;
    }

    /** Ends what is left of it; returns how many processes that were. */
    int end() {
        int left = 0;
        for (Monkey.Victim victim : Monkey.Victim.values()) {
            List<ProcessHandle> living = monkey.processes(victim);
            living.forEach(ProcessHandle::destroyForcibly);
            left += living.size();
        }
        return left;
    }
}
