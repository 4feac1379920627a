package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the core has done since it was last asked, in words. */
final class RecordingOutbox implements Outbox {
    private final List<String> effects = new ArrayList<>();

    /** All that has happened since the last call, no more and no less. */
    void assertDid(String... expected) {
        assertThat(effects).containsExactly(expected);
        effects.clear();
    }

    void clear() {
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
    public void ask(Map<String, String> jobs) {
        effects.add("ask " + String.join(" ", jobs.values()));
    }

    @Override
    public void held(String blockId, String reason) {
        effects.add("held " + blockId + ": " + reason);
    }

    @Override
    public void recovered() {
        effects.add("recovered");
    }

    @Override
    public void drain(Set<String> blockIds) {
        effects.add("drain " + Samples.sorted(blockIds));
    }

    @Override
    public void scaled(String decision) {
        effects.add(decision);
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
