package org.jarsl.dfk.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

/** A future's place: keeps the first outcome, and fails on a second unless the user has cancelled. */
final class FakePromise implements Task.Promise {
    private @Nullable Outcome outcome;
    private boolean cancelledByUser;

    @Override
    public boolean complete(Outcome newOutcome) {
        if (cancelledByUser) {
            return false;
        }
        assertThat(outcome).as("completed once").isNull();
        outcome = newOutcome;
        return true;
    }

    void cancelByUser() {
        cancelledByUser = true;
    }

    @Nullable
    Outcome outcome() {
        return outcome;
    }
}
