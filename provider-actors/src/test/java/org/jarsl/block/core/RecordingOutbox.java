package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the core has done since it was last asked, in words. */
final class RecordingOutbox implements BlockCore.Outbox {
    private final List<String> effects = new ArrayList<>();

    /** All that has happened since the last call, no more and no less. */
    void assertDid(String... expected) {
        assertThat(effects).containsExactly(expected);
        effects.clear();
    }

    @Override
    public void submit(String blockId) {
        effects.add("submit " + blockId);
    }

    @Override
    public void find(String blockId) {
        effects.add("find " + blockId);
    }

    @Override
    public void away(Duration delay, String reason) {
        effects.add("away for " + delay.toSeconds() + " s: " + reason);
    }

    @Override
    public void started(String blockId, String jobId) {
        effects.add("started " + blockId + " as " + jobId);
    }

    @Override
    public void cancel(List<String> jobIds) {
        effects.add("cancel " + String.join(" ", jobIds));
    }

    @Override
    public void ended(String blockId, String description) {
        effects.add("ended " + blockId + ": " + description);
    }

    @Override
    public void postponed(Duration delay, String reason) {
        effects.add("postponed for " + delay.toSeconds() + " s: " + reason);
    }

    @Override
    public void failed(String reason) {
        effects.add("failed: " + reason);
    }

    @Override
    public void stopped() {
        effects.add("stopped");
    }
}
