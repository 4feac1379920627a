package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.block.BlockEvent.BlockEnded;
import org.jarsl.block.BlockEvent.BlockStarted;
import org.jarsl.block.BlockEvent.BlocksFailed;
import org.jarsl.block.BlockEvent.BlocksStopped;
import org.jarsl.launcher.SimpleLauncher;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.JobState;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.LocalSettings;
import org.jarsl.provider.ProviderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a scheduler that is slow, silent or refuses, with time that stands still until the test moves it. */
final class BlockActorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final ManagerId MANAGER = new ManagerId("m", 1);
    private static final JobStatus RUNNING = JobStatus.of(JobState.RUNNING);
    private static final JobStatus FAILED = new JobStatus(JobState.FAILED, OptionalInt.of(9), "node n1 is down");

    @TempDir
    Path directory;

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final AtomicLong nowMillis = new AtomicLong();
    private final ManualTime time = ManualTime.get(kit.system());
    private final ExecutorService commands = Executors.newCachedThreadPool();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final TestProbe<BlockEvent> owner = kit.createTestProbe();
    private ActorRef<BlockActor.Command> blocks = kit.system().deadLetters().unsafeUpcast();

    @BeforeEach
    void startOneBlock() {
        BlockSettings settings =
                new BlockSettings(new LocalSettings(), 1, 1, "", 2, START_TIMEOUT, new SimpleLauncher());
        BlockActor.Plan plan = new BlockActor.Plan(
                "htex", "t0", settings, provider, new SimpleLauncher(), "exec manager", directory, commands);
        blocks = kit.spawn(BlockActor.create(plan, owner.ref(), nowMillis::get));
    }

    @AfterEach
    void stop() throws InterruptedException {
        // Nobody may write into the directory any more when it is deleted.
        kit.shutdownTestKit();
        commands.shutdownNow();
        assertThat(commands.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aBlockIsSubmittedUnderAUniqueNameAndItsEndComesWithAPoll() throws Exception {
        var submission = provider.submission();
        assertThat(submission.question().name()).isEqualTo("jarsl.htex.t0.0");
        submission.answer("11");
        assertThat(next(BlockStarted.class)).isEqualTo(new BlockStarted("0", "11"));

        time.timePasses(ScriptedProvider.STATUS_PERIOD);
        var poll = provider.poll();
        assertThat(poll.question()).containsExactly("11");
        poll.answer(Map.of("11", FAILED));

        assertThat(next(BlockEnded.class))
                .isEqualTo(new BlockEnded("0", "block 0 (job 11) ended: FAILED, exit code 9, node n1 is down"));
        assertThat(provider.submission().question().name()).isEqualTo("jarsl.htex.t0.1");
    }

    @Test
    void aJobOfWhichTheSchedulerSaysNothingIsNotTakenForGone() throws Exception {
        started("11");

        provider.change();
        provider.poll().answer(Map.of());
        provider.change();
        provider.poll().answer(Map.of("11", JobStatus.of(JobState.UNKNOWN)));
        provider.change();
        provider.poll().refuse("no contact");
        provider.change();
        provider.poll().answer(Map.of("11", FAILED));

        assertThat(next(BlockEnded.class).description()).contains("node n1 is down");
    }

    @Test
    void aChangeDuringAPollIsAskedForAgain() throws Exception {
        started("11");

        provider.change();
        var poll = provider.poll();
        provider.change();
        blocks.tell(new BlockActor.ManagerRegistered("0", MANAGER));
        poll.answer(Map.of("11", RUNNING));

        provider.poll().answer(Map.of("11", FAILED));
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
    }

    @Test
    void aPollWithoutAnAnswerDoesNotKeepTheNextFromBeingMade() throws Exception {
        started("11");

        provider.change();
        assertThat(provider.poll().question()).containsExactly("11");
        time.timePasses(provider.commandTimeout());
        provider.change();
        provider.poll().answer(Map.of("11", FAILED));

        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
    }

    @Test
    void aSubmissionWithoutAnAnswerIsLookedForAndNotRepeated() throws Exception {
        var submission = provider.submission();

        time.timePasses(provider.commandTimeout());
        while (!provider.hasSearch()) {
            pass(Duration.ofMinutes(5));
        }
        var search = provider.search();
        assertThat(search.question()).isEqualTo("jarsl.htex.t0.0");
        search.answer(Optional.of("11"));
        assertThat(next(BlockStarted.class)).isEqualTo(new BlockStarted("0", "11"));

        submission.answer("11");
        provider.change();
        provider.poll().answer(Map.of("11", FAILED));
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
    }

    @Test
    void aSchedulerThatIsAwayFailsNoBlock() throws Exception {
        for (int i = 0; i < 5; i++) {
            provider.submission().fail(ProviderException.Kind.UNAVAILABLE, "no contact");
            while (!provider.hasSubmission()) {
                pass(Duration.ofMinutes(5));
            }
        }
        provider.submission().answer("11");
        assertThat(next(BlockStarted.class)).isEqualTo(new BlockStarted("0", "11"));
    }

    @Test
    void refusedSubmissionsFailTheExecutorWithTheSchedulersWords() throws Exception {
        provider.submission().refuse("no partition `gpu`");
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
        provider.submission().refuse("no partition `gpu`");
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("1");

        assertThat(next(BlocksFailed.class).reason())
                .isEqualTo("2 blocks in a row ended before a manager of theirs registered; the last: "
                        + "block 1 could not be submitted: no partition `gpu`");
    }

    @Test
    void aJobInTheQueueMayWaitLongerThanTheStartTimeout() throws Exception {
        settled("11");
        poll(JobState.PENDING);

        provider.change();
        var poll = provider.poll();
        pass(START_TIMEOUT);
        poll.answer(Map.of("11", FAILED));

        assertThat(next(BlockEnded.class).description()).startsWith("block 0 (job 11) ended: FAILED");
    }

    @Test
    void aJobThatRunsWithoutAManagerIsCancelledAfterTheStartTimeout() throws Exception {
        settled("11");
        poll(JobState.RUNNING);

        provider.change();
        var poll = provider.poll();
        pass(START_TIMEOUT);
        assertThat(provider.cancellation().question()).containsExactly("11");
        poll.answer(Map.of("11", JobStatus.of(JobState.CANCELLED)));

        assertThat(next(BlockEnded.class).description())
                .isEqualTo("block 0 (job 11) was cancelled, since no manager of it registered within the start-timeout "
                        + "of 600 s: CANCELLED");
    }

    @Test
    void aJobWhoseManagerIsGoneIsCancelledAndItsEndReplacesIt() throws Exception {
        settled("11");
        blocks.tell(new BlockActor.ManagerRegistered("0", MANAGER));
        blocks.tell(new BlockActor.ManagerGone("0", MANAGER));

        provider.change();
        var poll = provider.poll();
        pass(Duration.ofSeconds(15));
        assertThat(provider.cancellation().question()).containsExactly("11");
        poll.answer(Map.of("11", JobStatus.of(JobState.CANCELLED)));

        assertThat(next(BlockEnded.class).description())
                .isEqualTo("block 0 (job 11) was cancelled, since its last manager was gone for 15 s: CANCELLED");
        assertThat(provider.submission().question().name()).isEqualTo("jarsl.htex.t0.1");
    }

    @Test
    void stopIsAnsweredAtItsBoundWhenTheSchedulerIsNot() throws Exception {
        started("11");

        blocks.tell(new BlockActor.Stop());
        assertThat(provider.cancellation().question()).containsExactly("11");
        time.timePasses(Duration.ofSeconds(10));
        assertThat(next(BlocksStopped.class)).isNotNull();

        provider.change();
        provider.poll().answer(Map.of("11", JobStatus.of(JobState.CANCELLED)));
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
        kit.stop(blocks);
        owner.expectNoMessage(Duration.ZERO); // stopped was told, once
    }

    @Test
    void stopIsAnsweredThoughCancelFailedWhenTheJobsEnd() throws Exception {
        started("11");

        blocks.tell(new BlockActor.Stop());
        provider.cancellation().refuse("no contact");
        provider.poll().answer(Map.of("11", JobStatus.of(JobState.COMPLETED)));

        assertThat(List.of(next(BlockEnded.class), next(BlocksStopped.class))).hasSize(2);
    }

    private void started(String jobId) throws InterruptedException {
        provider.submission().answer(jobId);
        assertThat(next(BlockStarted.class).jobId()).isEqualTo(jobId);
    }

    /** Started, and the poll that follows a submission is over. */
    private void settled(String jobId) throws InterruptedException {
        started(jobId);
        provider.change();
        var poll = provider.poll();
        time.timePasses(TICK);
        poll.answer(Map.of());
    }

    /** The answer has been heard once the next poll is made. */
    private void poll(JobState state) throws InterruptedException {
        provider.change();
        provider.poll().answer(Map.of("11", JobStatus.of(state)));
    }

    /** The blocks look at the time once a second. */
    private void pass(Duration duration) {
        nowMillis.addAndGet(duration.toMillis());
        time.timePasses(TICK);
    }

    private <T extends BlockEvent> T next(Class<T> type) {
        return owner.expectMessageClass(type, PATIENCE);
    }
}
