package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;

/** A program of many calls, some of which depend on others, fail at first, or are cancelled; the same for each head. */
final class Graph {
    private static final int NEAR = 500;
    private static final long LONGEST_NANOS = 4_000_000_000L;
    private static final long SHORT_NANOS = 5_000_000L;

    /** One call, and what it depends on. */
    private record Planned(Call call, List<Integer> dependencies, boolean cancelled) {}

    private final List<Planned> plan = new ArrayList<>();

    Graph(int calls, Random random) {
        for (int i = 0; i < calls; i++) {
            boolean isShort = random.nextInt(3) == 0;
            long nanos = (long) (random.nextDouble() * (isShort ? SHORT_NANOS : LONGEST_NANOS));
            Call call = new Call(i, nanos, random.nextInt(8) == 0, random.nextInt(4) == 0 ? -1 : 0);
            List<Integer> dependencies = new ArrayList<>();
            for (int d = random.nextInt(8) - 4; d > 0 && i > 0; d--) {
                dependencies.add(i - 1 - random.nextInt(Math.min(i, NEAR)));
            }
            plan.add(new Planned(call, dependencies, random.nextInt(200) == 0));
        }
    }

    int size() {
        return plan.size();
    }

    List<Integer> dependencies(int call) {
        return plan.get(call).dependencies();
    }

    boolean isCancelled(int call) {
        return plan.get(call).cancelled();
    }

    /** The program as it is run by one head, from its beginning. */
    final class Run implements Head.Program {
        private final List<Task> tasks = new ArrayList<>();
        private final Checks checks;
        private int ended;

        Run(Checks checks) {
            this.checks = checks;
        }

        @Override
        public int left() {
            return plan.size() - tasks.size();
        }

        @Override
        public void call(Head head, int calls) {
            for (int i = 0; i < calls; i++) {
                Planned next = plan.get(tasks.size());
                checks.called(next.call(), head.nextTaskId());
                tasks.add(head.call(
                        next.call(),
                        next.dependencies().stream().map(tasks::get).toList()));
                int victim = tasks.size() - NEAR;
                if (victim >= 0 && isCancelled(victim)) {
                    head.cancel(tasks.get(victim));
                }
            }
        }

        @Override
        public void ended(Call call, Outcome outcome) {
            ended++;
            checks.ended(call, outcome);
        }

        boolean isOver() {
            return ended == plan.size();
        }
    }
}
