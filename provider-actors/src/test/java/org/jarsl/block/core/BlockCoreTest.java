package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlockCoreTest {
    private final RecordingOutbox outbox = new RecordingOutbox();

    @AfterEach
    void nothingIsLeftInTheOutbox() {
        outbox.assertDid();
    }

    @Test
    void startAsksForTheBlocksThatAreWantedOnce() {
        BlockCore core = new BlockCore(2, 3, outbox);

        core.start();
        outbox.assertDid("submit 0", "submit 1");
        core.start();
        outbox.assertDid();
    }

    @Test
    void noBlocksAreAskedForWhenNoneAreWanted() {
        BlockCore core = new BlockCore(0, 3, outbox);

        core.start();
        outbox.assertDid();
        core.stop();
        outbox.assertDid("stopped");
    }

    @Test
    void anEndedBlockIsReplacedByOneWithANewName() {
        BlockCore core = running("0", 3);

        core.managerRegistered("0");
        core.jobEnded("0", "COMPLETED");
        outbox.assertDid("ended 0: block 0 (job job-0) ended: COMPLETED", "submit 1");
        assertThat(core.jobs()).isEmpty();
    }

    @Test
    void blocksWithoutAManagerAreReplacedUntilTooManyInARow() {
        BlockCore core = running("0", 2);

        core.jobEnded("0", "FAILED, exit code 3");
        outbox.assertDid("ended 0: block 0 (job job-0) ended: FAILED, exit code 3", "submit 1");
        core.submitFailed("1", "no such queue");
        outbox.assertDid(
                "ended 1: block 1 could not be submitted: no such queue",
                "failed: 2 blocks in a row ended before a manager of theirs registered; the last: "
                        + "block 1 could not be submitted: no such queue");
        core.start();
        outbox.assertDid();
    }

    @Test
    void aRegisteredManagerMakesTheFailuresBeforeItForgotten() {
        BlockCore core = running("0", 2);
        core.jobEnded("0", "FAILED");
        outbox.assertDid("ended 0: block 0 (job job-0) ended: FAILED", "submit 1");

        submitted(core, "1");
        core.managerRegistered("1");
        core.jobEnded("1", "TIMEOUT");
        outbox.assertDid("ended 1: block 1 (job job-1) ended: TIMEOUT", "submit 2");
        core.submitFailed("2", "busy");
        outbox.assertDid("ended 2: block 2 could not be submitted: busy", "submit 3");
    }

    @Test
    void aManagerThatRegistersBeforeTheSubmissionIsAnsweredCounts() {
        BlockCore core = new BlockCore(1, 1, outbox);
        core.start();
        outbox.assertDid("submit 0");

        core.managerRegistered("0");
        submitted(core, "0");
        core.jobEnded("0", "COMPLETED");
        outbox.assertDid("ended 0: block 0 (job job-0) ended: COMPLETED", "submit 1");
    }

    @Test
    void givingUpCancelsTheOtherBlocks() {
        BlockCore core = new BlockCore(2, 1, outbox);
        core.start();
        outbox.assertDid("submit 0", "submit 1");
        submitted(core, "0");
        submitted(core, "1");

        core.jobEnded("0", "FAILED");
        outbox.assertDid(
                "ended 0: block 0 (job job-0) ended: FAILED",
                "cancel job-1",
                "failed: 1 blocks in a row ended before a manager of theirs registered; the last: "
                        + "block 0 (job job-0) ended: FAILED");
        core.jobEnded("1", "CANCELLED");
        outbox.assertDid("ended 1: block 1 (job job-1) ended: CANCELLED");
    }

    @Test
    void stopCancelsAllAndIsAnsweredOnceWhenTheLastHasEnded() {
        BlockCore core = new BlockCore(2, 1, outbox);
        core.start();
        outbox.assertDid("submit 0", "submit 1");
        submitted(core, "0");
        submitted(core, "1");

        core.stop();
        outbox.assertDid("cancel job-0 job-1");
        core.stop();
        core.jobEnded("1", "CANCELLED");
        outbox.assertDid("ended 1: block 1 (job job-1) ended: CANCELLED");
        assertThat(core.jobs()).isEqualTo(Map.of("0", "job-0"));
        core.jobEnded("0", "CANCELLED");
        outbox.assertDid("ended 0: block 0 (job job-0) ended: CANCELLED", "stopped");
        core.jobEnded("0", "CANCELLED");
    }

    @Test
    void aBlockWhoseSubmissionIsUnderWayAtStopIsCancelledWhenItsJobIsKnown() {
        BlockCore core = new BlockCore(1, 1, outbox);
        core.start();
        outbox.assertDid("submit 0");

        core.stop();
        outbox.assertDid();
        core.submitted("0", "job-0");
        outbox.assertDid("started 0 as job-0", "cancel job-0");
        core.jobEnded("0", "CANCELLED");
        outbox.assertDid("ended 0: block 0 (job job-0) ended: CANCELLED", "stopped");
    }

    @Test
    void aJobThatAppearsAfterItsSubmissionWasGivenUpIsCancelled() {
        BlockCore core = new BlockCore(1, 3, outbox);
        core.start();
        outbox.assertDid("submit 0");
        core.submitFailed("0", "no answer");
        outbox.assertDid("ended 0: block 0 could not be submitted: no answer", "submit 1");

        core.submitted("0", "job-0");
        outbox.assertDid("cancel job-0");
        core.managerRegistered("0");
    }

    @Test
    void aSubmissionThatWasAnsweredDoesNotFailAnyMore() {
        BlockCore core = running("0", 1);

        core.submitFailed("0", "no answer");
        outbox.assertDid();
    }

    private BlockCore running(String blockId, int maxFailures) {
        BlockCore core = new BlockCore(1, maxFailures, outbox);
        core.start();
        outbox.assertDid("submit " + blockId);
        submitted(core, blockId);
        return core;
    }

    private void submitted(BlockCore core, String blockId) {
        core.submitted(blockId, "job-" + blockId);
        outbox.assertDid("started " + blockId + " as job-" + blockId);
    }
}
