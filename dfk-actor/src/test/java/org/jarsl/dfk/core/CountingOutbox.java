package org.jarsl.dfk.core;

import org.jarsl.dfk.core.Outcome.Success;
import org.jarsl.protocol.CallKey;
import org.jspecify.annotations.Nullable;

/** An outbox for graphs too large to write down. */
final class CountingOutbox implements DfkCore.Outbox {
    int launched;
    /** Where each task succeeds inside the call that launches it, as one whose result is known may. */
    @Nullable
    DfkCore endAtOnce;

    @Override
    public void launch(Task task) {
        launched++;
        if (endAtOnce != null) {
            endAtOnce.attemptEnded(task.id(), task.attempt(), new Success(task.id()));
        }
    }

    @Override
    public void stop(Task task, boolean interrupt) {}

    @Override
    public void await(Task task, @Nullable Object returned) {}

    @Override
    public void askRetry(Task task, Outcome.Failed failure) {}

    @Override
    public void identify(Task task) {}

    @Override
    public void recall(Task task, long row) {}

    @Override
    public void record(Task task, CallKey key, Success success) {}

    @Override
    public void moved(Task task) {}
}
