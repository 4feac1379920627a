package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorFailedException;
import org.jarsl.NodeSummary;
import org.jarsl.TaskState;
import org.jarsl.tests.demo.Finished;
import org.jarsl.tests.lab.Lab;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The head on a login node, managers in jobs of a real Slurm of four nodes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlurmTest {
    private static @Nullable Lab lab;

    @TempDir
    private Path directory;

    /** Not before all: a class that is skipped as a whole leaves no trace in the report. */
    @BeforeEach
    void up() throws Exception {
        if (lab == null) {
            lab = Lab.up("slurm", 4);
        }
    }

    @AfterAll
    static void down() throws Exception {
        if (lab != null) {
            lab.down();
        }
    }

    @AfterEach
    void noJobIsLeft() {
        if (lab != null) {
            until("no job is left in the queue", () -> lab().jobs().isEmpty());
        }
    }

    private static Lab lab() {
        return java.util.Objects.requireNonNull(lab);
    }

    record Ran(int number, String node) {}

    /** Waits for a file first. */
    static Ran whereAfter(String file, int number) throws Exception {
        while (!Files.exists(Path.of(file))) {
            Thread.sleep(20);
        }
        return where(number);
    }

    static Ran where(int number) throws Exception {
        Thread.sleep(20);
        return new Ran(number, InetAddress.getLocalHost().getHostName());
    }

    private Config config(String provider) {
        return Config.parse(text(provider, "60s"));
    }

    /** Of which silence tells; the others are patient, for a manager that starts on a busy machine may be silent for long. */
    private Config impatient(String provider) {
        return Config.parse(text(provider, "12s"));
    }

    private static void untilFourAreUp(DataFlowKernel dfk) {
        untilUp(dfk, 4, "four managers are up");
    }

    private static void untilUp(DataFlowKernel dfk, int managers, String what) {
        try {
            until(what, () -> up(dfk).size() == managers);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but " + up(dfk) + "; the log:\n" + log(dfk), e);
        }
    }

    private String text(String provider, String threshold) {
        return """
                jarsl {
                  run-directory = "%s/runinfo"
                  head.address = %s
                  executors = [{
                    type = high-throughput
                    max-workers-per-node = 2
                    cores-per-worker = 0.01
                    heartbeat-period = 1s
                    heartbeat-threshold = %s
                    manager-jvm-options = ["-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"]
                    provider { type = slurm, exclusive = false, walltime = 5m, status-period = 2s, %s }
                  }]
                }
                """.formatted(directory, Lab.SLURM_HEAD, threshold, provider);
    }

    @Test
    void aBlockOfFourNodesRunsTasksOnAllOfThem() throws IOException {
        Set<String> managers;
        Path run;
        try (DataFlowKernel dfk = DataFlowKernel.load(config("nodes-per-block = 4"))) {
            untilFourAreUp(dfk);
            assertThat(runAll(dfk, 2_000, 0, () -> {})).containsExactlyInAnyOrder("n1", "n2", "n3", "n4");
            managers = up(dfk).stream().map(NodeSummary::manager).collect(Collectors.toSet());
            run = dfk.runDirectory();
        }
        for (String manager : managers) {
            assertThat(run.resolve("htex").resolve(manager).resolve("manager.log"))
                    .isNotEmptyFile();
        }
    }

    @Test
    void blocksComeWithTheLoadAndGoWithIt() {
        String elastic = "exclusive = true, strategy = auto-scale-in, strategy-period = 500ms, max-idle-time = 2s, "
                + "min-blocks = 1, max-blocks = 3";
        try (DataFlowKernel dfk = DataFlowKernel.load(config(elastic))) {
            until("the first manager is up", () -> up(dfk).size() == 1);
            assertThat(runAll(dfk, 2_000, 0, () -> until("three managers are up", () -> up(dfk).size() == 3)))
                    .hasSize(3);
            until("one block is left", () -> lab().jobs().size() == 1);
            assertThat(up(dfk)).hasSize(1);
            assertThat(log(dfk)).contains("scaling out by 2 blocks: ", "scaling in by 2 blocks (");
        }
    }

    @Test
    void whatAKilledHeadHasLeftIsCancelledByTheCleanup() throws Exception {
        Files.writeString(directory.resolve("Idle.java"), """
                import org.jarsl.DataFlowKernel;

                class Idle {
                    public static void main(String[] arguments) throws Exception {
                        DataFlowKernel dfk = DataFlowKernel.load();
                        while (dfk.nodes().size() < 2) {
                            Thread.sleep(20);
                        }
                        System.out.println("two managers are up");
                        Thread.sleep(600_000);
                    }
                }
                """);
        Files.writeString(directory.resolve("slurm.conf"), text("init-blocks = 2", "60s"));
        Path run = directory.resolve("runinfo/000");
        Path out = directory.resolve("head.out");
        Process head = new ProcessBuilder(
                        Finished.javaCommand("org.jarsl.cli.Run", "--config", "slurm.conf", "Idle.java"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            until("the managers are up", () -> read(out).contains("two managers"));
            assertThat(cleanup(run).err()).contains("is still running: process " + head.pid() + " on ");
        } finally {
            head.destroyForcibly().waitFor();
        }

        List<String> left = lab().jobs();
        assertThat(left).hasSize(2);
        assertThat(cleanup(run).out())
                .contains("htex: cancelled job " + left.get(0) + ", jarsl.htex.", "job " + left.get(1));
        assertThat(cleanup(run).out()).isEqualTo("htex: nothing is left\n");
    }

    private Finished cleanup(Path run) throws Exception {
        return Finished.java(directory, Map.of(), "org.jarsl.cli.Cleanup", run.toString());
    }

    @Test
    void aBlockThatIsCancelledIsReplacedAndItsTasksRunAgain() {
        try (DataFlowKernel dfk = DataFlowKernel.load(config("init-blocks = 2, nodes-per-block = 2"))) {
            untilFourAreUp(dfk);
            runAll(dfk, 1_000, 100, () -> lab().run("scancel", lab().jobs().get(0)));
            until("the block was replaced", () -> up(dfk).size() == 4);
        }
    }

    @Test
    void aBlockThatIsEndedAtItsWalltimeIsReplacedAndItsTasksRunAgain() {
        try (DataFlowKernel dfk = DataFlowKernel.load(config("init-blocks = 2, nodes-per-block = 2"))) {
            untilFourAreUp(dfk);
            runAll(
                    dfk,
                    2_000,
                    100,
                    () -> lab().run(
                                    "scontrol",
                                    "update",
                                    "jobid=" + lab().jobs().get(0),
                                    "EndTime=now+1"));
            until("the end was told", () -> log(dfk).contains("TIMEOUT"));
        }
    }

    @Test
    void aNodeThatCrashesTakesItsManagerOnly() throws Exception {
        try (DataFlowKernel dfk = DataFlowKernel.load(impatient("nodes-per-block = 4"))) {
            untilFourAreUp(dfk);
            String batchHost = lab().run("squeue", "-h", "-o", "%B").strip();
            String other = Stream.of("n1", "n2", "n3", "n4")
                    .filter(n -> !n.equals(batchHost))
                    .findFirst()
                    .orElseThrow();
            try {
                runAll(dfk, 2_000, 100, () -> lab().lab("crash", other));
                assertThat(up(dfk)).as(log(dfk)).hasSize(3);
            } finally {
                lab().lab("start", other);
            }
        }
        until(
                "the node is back",
                () -> lines(() -> lab().run("sinfo", "-h", "-N", "-t", "idle", "-o", "%N")
                                        .lines()
                                        .distinct()
                                        .toList())
                                .size()
                        == 4);
    }

    /** Its manager is taken for lost; when it is heard of again its results are of no use, and it is sent away. */
    @Test
    void aNodeThatIsUnpluggedForAWhileDoublesNoTask() {
        try (DataFlowKernel dfk = DataFlowKernel.load(impatient("nodes-per-block = 4"))) {
            untilFourAreUp(dfk);
            runAll(dfk, 6_000, 100, () -> {
                lab().lab("unplug", "n3");
                try {
                    untilUp(dfk, 3, "the manager is taken for lost");
                    TimeUnit.SECONDS.sleep(8); // which makes 20 s in all
                } finally {
                    lab().lab("plug", "n3");
                }
            });
        }
    }

    @Test
    void aControllerThatIsAwayForAWhileCostsNothing() {
        try (DataFlowKernel dfk = DataFlowKernel.load(config("nodes-per-block = 4"))) {
            untilFourAreUp(dfk);
            runAll(dfk, 3_000, 100, () -> {
                lab().lab("stop-controller");
                until("Slurm was asked in vain", () -> log(dfk).contains("the state of the blocks is not known"));
                TimeUnit.SECONDS.sleep(10);
                lab().lab("start-controller");
            });
            List<String> gone =
                    log(dfk).lines().filter(line -> line.contains(" is gone")).toList();
            assertThat(up(dfk)).as(gone.toString()).hasSize(4);
            assertThat(lab().jobs()).hasSize(1);
        }
    }

    /** Slurm may have taken a job although its answer did not come; a second one would take nodes for nothing. */
    @Test
    void aControllerThatDoesNotAnswerASubmissionGetsNoSecondOne() throws Exception {
        lab().lab("freeze-controller");
        try (DataFlowKernel dfk = DataFlowKernel.load(config("command-timeout = 15s"))) {
            until("no answer came", () -> log(dfk).contains("timed out"));
            lab().lab("thaw-controller");
            until("the manager is up", () -> up(dfk).size() == 1);
            assertThat(lab().jobs()).hasSize(1);
            assertThat(dfk.nodes()).hasSize(1);
        }
    }

    @Test
    void aJobThatSlurmRefusesFailsTheTasksWithItsWords() {
        try (DataFlowKernel dfk = DataFlowKernel.load(config("partition = nosuch"))) {
            assertThat(failure(dfk.app(SlurmTest::where).call(1), ExecutorFailedException.class))
                    .hasMessageContainingAll("sbatch", "nosuch", "Invalid partition name");
        }
    }

    private interface Deed {
        void done() throws Exception;
    }

    private interface Question<T> {
        T asked() throws Exception;
    }

    /** Runs so many tasks, does something in their midst, and says on which nodes they ran; each must end once. */
    private Set<String> runAll(DataFlowKernel dfk, int tasks, int doneBefore, Deed deed) {
        AtomicInteger ended = new AtomicInteger();
        dfk.addListener(event -> ended.addAndGet(event.state() == TaskState.EXEC_DONE ? 1 : 0));
        App2<String, Integer, Ran> where = dfk.app(SlurmTest::whereAfter);
        // None ends before the deed is done, unless some must.
        Path go = doneBefore == 0 ? directory.resolve("go") : directory;
        List<AppFuture<Ran>> futures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            futures.add(where.call(go.toString(), i));
        }
        until(doneBefore + " tasks have ended", () -> ended.get() >= doneBefore);
        lines(() -> {
            deed.done();
            return Files.exists(go) ? List.of() : List.of(Files.createFile(go).toString());
        });
        Set<String> nodes = new TreeSet<>();
        for (int i = 0; i < tasks; i++) {
            Ran ran = result(futures.get(i));
            assertThat(ran.number()).isEqualTo(i);
            nodes.add(ran.node());
        }
        until("every end was told", () -> ended.get() >= tasks);
        assertThat(ended).hasValue(tasks);
        return nodes;
    }

    private static List<String> lines(Question<List<String>> question) {
        try {
            return question.asked();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<NodeSummary> up(DataFlowKernel dfk) {
        return dfk.nodes().stream().filter(NodeSummary::up).toList();
    }

    private static String log(DataFlowKernel dfk) {
        try {
            return Files.readString(dfk.runDirectory().resolve("jarsl.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
