package org.jarsl.interchange.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of managers that have room, and the rule by which the next one to get a task is chosen from it. Adding,
 * removing and choosing cost no more than the logarithm of the number of managers.
 */
public abstract sealed class ManagerSelector implements Iterable<Manager> {
    /** The rules a user can choose from. */
    public enum Rule {
        /**
         * Any, with equal chance. Among many managers, it gets several tasks when many wait, at most as many as a quarter
         * of its workers: a message costs the head as much as some tasks do.
         */
        RANDOM,
        /** The one of the highest block, so that the lowest blocks fall idle and can be given back. */
        BLOCK,
        /** The one with the smallest share of its workers in use. */
        LEAST_LOADED
    }

    static ManagerSelector of(Rule rule, long seed) {
        return switch (rule) {
            case RANDOM -> new Random(seed);
            case BLOCK -> new Sorted(Comparator.comparingInt((Manager m) -> -blockNumber(m)));
            case LEAST_LOADED ->
                new Sorted(Comparator.comparingDouble((Manager m) -> (double) m.used / Math.max(1, m.info.workers())));
        };
    }

    abstract void add(Manager manager);

    abstract void remove(Manager manager);

    /**
     * The manager whose turn it is, or null when none has room; it stays in the set.
     *
     * @param queued how many tasks were waiting when choosing began
     */
    abstract @Nullable Manager choose(int queued);

    /** One that has room, for a look; null when none has. */
    @Nullable
    Manager first() {
        Iterator<Manager> all = iterator();
        return all.hasNext() ? all.next() : null;
    }

    private static int blockNumber(Manager manager) {
        String id = manager.info.blockId();
        return id.chars().allMatch(Character::isDigit) && !id.isEmpty() && id.length() < 10 ? Integer.parseInt(id) : -1;
    }

    private static final class Random extends ManagerSelector {
        /** Over as many managers tasks are always spread, if there are enough of both. */
        private static final int SPREAD = 128;

        private static final int QUARTER = 4;

        private final List<Manager> managers = new ArrayList<>();
        private long random;
        private @Nullable Manager last;
        /** How many times more {@link #last} is chosen. */
        private int again;

        Random(long seed) {
            random = seed == 0 ? 1 : seed;
        }

        @Override
        void add(Manager manager) {
            manager.position = managers.size();
            managers.add(manager);
        }

        @Override
        void remove(Manager manager) {
            Manager last = managers.remove(managers.size() - 1);
            if (last != manager) {
                managers.set(manager.position, last);
                last.position = manager.position;
            }
        }

        /** Marsaglia's xorshift64: the core is given its seed, so that the same events lead to the same choices. */
        @Override
        @Nullable
        Manager choose(int queued) {
            if (managers.isEmpty()) {
                return null;
            }
            if (again > 0 && last != null && last.room == this) {
                again--;
                return last;
            }
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            last = managers.get((int) Long.remainderUnsigned(random, managers.size()));
            again = managers.size() > SPREAD ? Math.min(queued / SPREAD, last.info.workers() / QUARTER) - 1 : 0;
            return last;
        }

        @Override
        public Iterator<Manager> iterator() {
            return managers.iterator();
        }
    }

    /** Its order may read {@code used}, so a manager is taken out before that changes. */
    private static final class Sorted extends ManagerSelector {
        private final TreeSet<Manager> managers;

        Sorted(Comparator<Manager> order) {
            managers = new TreeSet<>(order.thenComparing(m -> m.info.id().name()));
        }

        @Override
        void add(Manager manager) {
            managers.add(manager);
        }

        @Override
        void remove(Manager manager) {
            managers.remove(manager);
        }

        @Override
        @Nullable
        Manager choose(int queued) {
            return managers.isEmpty() ? null : managers.first();
        }

        @Override
        public Iterator<Manager> iterator() {
            return managers.iterator();
        }
    }
}
