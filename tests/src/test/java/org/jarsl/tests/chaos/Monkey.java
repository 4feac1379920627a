package org.jarsl.tests.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Kills and stops the processes of one run, as a seed says. */
final class Monkey {
    /** Whom. */
    enum Victim {
        HEAD("tests.chaos.Campaign"),
        INTERCHANGE("jarsl.interchange.InterchangeMain"),
        MANAGER("jarsl.manager.ManagerMain"),
        WORKER("jarsl.worker.process.WorkerMain");

        private final String mainClass;

        Victim(String mainClass) {
            this.mainClass = mainClass;
        }
    }

    private record Stopped(ProcessHandle process, long endNanos) {}

    /** Of twenty: managers and workers are many, and die most often. */
    private static final List<Victim> CHOICE = List.of(
            Victim.HEAD,
            Victim.HEAD,
            Victim.INTERCHANGE,
            Victim.INTERCHANGE,
            Victim.INTERCHANGE,
            Victim.MANAGER,
            Victim.MANAGER,
            Victim.MANAGER,
            Victim.MANAGER,
            Victim.MANAGER,
            Victim.WORKER,
            Victim.WORKER,
            Victim.WORKER,
            Victim.WORKER);

    private final Path directory;
    private final Random random;
    private final long stopNanos;
    private final long startNanos = System.nanoTime();
    private final List<Stopped> stopped = new ArrayList<>();
    private final Set<String> everStopped = new HashSet<>();
    private final List<String> story = new ArrayList<>();
    private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
    private final Map<Victim, Integer> stops = new EnumMap<>(Victim.class);

    /** {@code stopMillis} is how long one is stopped. */
    Monkey(Path directory, long seed, long stopMillis) {
        this.directory = directory;
        this.random = new Random(seed);
        this.stopNanos = stopMillis * 1_000_000;
    }

    /** How long it does nothing. */
    long pauseMillis() {
        return 500L + random.nextInt(2000);
    }

    /** One deed; always as many random numbers, so that those to come are the seed's alone. */
    void act() throws IOException, InterruptedException {
        Victim victim = CHOICE.get(random.nextInt(CHOICE.size()));
        boolean kill = random.nextInt(3) > 0;
        int which = random.nextInt(1000);
        List<ProcessHandle> living = processes(victim);
        living.removeIf(process -> stopped.stream().anyMatch(s -> s.process().equals(process)));
        if (living.isEmpty()) {
            say("no " + victim);
            return;
        }
        ProcessHandle process = living.get(which % living.size());
        say((kill ? "kill " : "stop ") + victim + " " + process.pid());
        if (kill) {
            kills.merge(victim, 1, Integer::sum);
            process.destroyForcibly();
        } else {
            stops.merge(victim, 1, Integer::sum);
            signal("STOP", process);
            everStopped.add(Long.toString(process.pid()));
            stopped.add(new Stopped(process, System.nanoTime() + stopNanos));
        }
    }

    /** Lets those go on whose time is over, or all. */
    void continueStopped(boolean all) throws IOException, InterruptedException {
        for (Iterator<Stopped> each = stopped.iterator(); each.hasNext(); ) {
            Stopped next = each.next();
            if (all || next.endNanos() <= System.nanoTime()) {
                say("continue " + next.process().pid());
                signal("CONT", next.process());
                each.remove();
            }
        }
    }

    void say(String what) {
        story.add("%7.2f s  %s".formatted((System.nanoTime() - startNanos) / 1e9, what));
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Those of this run, oldest first. */
    List<ProcessHandle> processes(Victim victim) {
        List<ProcessHandle> all = new ArrayList<>(ProcessHandle.allProcesses()
                .filter(process -> read(process, "cmdline").contains(victim.mainClass))
                .filter(process -> read(process, "cmdline").contains(directory.toString())
                        || read(process, "environ").contains(directory.toString()))
                .toList());
        all.sort(Comparator.comparing(ProcessHandle::pid));
        return all;
    }

    /** Not from {@link ProcessHandle#info}, which cuts long command lines. */
    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), file), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }

    /** Process numbers. */
    Set<String> everStopped() {
        return everStopped;
    }

    long startNanos() {
        return startNanos;
    }

    List<String> story() {
        return story;
    }

    String counts() {
        return "killed " + kills + ", stopped " + stops;
    }
}
