package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.block.BlockEvent.BlockEnded;
import org.jarsl.block.BlockEvent.BlockStarted;
import org.jarsl.block.BlockEvent.BlocksFailed;
import org.jarsl.block.BlockEvent.BlocksRecovered;
import org.jarsl.block.BlockEvent.BlocksStopped;
import org.jarsl.block.core.BlockErrorHandler;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.launcher.SingleNodeLauncher;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.JobFiles;
import org.jarsl.provider.LocalProvider;
import org.jarsl.provider.LocalSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that are real processes of this machine. */
final class LocalBlocksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final ActorTestKit kit = ActorTestKit.create();
    private final ExecutorService commands = Executors.newCachedThreadPool();
    private final LocalProvider provider = new LocalProvider();
    private final TestProbe<BlockEvent> owner = kit.createTestProbe();

    @AfterEach
    void stop() throws InterruptedException {
        // Nobody may write into the directory any more when it is deleted.
        kit.shutdownTestKit();
        commands.shutdownNow();
        assertThat(commands.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        provider.close();
    }

    @Test
    void aBlockRunsItsScriptAndIsReplacedWhenItEnds() throws Exception {
        JobFiles files = JobFiles.in(directory);
        ActorRef<BlockActor.Command> blocks = start(
                1, "export GREETING='hello from'", "echo $GREETING $JARSL_BLOCK_ID; echo $$ > ready; read -r < ready");

        assertThat(next(BlockStarted.class).blockId()).isEqualTo("0");
        blocks.tell(new BlockActor.ManagerRegistered("0", new ManagerId("m", 1)));
        assertThat(files.ready()).hasSize(1);
        Files.writeString(directory.resolve("ready"), "end\n");

        BlockEnded ended = next(BlockEnded.class);
        assertThat(ended.description()).matches("block 0 \\(job \\d+\\) ended: COMPLETED, exit code 0");
        assertThat(next(BlockStarted.class).blockId()).isEqualTo("1");
        assertThat(directory.resolve("block-0.stdout")).hasContent("hello from 0");
        assertThat(directory.resolve("block-0.stderr")).isEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("block-0.sh"))))
                .isEqualTo("rwx------");
    }

    @Test
    void theReasonOfTheLastFailureTellsJobExitCodeAndStandardError() throws Exception {
        start(3, "", "for i in {1..1000}; do echo line $i; done >&2; echo no such module >&2; exit 4");

        BlocksFailed failed = failed();

        assertThat(failed.reason())
                .startsWith("3 blocks in a row ended before a manager of theirs registered; the last: block 2 (job ")
                .contains(") ended: FAILED, exit code 4; the end of its standard error:\n")
                .endsWith("\nline 1000\nno such module")
                .hasSizeLessThan(2500);
    }

    @Test
    void aBlockThatHangsBeforeItsManagerIsCancelledAndItsReasonSaysWhereItHung() throws Exception {
        JobFiles files = JobFiles.in(directory);
        start(1, "echo looking for a licence >&2; sleep 1000 & echo $$ $! > ready; wait", "exec manager");
        assertThat(next(BlockStarted.class).blockId()).isEqualTo("0");
        List<Long> processes = files.ready();

        assertThat(next(BlockEnded.class).blockId()).isEqualTo("0");
        assertThat(next(BlocksFailed.class).reason())
                .startsWith("a block ended before a manager of it registered: block 0 (job ")
                .contains(
                        ") was cancelled, since no manager of it registered within the start-timeout of 5 s: CANCELLED")
                .endsWith("\nlooking for a licence");
        JobFiles.assertGone(processes);
    }

    @Test
    void stopEndsAllBlocksAndWhatTheyHaveStarted() throws Exception {
        JobFiles files = JobFiles.in(directory);
        ActorRef<BlockActor.Command> blocks = start(1, "", "sleep 1000 & echo $$ $! > ready; wait");
        assertThat(next(BlockStarted.class).blockId()).isEqualTo("0");
        blocks.tell(new BlockActor.ManagerRegistered("0", new ManagerId("m", 1)));
        List<Long> processes = files.ready();

        blocks.tell(new BlockActor.Stop());

        assertThat(next(BlockEnded.class).description()).contains("CANCELLED, exit code 143, ended by signal 15");
        assertThat(next(BlocksStopped.class)).isNotNull();
        JobFiles.assertGone(processes);
    }

    private ActorRef<BlockActor.Command> start(int maxFailures, String workerInit, String command) {
        BlockSettings settings = new BlockSettings(
                new LocalSettings(),
                ScalingSettings.fixed(1),
                1,
                "cd '" + directory + "'\n" + workerInit,
                maxFailures,
                new BlockErrorHandler.Windowed(maxFailures),
                START_TIMEOUT,
                new SingleNodeLauncher());
        BlockActor.Plan plan = new BlockActor.Plan("htex", "t0", settings, provider, command, directory, 0, commands);
        ActorRef<BlockActor.Command> blocks = kit.spawn(BlockActor.create(plan, owner.ref()));
        BlocksRecovered unused = next(BlocksRecovered.class); // there were none
        return blocks;
    }

    /** The blocks start and end, and then the end of it all. */
    private BlocksFailed failed() {
        for (int block = 0; block < 3; block++) {
            assertThat(next(BlockStarted.class).blockId()).isEqualTo(Integer.toString(block));
            assertThat(next(BlockEnded.class).blockId()).isEqualTo(Integer.toString(block));
        }
        return next(BlocksFailed.class);
    }

    private <T extends BlockEvent> T next(Class<T> type) {
        return owner.expectMessageClass(type, PATIENCE);
    }
}
