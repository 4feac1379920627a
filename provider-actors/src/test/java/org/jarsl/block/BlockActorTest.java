package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.block.BlockEvent.BlockEnded;
import org.jarsl.block.BlockEvent.BlockStarted;
import org.jarsl.block.BlockEvent.BlocksDraining;
import org.jarsl.block.BlockEvent.BlocksFailed;
import org.jarsl.block.BlockEvent.BlocksStopped;
import org.jarsl.block.BlockEvent.LoadWanted;
import org.jarsl.block.JobLedger.Leftovers;
import org.jarsl.block.core.BlockErrorHandler;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.block.core.ScalingSettings.Strategy;
import org.jarsl.interchange.core.Load;
import org.jarsl.launcher.SimpleLauncher;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.JobState;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.LocalSettings;
import org.jarsl.provider.ProviderException.Kind;
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

    private static final ScalingSettings ELASTIC =
            new ScalingSettings(Strategy.SIMPLE, 0, 0, 1, 1.0, Duration.ofSeconds(5), Duration.ofSeconds(60), 10, 60);

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
        blocks = kit.spawn(BlockActor.create(plan(ScalingSettings.fixed(1), directory), owner.ref(), nowMillis::get));
        owner.expectMessageClass(BlockEvent.BlocksRecovered.class, PATIENCE);
    }

    private BlockActor.Plan plan(ScalingSettings scaling, Path scripts) {
        BlockSettings settings = new BlockSettings(
                new LocalSettings(),
                scaling,
                1,
                "",
                2,
                new BlockErrorHandler.Windowed(2),
                START_TIMEOUT,
                new SimpleLauncher());
        return new BlockActor.Plan("htex", "t0", settings, provider, "exec manager", scripts, 0, commands);
    }

    @AfterEach
    void stop() throws InterruptedException {
        // Nobody may write into the directory any more when it is deleted.
        kit.shutdownTestKit();
        commands.shutdownNow();
        assertThat(commands.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aBlockIsSubmittedUnderAUniqueNameAndItsEndComesWithAPoll() {
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
    void aJobOfWhichTheSchedulerSaysNothingIsNotTakenForGone() {
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
    void aChangeDuringAPollIsAskedForAgain() {
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
    void aPollWithoutAnAnswerDoesNotKeepTheNextFromBeingMade() {
        started("11");

        provider.change();
        assertThat(provider.poll().question()).containsExactly("11");
        warns(
                "the state of the blocks is not known: no answer in 60 s",
                () -> time.timePasses(provider.commandTimeout()));
        provider.change();
        pass(TICK);
        provider.poll().answer(Map.of("11", FAILED));

        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
    }

    @Test
    void aSubmissionWithoutAnAnswerIsLookedForAndItsLateJobIsTheBlocks() {
        var submission = provider.submission();

        warns(
                "it is not clear whether block 0 was submitted: no answer in 60 s",
                () -> time.timePasses(provider.commandTimeout()));
        pass(TICK);
        var search = provider.search();
        assertThat(search.question()).isEqualTo("jarsl.htex.t0.0");
        search.answer(Optional.empty());
        submission.answer("11");

        assertThat(next(BlockStarted.class)).isEqualTo(new BlockStarted("0", "11"));
        assertThat(provider.commands()).isEqualTo(2);
    }

    @Test
    void aJobThatIsFoundIsTheBlocksAndALateAnswerDoesNotMakeAnother() {
        var submission = provider.submission();
        warns(
                "it is not clear whether block 0 was submitted: no answer in 60 s",
                () -> time.timePasses(provider.commandTimeout()));
        pass(TICK);
        provider.search().answer(Optional.of("11"));
        assertThat(next(BlockStarted.class)).isEqualTo(new BlockStarted("0", "11"));

        submission.fail(Kind.UNCLEAR, "timed out");
        provider.change();
        pass(TICK);
        provider.poll().answer(Map.of("11", FAILED));
        assertThat(next(BlockEnded.class).description()).contains("node n1 is down");
    }

    @Test
    void aSchedulerThatIsAwayIsAskedAgainLaterForTheSameBlock() {
        for (int second = 1; second <= 4; second *= 2) {
            var submission = provider.submission();
            warns("block 0 could not be submitted: no contact", () -> submission.fail(Kind.UNAVAILABLE, "no contact"));
            pass(Duration.ofSeconds(second).minusMillis(1));
            assertThat(provider.commands()).isEqualTo(Integer.numberOfTrailingZeros(second) + 1);
            pass(Duration.ofMillis(1));
        }
        var submission = provider.submission();
        assertThat(submission.question().name()).isEqualTo("jarsl.htex.t0.0");
        submission.answer("11");
        assertThat(next(BlockStarted.class)).isEqualTo(new BlockStarted("0", "11"));
    }

    @Test
    void whatMayBeInTheSchedulerIsWrittenDownBeforeAndAfterEachCommand() throws IOException {
        var submission = provider.submission();
        assertThat(JobLedger.leftovers(directory)).isEqualTo(new Leftovers("local", Set.of("jarsl.htex.t0.0")));
        submission.answer("11");
        assertThat(next(BlockStarted.class).jobId()).isEqualTo("11");
        assertThat(JobLedger.leftovers(directory)).isEqualTo(new Leftovers("local", Set.of("jarsl.htex.t0.0")));
        provider.change();
        provider.poll().answer(Map.of("11", FAILED));
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
        provider.submission().refuse("no partition `gpu`");
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("1");
        assertThat(JobLedger.leftovers(directory)).isEqualTo(new Leftovers("local", Set.of()));
    }

    @Test
    void aHeldJobIsWarnedOfOnceWithTheSchedulersReason() {
        started("11");
        JobStatus held = new JobStatus(JobState.HELD, OptionalInt.empty(), "JobHeldUser");

        LoggingTestKit.warn("htex: block 0 waits for somebody to release it: HELD, JobHeldUser")
                .withOccurrences(1)
                .expect(kit.system(), () -> {
                    for (int i = 0; i < 2; i++) {
                        provider.change();
                        provider.poll().answer(Map.of("11", held));
                    }
                    provider.change();
                    return provider.poll();
                });
    }

    @Test
    void refusedSubmissionsFailTheExecutorWithTheSchedulersWords() {
        provider.submission().refuse("no partition `gpu`");
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
        provider.submission().refuse("no partition `gpu`");
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("1");

        assertThat(next(BlocksFailed.class).reason())
                .isEqualTo("2 blocks in a row ended before a manager of theirs registered; the last: "
                        + "block 1 could not be submitted: no partition `gpu`");
    }

    @Test
    void aJobInTheQueueMayWaitLongerThanTheStartTimeout() {
        started("11");
        poll(JobState.PENDING);

        provider.change();
        var poll = provider.poll();
        pass(START_TIMEOUT);
        poll.answer(Map.of("11", FAILED));

        assertThat(next(BlockEnded.class).description()).startsWith("block 0 (job 11) ended: FAILED");
    }

    @Test
    void aJobThatRunsWithoutAManagerIsCancelledAfterTheStartTimeout() {
        started("11");
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
    void aJobWhoseManagerIsGoneIsCancelledAndItsEndReplacesIt() {
        started("11");
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
    void stopIsAnsweredAtItsBoundWhenTheSchedulerIsNot() {
        started("11");

        blocks.tell(new BlockActor.Stop());
        assertThat(provider.cancellation().question()).containsExactly("11");
        owner.awaitAssert(PATIENCE, () -> {
            time.timePasses(Duration.ofSeconds(10));
            return owner.expectMessageClass(BlocksStopped.class, Duration.ofMillis(100));
        });
    }

    @Test
    void stopWaitsForASchedulerThatIsSlowToHearOfIt() {
        started("11");

        blocks.tell(new BlockActor.Stop());
        var cancellation = provider.cancellation();
        time.timePasses(Duration.ofSeconds(30));
        owner.expectNoMessage(Duration.ZERO);
        cancellation.answer(true);
        assertThat(next(BlocksStopped.class)).isNotNull();
    }

    @Test
    void stopIsAnsweredSoonWhenTheJobsThatAreCancelledDoNotEnd() {
        started("11");

        blocks.tell(new BlockActor.Stop());
        provider.cancellation().answer(true);
        provider.poll().answer(Map.of("11", RUNNING));
        time.timePasses(Duration.ofSeconds(10));
        assertThat(next(BlocksStopped.class)).isNotNull();

        provider.change();
        provider.poll().answer(Map.of("11", JobStatus.of(JobState.CANCELLED)));
        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
        kit.stop(blocks);
        owner.expectNoMessage(Duration.ZERO); // stopped was told, once
    }

    @Test
    void stopIsAnsweredThoughCancelFailedWhenTheJobsEnd() {
        started("11");

        blocks.tell(new BlockActor.Stop());
        provider.cancellation().refuse("no contact");
        provider.poll().answer(Map.of("11", JobStatus.of(JobState.COMPLETED)));

        assertThat(List.of(next(BlockEnded.class), next(BlocksStopped.class))).hasSize(2);
    }

    @Test
    void blocksComeWithTheLoadAndDrainBeforeTheyAreCancelled() {
        kit.stop(blocks);
        provider.submission().refuse("the test's other blocks");
        blocks = kit.spawn(BlockActor.create(plan(ELASTIC, directory.resolve("elastic")), owner.ref(), nowMillis::get));
        owner.expectMessageClass(BlockEvent.BlocksRecovered.class, PATIENCE);
        time.timePasses(TICK);
        assertThat(next(LoadWanted.class)).isNotNull();
        time.timePasses(ELASTIC.period());
        owner.expectNoMessage(Duration.ZERO); // it is asked for once until it is answered
        blocks.tell(new BlockActor.LoadIs(new Load(1, Map.of(), Set.of())));
        started("11");
        blocks.tell(new BlockActor.ManagerRegistered("0", MANAGER));

        idle(Duration.ZERO, Set.of());
        idle(ELASTIC.maxIdleTime(), Set.of());
        assertThat(next(BlocksDraining.class).blockIds()).containsExactly("0");
        idle(Duration.ZERO, Set.of("0"));
        assertThat(provider.cancellation().question()).containsExactly("11");
    }

    /** Once it is asked for, what was said before has been heard. */
    private void idle(Duration since, Set<String> draining) {
        time.timePasses(ELASTIC.period());
        assertThat(next(LoadWanted.class)).isNotNull();
        nowMillis.addAndGet(since.toMillis());
        blocks.tell(new BlockActor.LoadIs(new Load(0, Map.of("0", new Load.OfBlock(1, 2, 0, 1)), draining)));
    }

    private void started(String jobId) {
        provider.submission().answer(jobId);
        assertThat(next(BlockStarted.class).jobId()).isEqualTo(jobId);
    }

    /** Does something, of which the actor has heard when this returns. */
    private void warns(String warning, Runnable action) {
        LoggingTestKit.warn("htex: " + warning).expect(kit.system(), () -> {
            action.run();
            return warning;
        });
    }

    /** The answer has been heard once the next poll is made. */
    private void poll(JobState state) {
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
