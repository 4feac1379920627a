package org.jarsl.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/**
 * The results of a manager that have not arrived, and the latest of those that have, which a head that is killed may
 * not have written to its journal. Values that are pulled are {@link LargeResults}' to keep. Of one thread at a time.
 */
final class KeptResults {
    private static final long NOT_SENT = Long.MAX_VALUE;

    private static final class Kept {
        final TaskResult result;
        final @Nullable CallKey key;
        /** Of the message it was sent with. */
        long message = NOT_SENT;
        /** From before the interchange that it is sent to now. */
        boolean old;

        Kept(TaskResult result, @Nullable CallKey key) {
            this.result = result;
            this.key = key;
        }
    }

    private final int maxArrived;
    private final long maxArrivedBytes;
    private final ArrayDeque<Kept> oldestFirst = new ArrayDeque<>();
    private final ArrayDeque<Kept> notSent = new ArrayDeque<>();
    private long bytes;
    private long arrived;

    KeptResults(int maxArrived, long maxArrivedBytes) {
        this.maxArrived = maxArrived;
        this.maxArrivedBytes = maxArrivedBytes;
    }

    void add(TaskResult result, @Nullable CallKey key) {
        Kept kept = new Kept(result, key);
        oldestFirst.add(kept);
        notSent.add(kept);
        bytes += result.value().length;
    }

    /** How many have not been sent. */
    int toSend() {
        return notSent.size();
    }

    /** Those that have not been sent. */
    List<TaskResult> notSent() {
        return notSent.stream().map(kept -> kept.result).toList();
    }

    /** The first so many of these are sent now, with this message. */
    void sent(int count, long message) {
        for (int i = 0; i < count; i++) {
            notSent.remove().message = message;
        }
    }

    /** All up to this message have arrived. */
    void arrived(long message) {
        arrived = Math.max(arrived, message);
        for (Kept first = oldestFirst.peek(); first != null && mayGo(first); first = oldestFirst.peek()) {
            oldestFirst.remove();
            bytes -= first.result.value().length;
        }
    }

    private boolean mayGo(Kept kept) {
        return kept.message <= arrived && (kept.old || oldestFirst.size() > maxArrived || bytes > maxArrivedBytes);
    }

    /** The interchange is lost: all go to the next one, once, but those whose value was pulled and is gone. */
    void lost(Predicate<TaskResult> gone) {
        arrived = 0;
        notSent.clear();
        oldestFirst.removeIf(kept -> gone.test(kept.result));
        bytes = 0;
        for (Kept kept : oldestFirst) {
            bytes += kept.result.value().length;
            kept.old = true;
            kept.message = NOT_SENT;
            notSent.add(kept);
        }
    }

    /** The latest so many. */
    List<Held> held(int most) {
        List<Held> held = new ArrayList<>();
        Iterator<Kept> latestFirst = oldestFirst.descendingIterator();
        while (latestFirst.hasNext() && held.size() < most) {
            Kept kept = latestFirst.next();
            held.add(new Held(kept.result.taskId(), kept.result.attempt(), kept.key, 0));
        }
        return held;
    }
}
