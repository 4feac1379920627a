package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.ProviderException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlockCoreTest {
    private static final ManagerId MANAGER = new ManagerId("m", 1);
    private static final ManagerId ANOTHER = new ManagerId("m", 2);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final RecordingOutbox outbox = new RecordingOutbox();

    @AfterEach
    void nothingIsLeftInTheOutbox() {
        outbox.assertDid();
    }

    @Test
    void startAsksForTheBlocksThatAreWantedOnce() {
        BlockCore core = core(2, 3);

        core.start(0);
        outbox.assertDid("submit 0", "submit 1");
        core.start(0);
        outbox.assertDid();
    }

    @Test
    void blocksThatAnEarlierHeadHasLeftAreTakenOverIfTheyAreStillThere() {
        BlockCore core = core(2, 3);
        core.adopt(List.of("3", "5"), 7);
        core.start(0);
        outbox.assertDid("find 3", "find 5");
        core.found("3", "13", 0);
        outbox.assertDid("started 3 as 13", "ask 13");
        core.found("5", null, 0);
        outbox.assertDid("ended 5: block 5 ended while there was no head", "submit 7");
        assertThat(core.jobs()).containsExactly(Map.entry("3", "13"));
        core.jobRunning("3", 0);
        core.polled(0);
        outbox.assertDid();
        core.managerRegistered("3", MANAGER, 0);
        outbox.assertDid("recovered");
    }

    @Test
    void managersOfBlocksThatStillWaitInTheSchedulerAreNotWaitedFor() {
        BlockCore core = core(1, 3);
        core.adopt(List.of("3"), 4);
        core.start(0);
        core.found("3", "13", 0);
        outbox.assertDid("find 3", "started 3 as 13", "ask 13");
        core.polled(0);
        outbox.assertDid("recovered");
        core.polled(0);
        outbox.assertDid();
    }

    @Test
    void managersOfBlocksThatHaveEndedAreNotWaitedFor() {
        BlockCore core = core(1, 3);
        core.adopt(List.of("3"), 4);
        core.start(0);
        core.found("3", null, 0);
        outbox.assertDid("find 3", "ended 3: block 3 ended while there was no head", "submit 4", "recovered");
    }

    @Test
    void anEndedBlockIsReplacedByOneWithANewName() {
        BlockCore core = running("0", 3);

        core.managerRegistered("0", MANAGER, 0);
        core.jobEnded("0", "COMPLETED", 0);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: COMPLETED", "submit 1");
        assertThat(core.jobs()).isEmpty();
    }

    @Test
    void blocksWithoutAManagerAreReplacedUntilTooManyInARow() {
        BlockCore core = running("0", 2);

        core.jobEnded("0", "FAILED, exit code 3", 0);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: FAILED, exit code 3", "submit 1");
        core.submitFailed("1", Kind.REFUSED, "no such queue", 0);
        outbox.assertDid(
                "ended 1: block 1 could not be submitted: no such queue",
                "failed: 2 blocks in a row ended before a manager of theirs registered; the last: "
                        + "block 1 could not be submitted: no such queue");
        core.start(0);
        outbox.assertDid();
    }

    @Test
    void aJobIdThatIsAnotherBlocksFailsTheBlockAndLeavesTheOtherAlone() {
        BlockCore core = core(2, 2);
        core.start(0);
        outbox.assertDid("submit 0", "submit 1");
        core.submitted("0", "11", 0);
        outbox.assertDid("started 0 as 11");

        core.submitted("1", "11", 0);
        outbox.assertDid(
                "ended 1: block 1 could not be submitted: the scheduler answered that it is job 11, which is that of"
                        + " block 0 (job 11)",
                "submit 2");
        assertThat(core.jobs()).containsExactly(Map.entry("0", "11"));
    }

    @Test
    void aRegisteredManagerMakesTheFailuresBeforeItForgotten() {
        BlockCore core = running("0", 2);
        core.jobEnded("0", "FAILED", 0);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: FAILED", "submit 1");

        submitted(core, "1");
        core.managerRegistered("1", MANAGER, 0);
        core.jobEnded("1", "TIMEOUT", 0);
        outbox.assertDid("ended 1: block 1 (job job-1) ended: TIMEOUT", "submit 2");
        core.submitFailed("2", Kind.REFUSED, "busy", 0);
        outbox.assertDid("ended 2: block 2 could not be submitted: busy", "submit 3");
    }

    @Test
    void aManagerThatRegistersBeforeTheSubmissionIsAnsweredCounts() {
        BlockCore core = core(1, 1);
        core.start(0);
        outbox.assertDid("submit 0");

        core.managerRegistered("0", MANAGER, 0);
        submitted(core, "0");
        core.jobEnded("0", "COMPLETED", 0);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: COMPLETED", "submit 1");
    }

    @Test
    void givingUpCancelsTheOtherBlocks() {
        BlockCore core = core(2, 1);
        core.start(0);
        outbox.assertDid("submit 0", "submit 1");
        submitted(core, "0");
        submitted(core, "1");

        core.jobEnded("0", "FAILED", 0);
        outbox.assertDid(
                "ended 0: block 0 (job job-0) ended: FAILED",
                "cancel job-1",
                "failed: a block ended before a manager of it registered: " + "block 0 (job job-0) ended: FAILED");
        core.jobEnded("1", "CANCELLED", 0);
        outbox.assertDid("ended 1: block 1 (job job-1) ended: CANCELLED");
    }

    @Test
    void stopCancelsAllAndIsAnsweredOnceWhenTheLastHasEnded() {
        BlockCore core = core(2, 1);
        core.start(0);
        outbox.assertDid("submit 0", "submit 1");
        submitted(core, "0");
        submitted(core, "1");

        core.stop(0);
        outbox.assertDid("cancel job-0 job-1");
        core.stop(0);
        core.jobEnded("1", "CANCELLED", 0);
        outbox.assertDid("ended 1: block 1 (job job-1) ended: CANCELLED");
        assertThat(core.jobs()).isEqualTo(Map.of("0", "job-0"));
        core.jobEnded("0", "CANCELLED", 0);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: CANCELLED", "stopped");
        core.jobEnded("0", "CANCELLED", 0);
    }

    @Test
    void aBlockWhoseSubmissionIsUnderWayAtStopIsCancelledWhenItsJobIsKnown() {
        BlockCore core = core(1, 1);
        core.start(0);
        outbox.assertDid("submit 0");

        core.stop(0);
        outbox.assertDid();
        core.submitted("0", "job-0", 0);
        outbox.assertDid("started 0 as job-0", "cancel job-0");
        core.jobEnded("0", "CANCELLED", 0);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: CANCELLED", "stopped");
    }

    @Test
    void aJobThatAppearsAfterItsSubmissionWasGivenUpIsCancelled() {
        BlockCore core = core(1, 3);
        core.start(0);
        outbox.assertDid("submit 0");
        core.submitFailed("0", Kind.REFUSED, "no answer", 0);
        outbox.assertDid("ended 0: block 0 could not be submitted: no answer", "submit 1");

        core.submitted("0", "job-0", 0);
        outbox.assertDid("cancel job-0");
        core.managerRegistered("0", MANAGER, 0);
    }

    @Test
    void aSubmissionThatWasAnsweredDoesNotFailAnyMore() {
        BlockCore core = running("0", 1);

        core.submitFailed("0", Kind.REFUSED, "no answer", 0);
        outbox.assertDid();
    }

    @Test
    void aBlockThatHasLostItsLastManagerIsCancelledAndItsEndReplacesIt() {
        BlockCore core = running("0", 1);
        core.managerRegistered("0", MANAGER, 0);
        core.managerRegistered("0", ANOTHER, 0);

        core.managerGone("0", MANAGER, 1_000);
        core.tick(1_000_000);
        outbox.assertDid();
        core.managerGone("0", ANOTHER, 2_000_000);
        core.tick(2_014_999);
        outbox.assertDid();
        core.tick(2_015_000);
        outbox.assertDid("cancel job-0");
        core.jobEnded("0", "CANCELLED", 2_016_000);
        outbox.assertDid(
                "ended 0: block 0 (job job-0) was cancelled, since its last manager was gone for 15 s: CANCELLED",
                "submit 1");
    }

    @Test
    void aBlockWhoseManagerLeftIsLetEndInItsOwnWay() {
        BlockCore core = running("0", 1);
        core.managerRegistered("0", MANAGER, 0);

        core.managerGone("0", MANAGER, 1_000);
        core.tick(2_000);
        core.jobEnded("0", "COMPLETED", 3_000);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: COMPLETED", "submit 1");
        core.tick(100_000);
        outbox.assertDid();
    }

    @Test
    void aManagerThatWasStartedAgainKeepsItsBlock() {
        BlockCore core = running("0", 1);
        core.managerRegistered("0", MANAGER, 0);
        core.managerGone("0", MANAGER, 1_000);
        core.managerRegistered("0", ANOTHER, 0);
        core.managerGone("0", MANAGER, 2_000);

        core.tick(100_000);
        outbox.assertDid();
    }

    @Test
    void aBlockLostBeforeItsSubmissionIsAnsweredIsCancelledWhenItsJobIsKnown() {
        BlockCore core = core(1, 1);
        core.start(0);
        outbox.assertDid("submit 0");
        core.managerRegistered("0", MANAGER, 0);
        core.managerGone("0", MANAGER, 0);

        core.tick(15_000);
        outbox.assertDid();
        core.submitted("0", "job-0", 0);
        outbox.assertDid("started 0 as job-0", "cancel job-0");
    }

    @Test
    void aJobThatRunsWithoutAManagerIsCancelledAndCountsAsFailed() {
        BlockCore core = running("0", 1);

        core.tick(1_000_000);
        core.jobRunning("0", 1_000_000);
        core.jobRunning("0", 1_030_000);
        core.tick(1_059_999);
        outbox.assertDid();
        core.tick(1_060_000);
        outbox.assertDid("cancel job-0");
        core.jobEnded("0", "CANCELLED", 1_061_000);
        String end = "block 0 (job job-0) was cancelled, since no manager of it registered within the start-timeout of "
                + "60 s: CANCELLED";
        outbox.assertDid("ended 0: " + end, "failed: a block ended before a manager of it registered: " + end);
    }

    @Test
    void aJobWhoseManagerHasRegisteredInTimeIsNotCancelled() {
        BlockCore core = running("0", 1);

        core.jobRunning("0", 0);
        core.managerRegistered("0", MANAGER, 0);
        core.jobRunning("0", 30_000);
        core.tick(1_000_000);
        outbox.assertDid();
    }

    @Test
    void aJobThatDoesNotEndIsCancelledAgainEachMinute() {
        BlockCore core = running("0", 1);
        core.jobRunning("0", 0);
        core.tick(60_000);
        outbox.assertDid("cancel job-0");

        core.tick(119_999);
        outbox.assertDid();
        core.tick(120_000);
        outbox.assertDid("cancel job-0");
    }

    @Test
    void blocksThatFailWhileAnotherHasAManagerAreTriedAfterADelayThatDoubles() {
        BlockCore core = core(2, 2);
        core.start(0);
        outbox.assertDid("submit 0", "submit 1");
        core.managerRegistered("0", MANAGER, 0);
        core.submitFailed("1", Kind.REFUSED, "busy", 0);
        outbox.assertDid("ended 1: block 1 could not be submitted: busy", "submit 2");

        long now = 0;
        int[] delays = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
        for (int i = 0; i < delays.length; i++) {
            int block = 2 + i;
            core.submitFailed(Integer.toString(block), Kind.REFUSED, "busy", now);
            outbox.assertDid(
                    "ended " + block + ": block " + block + " could not be submitted: busy",
                    "postponed for " + delays[i] + " s: " + block
                            + " blocks in a row ended before a manager of theirs registered; the last: block " + block
                            + " could not be submitted: busy");
            now += delays[i] * 1000L;
            core.tick(now - 1);
            outbox.assertDid();
            core.tick(now);
            outbox.assertDid("submit " + (block + 1));
        }
    }

    @Test
    void blocksThatFailTogetherMakeTheDelayGrowOnce() {
        BlockCore core = core(3, 1);
        core.start(0);
        outbox.assertDid("submit 0", "submit 1", "submit 2");
        core.managerRegistered("0", MANAGER, 0);

        core.submitFailed("1", Kind.REFUSED, "busy", 0);
        outbox.assertDid(
                "ended 1: block 1 could not be submitted: busy",
                "postponed for 1 s: a block ended before a manager of it registered: "
                        + "block 1 could not be submitted: busy");
        core.submitFailed("2", Kind.REFUSED, "busy", 999);
        outbox.assertDid("ended 2: block 2 could not be submitted: busy");
        core.tick(1_000);
        outbox.assertDid("submit 3", "submit 4");
        core.managerRegistered("3", ANOTHER, 0);
        core.submitFailed("4", Kind.REFUSED, "busy", 1_000);
        outbox.assertDid(
                "ended 4: block 4 could not be submitted: busy",
                "postponed for 1 s: a block ended before a manager of it registered: "
                        + "block 4 could not be submitted: busy");
    }

    @Test
    void aPostponedBlockComesAtOnceWhenNoOtherHasAManagerAnyMoreAndThenTheExecutorGivesUp() {
        BlockCore core = core(2, 1);
        core.start(0);
        outbox.assertDid("submit 0", "submit 1");
        submitted(core, "0");
        core.managerRegistered("0", MANAGER, 0);
        core.submitFailed("1", Kind.REFUSED, "busy", 0);
        outbox.assertDid(
                "ended 1: block 1 could not be submitted: busy",
                "postponed for 1 s: a block ended before a manager of it registered: "
                        + "block 1 could not be submitted: busy");

        core.jobEnded("0", "TIMEOUT", 10);
        outbox.assertDid("ended 0: block 0 (job job-0) ended: TIMEOUT", "submit 2", "submit 3");
        core.submitFailed("2", Kind.REFUSED, "busy", 20);
        outbox.assertDid(
                "ended 2: block 2 could not be submitted: busy",
                "failed: 2 blocks in a row ended before a manager of theirs registered; the last: "
                        + "block 2 could not be submitted: busy");
        core.submitFailed("3", Kind.REFUSED, "busy", 30);
        outbox.assertDid("ended 3: block 3 could not be submitted: busy");
        core.tick(1_000_000);
    }

    private BlockCore core(int wanted, int maxFailures) {
        return new BlockCore(Samples.fixed(wanted, maxFailures, START_TIMEOUT), outbox);
    }

    private BlockCore running(String blockId, int maxFailures) {
        BlockCore core = core(1, maxFailures);
        core.start(0);
        outbox.assertDid("submit " + blockId);
        submitted(core, blockId);
        return core;
    }

    private void submitted(BlockCore core, String blockId) {
        core.submitted(blockId, "job-" + blockId, 0);
        outbox.assertDid("started " + blockId + " as job-" + blockId);
    }
}
