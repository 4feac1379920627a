package org.jarsl.dfk.core;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jarsl.protocol.CallKey;
import org.jspecify.annotations.Nullable;

/**
 * What calls have returned, and which are being run. A memoised call has the result of any identical one; any other
 * call has a result of an earlier head's run that no identical call has had before it, which is what makes a run that is
 * started again skip what was done. Single-threaded.
 */
final class Memo {
    /** A call that is being run, and the tasks that wait for its result instead of running it too. */
    private static final class Flight {
        @Nullable
        Task leader;

        final Queue<Task> followers = new ArrayDeque<>();

        Flight(Task leader) {
            this.leader = leader;
        }
    }

    private final RowIndex earlier;
    private final Map<CallKey, Outcome.Success> results;
    private final Map<CallKey, Flight> flights = new HashMap<>();

    /**
     * @param earlier what an earlier head's run has returned
     * @param most results that are kept in memory, those used last
     */
    Memo(RowIndex earlier, int most) {
        this.earlier = earlier;
        this.results = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<CallKey, Outcome.Success> eldest) {
                return size() > most;
            }
        };
    }

    /** What an identical call has returned in this run, for a memoised task; else null. */
    Outcome.@Nullable Success result(CallKey key, Task task) {
        return task.isMemoised() ? results.get(key) : null;
    }

    /** Where the result of an identical call stands in the journal, or {@link RowIndex#NONE}. */
    long row(CallKey key, Task task) {
        return task.isMemoised() ? earlier.find(key) : earlier.take(key);
    }

    /** True if the task now waits for an identical call; else it is the one that is run. */
    boolean follows(CallKey key, Task task) {
        if (!task.isMemoised()) {
            return false;
        }
        Flight flight = flights.get(key);
        if (flight == null) {
            flights.put(key, new Flight(task));
            return false;
        }
        flight.followers.add(task);
        return true;
    }

    void remember(CallKey key, Outcome.Success success) {
        results.put(key, success);
    }

    /** The task has ended; returns those that waited for it, which have not ended. */
    Queue<Task> landed(CallKey key, Task task) {
        Flight flight = flights.get(key);
        if (flight == null || flight.leader != task) {
            return new ArrayDeque<>();
        }
        flights.remove(key);
        flight.followers.removeIf(follower -> follower.state().isFinal());
        return flight.followers;
    }

    /** The first of those that waited for a task that was cancelled is run in its place. */
    void takeOver(CallKey key, Task leader, Queue<Task> followers) {
        Flight flight = new Flight(leader);
        flight.followers.addAll(followers);
        flights.put(key, flight);
    }
}
