package org.jarsl.manager;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Workers;
import org.jspecify.annotations.Nullable;

/** The node that this JVM is on. */
record ThisMachine(ManagerSettings settings, ManagerInfo info, WorkerPlan plan) implements Machine {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public @Nullable Duration timeLeft() {
        Instant end = settings.blockEnd();
        return end == null ? null : Duration.between(Instant.now(), end);
    }

    @Override
    public long peakRssBytes() {
        return NodeResources.peakRssBytes();
    }

    @Override
    public CompletionStage<Optional<InterchangeAddress>> interchange() {
        return CompletableFuture.supplyAsync(() -> InterchangeAddress.read(settings.logDirectory()));
    }

    @Override
    public Workers start(Consumer<Outcome> ended) {
        return WorkersOfNode.start(settings, info, plan, ended);
    }
}
