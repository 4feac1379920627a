package org.jarsl.dfk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.actor.Inbox;
import org.jarsl.dfk.core.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The way to the actor of the task graph, which also leads somewhere when the actor is gone: then whoever offers an event
 * deals with it himself, so that nobody waits for an answer that cannot come. Thread-safe.
 */
final class GraphInbox {
    private final CompletableFuture<ActorRef<DfkActor.Command>> actor = new CompletableFuture<>();
    private final Inbox<DfkActor.Event> inbox = new Inbox<>(() -> actor.join().tell(DfkActor.Command.WAKE));
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();

    /** To be called once, before the first offer. */
    void open(ActorRef<DfkActor.Command> owner) {
        actor.complete(owner);
    }

    void offer(DfkActor.Event event) {
        inbox.offer(event);
        // After the offer: either this sees the end, or whoever closes finds the event.
        if (end.isDone()) {
            refuseRest();
        }
    }

    /** Moves up to {@code limit} events to {@code to}. Synchronized, for at the end others than the actor do it too. */
    synchronized void drain(int limit, Collection<DfkActor.Event> to) {
        inbox.drain(limit, to::add);
    }

    /** The actor is gone; a second call does nothing more. */
    void close(Outcome how) {
        end.complete(how);
        refuseRest();
    }

    /** How the tasks ended that the actor had when it went; null as long as it is there. */
    @Nullable
    Outcome end() {
        return end.getNow(null);
    }

    /** Completes when the actor is gone. */
    CompletableFuture<Outcome> whenEnded() {
        return end.copy();
    }

    private void refuseRest() {
        Outcome how = end.join();
        List<DfkActor.Event> rest = new ArrayList<>();
        drain(Integer.MAX_VALUE, rest);
        // Outside the lock: what hangs on a task's end may run here.
        rest.forEach(event -> refuse(event, how));
    }

    /** What becomes of an event that no actor will handle. */
    static void refuse(DfkActor.Event event, Outcome how) {
        if (event instanceof DfkActor.Submit submit) {
            submit.task().endNow(how);
        } else if (event instanceof DfkActor.AwaitAll awaitAll) {
            awaitAll.answer().complete(null);
        } else if (event instanceof DfkActor.Settle settle) {
            settle.answer().complete(null);
        }
    }
}
