package org.jarsl.manager;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Workers;
import org.jspecify.annotations.Nullable;

/** What a manager has of the node it is on; that of a simulated node is another. */
public interface Machine {
    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** Until the end of the block; null if nobody says. */
    @Nullable
    Duration timeLeft();

    /** The most memory that the manager's process ever had in use; 0 if nobody says. */
    long peakRssBytes();

    /** Where the run's interchange is said to be now; empty if nobody says. */
    CompletionStage<Optional<InterchangeAddress>> interchange();

    /** Starts the workers, once; {@code ended} is called on any thread. */
    Workers start(Consumer<Outcome> ended);
}
