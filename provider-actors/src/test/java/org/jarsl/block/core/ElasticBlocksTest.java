package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jarsl.block.core.ScalingSettings.Strategy;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.ProviderException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocks that come and go with the load, and jobs of which it is not clear whether they are there. */
final class ElasticBlocksTest {
    private static final ManagerId MANAGER = new ManagerId("m", 1);
    private static final long LATER = Samples.MAX_IDLE.toMillis();

    private final RecordingOutbox outbox = new RecordingOutbox();

    @AfterEach
    void nothingIsLeftInTheOutbox() {
        outbox.assertDid();
    }

    @Test
    void theFirstTaskStartsTheFirstBlock() {
        BlockCore core = started(Samples.elastic(Strategy.SIMPLE, 0, 0, 2));
        assertThat(core.wantsLoad()).isTrue();
        core.load(Samples.load(0, Map.of()), 0);
        outbox.assertDid();
        core.load(Samples.load(1, Map.of()), 0);
        outbox.assertDid(
                "scaling out by 1 blocks: 1 tasks outstanding, 0 blocks with 1 workers each are 0 slots, parallelism "
                        + "1.0, at most 2 blocks",
                "submit 0");
        assertThat(core.wantsLoad()).isFalse();
    }

    @Test
    void noMoreArePendingThanTheSchedulerLikes() {
        BlockCore core = started(Samples.elastic(Strategy.SIMPLE, 5, 0, 5));
        outbox.assertDid("submit 0", "submit 1", "submit 2");
        core.submitted("0", "job-0", 0);
        outbox.assertDid("started 0 as job-0");
        core.jobRunning("0", 0);
        core.tick(0);
        outbox.assertDid("submit 3");
        core.managerRegistered("1", MANAGER, 0);
        core.tick(0);
        outbox.assertDid("submit 4");
    }

    @Test
    void theBlockThatIsIdleTheLongestDrainsAndIsCancelledWhenItIsEmpty() {
        BlockCore core = running(Strategy.AUTO_SCALE_IN, 2);
        core.load(Samples.load(2, Map.of("0", 2, "1", 0)), 0);
        core.load(Samples.load(2, Map.of("0", 2, "1", 0)), LATER);
        outbox.assertDid(
                "scaling in by 1 blocks (1): 2 tasks outstanding, 2 blocks with 2 workers each are 4 slots, "
                        + "parallelism 1.0, at least 0 blocks",
                "drain [1]");
        core.load(Samples.load(3, Map.of("0", 2, "1", 1), Set.of()), LATER + 1);
        outbox.assertDid(
                "scaling out by 0 blocks and keeping 1, which drained: 3 tasks outstanding, 1 blocks with 2 workers "
                        + "each are 2 slots, parallelism 1.0, at most 2 blocks",
                "drain []");
        core.load(Samples.load(2, Map.of("0", 2, "1", 0)), 2 * LATER);
        core.load(Samples.load(2, Map.of("0", 2, "1", 0)), 3 * LATER);
        outbox.assertDid(
                "scaling in by 1 blocks (1): 2 tasks outstanding, 2 blocks with 2 workers each are 4 slots, "
                        + "parallelism 1.0, at least 0 blocks",
                "drain [1]");
        core.load(Samples.load(2, Map.of("0", 2, "1", 0), Set.of()), 3 * LATER);
        core.load(Samples.load(2, Map.of("0", 1, "1", 1), Set.of("1")), 3 * LATER);
        outbox.assertDid();
        core.load(Samples.load(2, Map.of("0", 2, "1", 0), Set.of("1")), 3 * LATER);
        outbox.assertDid("cancel job-1");
        core.jobEnded("1", "CANCELLED", 3 * LATER);
        outbox.assertDid("ended 1: block 1 (job job-1) was cancelled, since it was not needed any more: CANCELLED");
    }

    @Test
    void aBlockThatWasAtWorkInBetweenIsNotIdle() {
        BlockCore core = running(Strategy.SIMPLE, 1);
        core.load(Samples.load(0, Map.of("0", 0)), 0);
        core.managerGone("0", new ManagerId("m0", 1), 0);
        core.managerRegistered("0", MANAGER, 0);
        core.load(Samples.load(1, Map.of("0", 1)), 1000);
        core.load(Samples.load(0, Map.of()), 2000);
        core.load(Samples.load(0, Map.of("0", 0)), 2000 + LATER - 1);
        outbox.assertDid();
        core.load(Samples.load(0, Map.of("0", 0)), 2000 + LATER);
        outbox.assertDid(
                "scaling in by 1 blocks (0): 0 tasks outstanding, 1 blocks with 2 workers each are 2 slots, "
                        + "parallelism 1.0, at least 0 blocks",
                "drain [0]");
    }

    @Test
    void blocksInTheQueueAreGivenBackBeforeThoseWithManagersGetNoTasksAndHaveNotFailed() {
        BlockCore core = started(Samples.elastic(Strategy.SIMPLE, 5, 1, 5));
        outbox.assertDid("submit 0", "submit 1", "submit 2");
        core.submitted("0", "job-0", 0);
        core.submitted("1", "job-1", 0);
        core.submitted("2", "job-2", 0);
        core.managerRegistered("0", MANAGER, 0);
        outbox.assertDid("started 0 as job-0", "started 1 as job-1", "started 2 as job-2");
        core.load(Samples.load(0, Map.of("0", 0)), 0);
        outbox.assertDid("submit 3");
        core.load(Samples.load(0, Map.of("0", 0)), LATER);
        outbox.assertDid(
                "scaling in by 4 blocks (4, 1, 2, 3): 0 tasks outstanding, 5 blocks with 2 workers each are 10 slots, "
                        + "parallelism 1.0, at least 1 blocks",
                "ended 4: block 4 was cancelled before it had a job",
                "drain [1, 2, 3]",
                "cancel job-1 job-2");
        core.submitFailed("3", Kind.REFUSED, "no", LATER);
        outbox.assertDid("ended 3: block 3 could not be submitted: no");
        core.jobEnded("1", "CANCELLED", LATER);
        core.jobEnded("2", "CANCELLED", LATER);
        outbox.assertDid(
                "ended 1: block 1 (job job-1) was cancelled, since it was not needed any more: CANCELLED",
                "ended 2: block 2 (job job-2) was cancelled, since it was not needed any more: CANCELLED");
    }

    @Test
    void aBlockNearItsWalltimeIsReplacedBeforeItEnds() {
        BlockCore core = started(Samples.settings(
                Samples.scaling(Strategy.SIMPLE, 1, 0, 2, 1.0), 3, Samples.START_TIMEOUT, Duration.ofMinutes(30)));
        outbox.assertDid("submit 0");
        core.submitted("0", "job-0", 0);
        outbox.assertDid("started 0 as job-0");
        core.jobRunning("0", 1000);
        core.managerRegistered("0", MANAGER, 2000);
        core.load(Samples.load(1, Map.of("0", 1)), 999 + 27 * 60_000);
        outbox.assertDid();
        core.load(Samples.load(1, Map.of("0", 1)), 1000 + 27 * 60_000);
        outbox.assertDid(
                "scaling out by 1 blocks: 1 tasks outstanding, 0 blocks with 2 workers each are 0 slots, "
                        + "parallelism 1.0, at most 2 blocks",
                "submit 1");
    }

    @Test
    void aShortWalltimeStillLeavesTimeToWork() {
        Block block = new Block("0");
        block.runs(0);
        assertThat(block.isNearItsEnd(Duration.ofMinutes(1), 29_999)).isFalse();
        assertThat(block.isNearItsEnd(Duration.ofMinutes(1), 30_000)).isTrue();
        assertThat(block.isNearItsEnd(Duration.ofMinutes(5), 239_999)).isFalse();
        assertThat(block.isNearItsEnd(Duration.ofMinutes(5), 240_000)).isTrue();
        assertThat(block.isNearItsEnd(Duration.ZERO, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aHeldJobIsToldOnce() {
        BlockCore core = running(Strategy.NONE, 1);
        core.jobHeld("0", "JobHeldUser");
        core.jobHeld("0", "JobHeldUser");
        outbox.assertDid("held 0: JobHeldUser");
    }

    @Test
    void aJobThatMayBeThereIsLookedForBeforeItIsSubmittedAgain() {
        BlockCore core = started(Samples.elastic(Strategy.NONE, 1, 0, 1));
        outbox.assertDid("submit 0");
        core.answered(true, 0);
        core.submitFailed("0", Kind.UNCLEAR, "timed out", 0);
        outbox.assertDid("find 0");
        core.answered(true, 0);
        core.found("0", null, 0);
        outbox.assertDid();
        core.tick(1_000);
        outbox.assertDid("submit 0");
        core.submitted("0", "job-0", 1_000);
        outbox.assertDid("started 0 as job-0");
    }

    @Test
    void aSubmissionThatHasNotReturnedIsNotMadeAgainHoweverOftenNoJobIsFound() {
        BlockCore core = started(Samples.elastic(Strategy.NONE, 1, 0, 1));
        outbox.assertDid("submit 0");
        core.submitSilent("0", 0);
        outbox.assertDid("find 0");
        core.found("0", null, 0);
        core.tick(1_000);
        outbox.assertDid("find 0");
        core.found("0", null, 1_000);
        core.submitFailed("0", Kind.UNAVAILABLE, "no contact", 2_000);
        core.tick(4_000);
        outbox.assertDid("submit 0");
    }

    @Test
    void anUnclearJobThatNobodyWantsAnyMoreIsCancelledWhenItIsFound() {
        BlockCore core = started(Samples.elastic(Strategy.NONE, 2, 0, 2));
        outbox.assertDid("submit 0", "submit 1");
        core.submitFailed("0", Kind.UNCLEAR, "timed out", 0);
        core.submitFailed("1", Kind.UNCLEAR, "timed out", 0);
        outbox.assertDid("find 0", "find 1");
        core.stop(0);
        assertThat(core.unclear()).containsExactly("0", "1");
        core.found("0", "job-0", 0);
        outbox.assertDid("started 0 as job-0", "cancel job-0");
        core.found("1", null, 0);
        outbox.assertDid("ended 1: block 1 was cancelled before it had a job");
        core.jobEnded("0", "CANCELLED", 0);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: CANCELLED", "stopped");
    }

    @Test
    void aSecondJobOfABlockIsCancelledUntilTheSchedulerHasHeardOfIt() {
        BlockCore core = running(Strategy.NONE, 1);
        core.submitted("0", "stray", 0);
        outbox.assertDid("cancel stray");
        core.answered(false, 0);
        core.cancelFailed(List.of("stray"), 0);
        core.tick(999);
        outbox.assertDid();
        core.tick(2_000);
        outbox.assertDid("cancel stray");
    }

    private BlockCore started(BlockCore.Settings settings) {
        BlockCore core = new BlockCore(settings, outbox);
        core.start(0);
        return core;
    }

    /** All with a manager each. */
    private BlockCore running(Strategy strategy, int blocks) {
        BlockCore core = started(Samples.elastic(strategy, blocks, 0, blocks));
        for (int i = 0; i < blocks; i++) {
            core.answered(true, 0);
            core.submitted(Integer.toString(i), "job-" + i, 0);
            core.managerRegistered(Integer.toString(i), new ManagerId("m" + i, 1), 0);
        }
        outbox.clear();
        return core;
    }
}
