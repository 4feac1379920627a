package org.jarsl.manager;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jarsl.interchange.InterchangeAddress;

/**
 * To one interchange, from the beginning to the end; what its actor tells the manager's main thread. Thread-safe.
 */
public final class Connection {
    /** Of a manager that was never answered: JVMs that start together on a busy node take long. */
    private static final Duration FIRST_PATIENCE = Duration.ofMinutes(2);

    private final InterchangeAddress address;
    private final Machine machine;
    private final CompletableFuture<Optional<InterchangeAddress>> next = new CompletableFuture<>();
    private volatile long heardNanos;
    private volatile boolean everHeard;

    private Connection(InterchangeAddress address, Machine machine, long heardNanos, boolean everHeard) {
        this.address = address;
        this.machine = machine;
        this.heardNanos = heardNanos;
        this.everHeard = everHeard;
    }

    /** The first, whose interchange is taken to live. */
    public static Connection first(InterchangeAddress address, Machine machine) {
        return new Connection(address, machine, machine.nanoTime(), false);
    }

    /** To another interchange; the silence goes on. */
    public Connection to(InterchangeAddress other) {
        return new Connection(other, machine, heardNanos, everHeard);
    }

    public InterchangeAddress address() {
        return address;
    }

    void heard() {
        heardNanos = machine.nanoTime();
        everHeard = true;
    }

    /** For how long no interchange, be it an earlier one, was heard. */
    Duration silence() {
        return Duration.ofNanos(machine.nanoTime() - heardNanos);
    }

    boolean isGivenUp(Duration patience) {
        boolean first = !everHeard && patience.compareTo(FIRST_PATIENCE) < 0;
        return silence().compareTo(first ? FIRST_PATIENCE : patience) > 0;
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
    public CompletableFuture<Optional<InterchangeAddress>> next() {
        return next.copy();
    }
}
