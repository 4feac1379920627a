package org.jarsl.tests.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the tasks and the heads of a campaign have written down, and what is wrong with it. */
final class Evidence {
    private final int tasks;
    private final int shells;
    private final Map<Integer, List<Long>> runs = new HashMap<>();
    /** When a future of this number was first complete. */
    private final Map<Integer, Long> firstCompletion = new HashMap<>();

    private final List<String> wrong = new ArrayList<>();
    private int heads;
    private String remembered = "";

    Evidence(Path directory, int tasks, int shells) throws IOException {
        this.tasks = tasks;
        this.shells = shells;
        for (Path file : files(directory.resolve(Campaign.RUNS))) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                runs.computeIfAbsent(Integer.valueOf(words[0]), n -> new ArrayList<>())
                        .add(Long.valueOf(words[1]));
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
        lateRuns().forEach(number -> all.add("task " + number + " was run after it was complete: " + story(number)));
        return all;
    }

    private Set<Integer> lateRuns() {
        Set<Integer> late = new TreeSet<>();
        runs.forEach((number, begins) -> {
            Long completion = firstCompletion.get(number);
            if (completion != null && begins.stream().anyMatch(begin -> begin > completion)) {
                late.add(number);
            }
        });
        return late;
    }

    private String story(int number) {
        long[] begins = runs.getOrDefault(number, List.of()).stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return "runs began at " + Arrays.toString(begins) + ", complete at " + firstCompletion.get(number);
    }

    String counts() {
        long all = runs.values().stream().mapToLong(List::size).sum();
        long more = runs.values().stream().filter(begins -> begins.size() > 1).count();
        return "%d tasks and %d shell commands, %d runs, %d tasks run more than once, %d heads, %s remembered by the last"
                .formatted(tasks, shells, all, more, heads, remembered);
    }
}
