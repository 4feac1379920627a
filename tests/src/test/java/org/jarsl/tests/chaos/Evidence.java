package org.jarsl.tests.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the tasks and the heads of a campaign have written down, and what is wrong with it. */
final class Evidence {
    /** A task began, in a process. */
    private record Run(long nanos, String process) {}

    private final int tasks;
    private final int shells;
    private final long startNanos;
    private final Set<String> stopped;
    private final Map<Integer, List<Run>> runs = new HashMap<>();
    /** When a future of this number was first complete. */
    private final Map<Integer, Long> firstCompletion = new HashMap<>();

    private final List<String> wrong = new ArrayList<>();
    private int heads;
    private String remembered = "";

    /**
     * @param startNanos when the monkey's story begins
     * @param stopped processes that were stopped: a worker that goes on begins what it has, and nobody can tell it that
     *     this was done elsewhere meanwhile
     */
    Evidence(Path directory, int tasks, int shells, long startNanos, Set<String> stopped) throws IOException {
        this.stopped = stopped;
        this.tasks = tasks;
        this.shells = shells;
        this.startNanos = startNanos;
        for (Path file : files(directory.resolve(Campaign.RUNS))) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                runs.computeIfAbsent(Integer.valueOf(words[0]), n -> new ArrayList<>())
                        .add(new Run(
                                Long.parseLong(words[1]), file.getFileName().toString()));
            }
        }
        for (Path file : files(directory.resolve(Campaign.COMPLETIONS))) {
            heads++;
            completions(file);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private void completions(Path file) throws IOException {
        Set<Integer> completed = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("wrong")) {
                wrong.add("head " + file.getFileName() + ": " + line);
            } else if (words[0].equals("remembered")) {
                remembered = words[1];
            } else if (!words[0].equals("closed")) {
                int number = Integer.parseInt(words[0]);
                firstCompletion.merge(number, Long.valueOf(words[1]), Math::min);
                if (!completed.add(number)) {
                    wrong.add("head " + file.getFileName() + ": future " + number + " completed twice");
                }
            }
        }
        if (!remembered.isEmpty() && completed.size() != tasks + shells) {
            wrong.add("the last head completed " + completed.size() + " of " + (tasks + shells) + " futures");
        }
    }

    /** Empty if all is well. */
    List<String> wrong() {
        List<String> all = new ArrayList<>(wrong);
        if (remembered.isEmpty()) {
            all.add("no head has come to its end");
        }
        for (int number : new TreeSet<>(firstCompletion.keySet())) {
            if (!runs.containsKey(number)) {
                all.add("task " + number + " was complete without a run");
            }
        }
        lateRuns(false)
                .forEach(number -> all.add("task " + number + " was run after it was complete: " + story(number)));
        return all;
    }

    private Set<Integer> lateRuns(boolean inStopped) {
        Set<Integer> late = new TreeSet<>();
        runs.forEach((number, begins) -> {
            Long completion = firstCompletion.get(number);
            if (completion != null
                    && begins.stream()
                            .anyMatch(
                                    run -> run.nanos() > completion && stopped.contains(run.process()) == inStopped)) {
                late.add(number);
            }
        });
        return late;
    }

    private String story(int number) {
        String begun = runs.getOrDefault(number, List.of()).stream()
                .sorted(Comparator.comparing(Run::nanos))
                .map(run -> seconds(run.nanos()) + " in " + run.process())
                .collect(Collectors.joining(", "));
        return "begun at " + begun + "; complete at " + seconds(firstCompletion.getOrDefault(number, 0L));
    }

    private String seconds(long nanos) {
        return "%.3f s".formatted((nanos - startNanos) / 1e9);
    }

    String counts() {
        long all = runs.values().stream().mapToLong(List::size).sum();
        long more = runs.values().stream().filter(begins -> begins.size() > 1).count();
        return ("%d tasks and %d shell commands, %d runs, %d tasks run more than once (%d of them begun by a worker that went"
                        + " on after its task was done elsewhere), %d heads, %s remembered by the last")
                .formatted(tasks, shells, all, more, lateRuns(true).size(), heads, remembered);
    }
}
