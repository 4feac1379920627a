package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalProviderTest {
    private static final Duration GRACE = Duration.ofMillis(300);
    /** A shell and its child, neither of which heeds TERM; says their ids, and stays. */
    private static final String STUBBORN = "trap '' TERM\nsleep 1000 &\necho $$ $! > ready\nwait";

    @TempDir
    Path directory;

    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private final LocalProvider provider = new LocalProvider(GRACE, true);
    private JobFiles files = new JobFiles(Path.of("."));

    @BeforeEach
    void listen() throws Exception {
        files = JobFiles.in(directory);
        provider.onChange(() -> changes.add("changed"));
    }

    @AfterEach
    void endAll() {
        provider.close();
    }

    @Test
    void aScriptRunsInTheDirectoryOfThisJvmWithItsOutputInTheFiles() throws Exception {
        String id = provider.submit(files.script("echo $OLDPWD\necho oops >&2\nread -r line || echo no input"));

        assertThat(end(id)).isEqualTo(new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""));
        assertThat(files.out()).isEqualTo(Path.of("").toRealPath() + "\nno input\n");
        assertThat(files.err()).isEqualTo("oops\n");
    }

    @Test
    void aScriptMayBeNamedByARelativePath() throws Exception {
        JobRequest request = files.script("exit 0");
        Path relative = Path.of("").toAbsolutePath().relativize(request.script());

        String id =
                provider.submit(new JobRequest("job", relative, request.stdout(), request.stderr(), 1, Duration.ZERO));

        assertThat(end(id).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void anExitCodeOtherThanZeroIsAFailure() throws Exception {
        String id = provider.submit(files.script("exit 3"));

        assertThat(end(id)).isEqualTo(new JobStatus(JobState.FAILED, OptionalInt.of(3), ""));
    }

    @Test
    void aSignalIsNamedAsTheReason() throws Exception {
        String id = provider.submit(files.script("kill -KILL $$"));

        assertThat(end(id)).isEqualTo(new JobStatus(JobState.FAILED, OptionalInt.of(137), "ended by signal 9"));
    }

    @Test
    void aJobOfAnEarlierHeadIsFoundWatchedAndCancelled() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/environ")), "there is no /proc");
        JobRequest request = named("jarsl.test." + UUID.randomUUID(), files.script(STUBBORN));
        String id = provider.submit(request);
        files.ready();
        try (LocalProvider later = new LocalProvider(GRACE, true)) {
            later.onChange(() -> changes.add("heard by the later one"));
            assertThat(later.find(request.name().substring(0, request.name().length() - 1)))
                    .isEmpty();
            assertThat(later.find(request.name())).contains(id);
            assertThat(later.status(List.of(id)).get(id)).isEqualTo(JobStatus.of(JobState.RUNNING));
            later.cancel(List.of(id));
            assertThat(later.status(List.of(id)).get(id)).isEqualTo(JobStatus.of(JobState.CANCELLED));
            assertThat(List.of(takeChange(), takeChange())).contains("heard by the later one");
            assertThat(later.find(request.name())).isEmpty();
        }
    }

    private static JobRequest named(String name, JobRequest request) {
        return new JobRequest(name, request.script(), request.stdout(), request.stderr(), 1, Duration.ZERO);
    }

    private String takeChange() throws InterruptedException {
        return String.valueOf(changes.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aRunningJobIsRunningAndOneOfAnotherIsNotSpokenOf() throws Exception {
        String id = provider.submit(files.script(STUBBORN));
        files.ready();

        assertThat(provider.status(List.of(id, "1")))
                .containsOnlyKeys(id)
                .containsValue(JobStatus.of(JobState.RUNNING));
    }

    @Test
    void cancelEndsTheWholeGroupEvenIfItDoesNotHeedTerm() throws Exception {
        String id = provider.submit(files.script(STUBBORN));
        List<Long> processes = files.ready();

        provider.cancel(List.of(id));

        JobFiles.assertGone(processes);
        assertThat(end(id)).isEqualTo(new JobStatus(JobState.CANCELLED, OptionalInt.of(137), "ended by signal 9"));
    }

    @Test
    void cancelLetsAJobEndInItsOwnWay() throws Exception {
        String id =
                provider.submit(files.script("trap 'echo bye; exit 5' TERM\nsleep 1000 &\necho $$ $! > ready\nwait"));
        List<Long> processes = files.ready();

        provider.cancel(List.of(id));

        JobFiles.assertGone(processes);
        assertThat(end(id)).isEqualTo(new JobStatus(JobState.CANCELLED, OptionalInt.of(5), ""));
        assertThat(files.out()).isEqualTo("bye\n");
    }

    @Test
    void cancelGivesTheGraceToThoseWhoseShellHasEnded() throws Exception {
        String slow = "trap 'while kill -0 $PPID; do :; done 2>/dev/null; sleep 0.2; echo bye; exit' TERM\n"
                + "sleep 1000 &\necho $PPID $$ $! > ready\nwait";
        Files.writeString(directory.resolve("slow.sh"), slow);
        try (LocalProvider patient = new LocalProvider(Duration.ofSeconds(20), true)) {
            String id = patient.submit(files.script("bash slow.sh &\nwait"));
            List<Long> processes = files.ready();

            patient.cancel(List.of(id));

            JobFiles.assertGone(processes);
            assertThat(patient.status(List.of(id)))
                    .hasEntrySatisfying(id, status -> assertThat(status.state()).isEqualTo(JobState.CANCELLED));
            assertThat(files.out()).isEqualTo("bye\n");
        }
    }

    @Test
    void cancelOfWhatHasEndedOrNeverWasChangesNothing() throws Exception {
        String id = provider.submit(files.script("exit 0"));
        JobStatus status = end(id);

        provider.cancel(List.of(id, "no such job"));

        assertThat(provider.status(List.of(id))).containsEntry(id, status);
    }

    @Test
    void whatAScriptLeavesBehindIsGoneWhenItsEndIsTold() throws Exception {
        String id = provider.submit(files.script("trap '' TERM\nsleep 1000 &\necho $$ $! > ready\nexit 0"));
        List<Long> processes = files.ready();

        assertThat(end(id).state()).isEqualTo(JobState.COMPLETED);
        JobFiles.assertGone(processes);
    }

    @Test
    void anInterruptedThreadEndsJobsAllTheSame() throws Exception {
        String id = provider.submit(files.script(STUBBORN));
        List<Long> processes = files.ready();

        Thread.currentThread().interrupt();
        provider.cancel(List.of(id));

        assertThat(Thread.interrupted()).isTrue();
        JobFiles.assertGone(processes);
    }

    @Test
    void closeEndsAllJobsAndNoMoreAreStarted() throws Exception {
        provider.submit(files.script(STUBBORN));
        List<Long> processes = files.ready();

        provider.close();
        provider.close();

        JobFiles.assertGone(processes);
        JobRequest another = files.script("exit 0");
        assertThatThrownBy(() -> provider.submit(another))
                .isInstanceOf(ProviderException.class)
                .hasMessage("no more jobs are started");
    }

    @Test
    void withoutSetsidTheDescendantsAreEnded() throws Exception {
        try (LocalProvider plain = new LocalProvider(GRACE, false)) {
            String id = plain.submit(files.script(STUBBORN));
            List<Long> processes = files.ready();

            plain.cancel(List.of(id));

            JobFiles.assertGone(processes);
            assertThat(plain.status(List.of(id)).values())
                    .extracting(JobStatus::state)
                    .containsExactly(JobState.CANCELLED);
        }
    }

    @Test
    void aJobThatCannotStartIsRefusedWithTheReason() throws IOException {
        JobRequest request = files.script("exit 0");
        Path nowhere = directory.resolve("nowhere").resolve("out");

        assertThatThrownBy(() ->
                        provider.submit(new JobRequest("job", request.script(), nowhere, nowhere, 1, Duration.ZERO)))
                .isInstanceOf(ProviderException.class)
                .hasMessageStartingWith("cannot start " + request.script() + ": ")
                .hasMessageContaining("nowhere");
    }

    @Test
    void closeInAShutdownHookEndsTheJobs() throws Exception {
        JobRequest request = files.script(STUBBORN);
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClosedInShutdownHook.class.getName(),
                        request.script().toString())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Long> processes = files.ready();
        jvm.getOutputStream().close();

        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
        JobFiles.assertGone(processes);
    }

    /** The status of the job once its end has been told. */
    private JobStatus end(String id) throws InterruptedException {
        assertThat(changes.poll(30, TimeUnit.SECONDS)).as("change is told").isNotNull();
        JobStatus status = provider.status(List.of(id)).get(id);
        assertThat(status).isNotNull();
        return status;
    }

    /** A JVM that ends, with a job still running, when its input does. */
    static final class ClosedInShutdownHook {
        private ClosedInShutdownHook() {}

        public static void main(String[] arguments) throws Exception {
            Path script = Path.of(arguments[0]);
            LocalProvider provider = new LocalProvider(GRACE, true);
            Runtime.getRuntime().addShutdownHook(new Thread(provider::close));
            Path out = Files.createTempFile(script.resolveSibling(""), "hook", ".out");
            provider.submit(new JobRequest("job", script, out, out, 1, Duration.ZERO));
            int unused = System.in.read();
            System.exit(0);
        }
    }
}
