package org.jarsl.manager;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jarsl.interchange.InterchangeAddress;

/**
 * To one interchange, from the beginning to the end; what its actor tells the manager's main thread. Thread-safe.
 */
final class Connection {
    private final InterchangeAddress address;
    private final Path executorDirectory;
    private final CompletableFuture<Optional<InterchangeAddress>> next = new CompletableFuture<>();
    private volatile long heardNanos;

    /** {@code heardNanos} is when an interchange, be it an earlier one, was heard last. */
    Connection(InterchangeAddress address, Path executorDirectory, long heardNanos) {
        this.address = address;
        this.executorDirectory = executorDirectory;
        this.heardNanos = heardNanos;
    }

    /** To another interchange. */
    Connection to(InterchangeAddress other) {
        return new Connection(other, executorDirectory, heardNanos);
    }

    InterchangeAddress address() {
        return address;
    }

    void heard() {
        heardNanos = System.nanoTime();
    }

    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    /** The interchange that is to be used now, if it is another one; reads a file. */
    Optional<InterchangeAddress> another() {
        return InterchangeAddress.read(executorDirectory).filter(found -> !found.equals(address));
    }

    String givenUp() {
        return "the head at " + address.seed() + " has been out of reach for "
                + silence().toSeconds() + " s, longer than this manager's patience: it stops";
    }

    /** The actor has stopped because of this. */
    void movedTo(InterchangeAddress other) {
        next.complete(Optional.of(other));
    }

    boolean isMoved() {
        return next.isDone();
    }

    /** The manager ends with its actor. */
    void ended() {
        next.complete(Optional.empty());
    }

    /** Where to go next; empty if the manager has to end. */
    Optional<InterchangeAddress> next() {
        return next.join();
    }
}
