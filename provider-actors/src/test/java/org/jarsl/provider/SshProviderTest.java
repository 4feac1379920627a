package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SshProviderTest {
    /** A shell that does not heed TERM, a child of it, and a grandchild in a session of its own; says their ids. */
    private static final String STUBBORN =
            "trap '' TERM\nsleep 1000 &\nsetsid sleep 1001 &\necho $$ $! $(jobs -p) > ready\nwait";

    @TempDir
    Path home;

    private @Nullable TestSshd server;
    private @Nullable SshProvider provider;
    private Duration grace = Duration.ZERO;
    private Path directory = Path.of(".");
    private List<Long> stubborn = List.of();
    private JobFiles files = new JobFiles(directory);

    @BeforeAll
    void startServer(@TempDir Path serverDirectory) throws Exception {
        server = TestSshd.start(serverDirectory);
    }

    @AfterAll
    void endServer() throws Exception {
        if (server != null) {
            server.kill();
        }
    }

    @BeforeEach
    void makeFiles() throws Exception {
        grace = Duration.ofMillis(300);
        directory = Files.createTempDirectory(home, "test");
        files = JobFiles.in(directory);
    }

    @AfterEach
    void endAll() throws Exception {
        if (provider != null) {
            provider.close();
        }
        server().knowHost("host.pub");
    }

    @Test
    void aScriptRunsOnTheHostAndItsOutputComesToTheHead() throws Exception {
        provider(1);

        String id = provider().submit(files.script("echo $OLDPWD\necho oops >&2\nread -r line || echo no input"));

        assertThat(end(id)).isEqualTo(new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""));
        assertThat(files.out()).isEqualTo(Path.of("").toRealPath() + "\nno input\n");
        assertThat(files.err()).isEqualTo("oops\n");
        assertThat(remoteDirectory()).isEmptyDirectory();
    }

    @Test
    void anExitCodeOtherThanZeroIsAFailureWithTheHostsName() throws Exception {
        provider(1);

        String id = provider().submit(files.script("exit 3"));

        assertThat(end(id)).isEqualTo(new JobStatus(JobState.FAILED, OptionalInt.of(3), "on " + server().host(1)));
    }

    @Test
    void aRunningJobIsRunningAndOneOfAnotherIsNotSpokenOf() throws Exception {
        provider(1);
        String id = provider().submit(files.script(STUBBORN));
        files.ready();

        assertThat(provider().status(List.of(id, "another")))
                .containsOnlyKeys(id)
                .containsValue(JobStatus.of(JobState.RUNNING));
        assertThat(provider().find(id)).contains(id);
    }

    @Test
    void cancelEndsAllDescendantsWhateverTheirSessionAndEvenIfTheyDoNotHeedTerm() throws Exception {
        provider(1);
        String id = provider().submit(files.script(STUBBORN));
        List<Long> processes = files.ready();

        provider().cancel(List.of(id));

        JobFiles.assertGone(processes);
        assertThat(end(id))
                .isEqualTo(new JobStatus(
                        JobState.CANCELLED, OptionalInt.of(137), "on " + server().host(1) + " ended by signal 9"));
        assertThat(provider().find(id)).isEmpty();
    }

    @Test
    void cancelGivesTheGraceToThoseWhoseShellHasEnded() throws Exception {
        grace = Duration.ofSeconds(20);
        provider(1);
        String slow = "trap 'while kill -0 $PPID; do :; done 2>/dev/null; sleep 0.2; echo bye; exit' TERM\n"
                + "sleep 1000 &\necho $PPID $$ $! > ready\nwait";
        Files.writeString(directory.resolve("slow.sh"), slow);
        String id = provider().submit(files.script("bash slow.sh &\nwait"));
        List<Long> processes = files.ready();

        provider().cancel(List.of(id));

        JobFiles.assertGone(processes);
        assertThat(end(id).state()).isEqualTo(JobState.CANCELLED);
        assertThat(files.out()).isEqualTo("bye\n");
    }

    @Test
    void whatAScriptLeavesBehindIsGoneWhenItsEndIsTold() throws Exception {
        provider(1);
        String id = provider()
                .submit(files.script("trap '' TERM\nenv -i sleep 1000 &\necho $$ $! > ready.new\n"
                        + "setsid sleep 1001 &\necho $(cat ready.new) $! > ready\nexit 0"));
        List<Long> processes = files.ready();

        assertThat(end(id).state()).isEqualTo(JobState.COMPLETED);
        JobFiles.assertGone(processes);
    }

    @Test
    void aJobWhoseProcessesAreAllGoneHasFailed() throws Exception {
        provider(1);
        String id = provider().submit(files.script(STUBBORN));
        List<Long> processes = files.ready();
        ProcessHandle shell = ProcessHandle.of(processes.get(0)).orElseThrow();

        // The shell's parent waits for its end.
        Stream.concat(shell.parent().stream(), processes.stream().flatMap(pid -> ProcessHandle.of(pid).stream()))
                .forEach(ProcessHandle::destroyForcibly);

        assertThat(end(id))
                .isEqualTo(new JobStatus(
                        JobState.FAILED,
                        OptionalInt.empty(),
                        "it has no processes on " + server().host(1) + " any more; was that restarted?"));
    }

    @Test
    void theScriptOfABlockRunsOnEachOfItsHosts() throws Exception {
        provider(1, 2);
        JobRequest two = request(files.script("echo here"), 2);

        String id = provider().submit(two);

        assertThat(end(id)).isEqualTo(new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""));
        assertThat(files.out())
                .contains("==> " + server().host(1) + " <==\nhere\n", "==> " + server().host(2) + " <==\nhere\n");
    }

    @Test
    void aBlockHasFailedIfItHasOnOneHost() throws Exception {
        provider(1, 2);
        JobRequest two = request(files.script("mkdir first || exit 4"), 2);

        String id = provider().submit(two);

        assertThat(end(id).state()).isEqualTo(JobState.FAILED);
        assertThat(end(id).exitCode()).hasValue(4);
    }

    @Test
    void moreNodesThanFreeHostsAreRefusedUntilThereAreEnough() throws Exception {
        provider(1, 2);
        String first = provider().submit(files.script(STUBBORN));
        files.ready();
        JobRequest two = request("two", files.script("exit 0"), 2);

        assertRefused(two, "job two asks for 2 hosts; 1 of 2 are free");
        provider().cancel(List.of(first));

        assertThat(end(provider().submit(two)).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aKeyThatTheHostDoesNotKnowIsRefused() throws Exception {
        provider("stranger", SshSettings.HostKeys.KNOWN_HOSTS, server().host(1));

        assertRefused(
                files.script("exit 0"),
                "host " + server().host(1) + " accepts no key of this user; is the public key of "
                        + server().key("stranger"));
    }

    @Test
    void aHostThatIsNotKnownIsRefused() throws Exception {
        Files.writeString(server().knownHosts(), "");
        provider(1);

        assertRefused(
                files.script("exit 0"),
                "the key of host " + server().host(1) + " is not the one in ~/.ssh/known_hosts, or is not there;");
    }

    @Test
    void aHostThatIsNotKnownIsKnownFromThenOnIfNewOnesAreAccepted() throws Exception {
        Files.writeString(server().knownHosts(), "");
        provider("user", SshSettings.HostKeys.ACCEPT_NEW, server().host(1));

        assertThat(end(provider().submit(files.script("exit 0"))).state()).isEqualTo(JobState.COMPLETED);

        assertThat(server().knownHosts()).content().contains("127.0.0.1").contains("ssh-ed25519");
    }

    @Test
    void aHostWhoseKeyHasChangedIsRefusedEvenIfNewOnesAreAccepted() throws Exception {
        server().knowHost("stranger.pub");
        provider("user", SshSettings.HostKeys.ACCEPT_NEW, server().host(1));

        assertRefused(files.script("exit 0"), "the key of host " + server().host(1) + " is not the one");
    }

    @Test
    void aHostThatIsDownIsUnavailableAndTheOthersAreTakenBack() throws Exception {
        SshHost down = new SshHost(
                System.getProperty("user.name"), "127.0.0.4", server().host(1).port());
        provider("user", SshSettings.HostKeys.KNOWN_HOSTS, server().host(1), down);
        JobRequest two = request("two", files.script("echo $$ > ready\nsleep 1000"), 2);

        ProviderException thrown =
                catchThrowableOfType(ProviderException.class, () -> provider().submit(two));

        assertThat(thrown.kind()).isEqualTo(ProviderException.Kind.UNAVAILABLE);
        assertThat(thrown).hasMessageStartingWith("host " + down + " cannot be reached: ");
        assertThat(provider().find("two")).isEmpty();
        // Both are free again.
        assertThat(end(provider().submit(files.script("exit 0"))).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aJobGoesOnWithoutTheServerAndIsNotTakenForGone() throws Exception {
        provider(1);
        String id = provider()
                .submit(files.script("echo $$ > ready\nuntil [ -e go ]; do sleep 0.1; done\necho done\nexit 5"));
        List<Long> processes = files.ready();

        server().kill();
        Map<String, JobStatus> without = provider().status(List.of(id));
        server().restart();

        assertThat(without).isEmpty();
        assertThat(nextStatus(id)).isEqualTo(JobStatus.of(JobState.RUNNING));
        assertThat(processes).allMatch(pid -> ProcessHandle.of(pid).isPresent());
        Files.createFile(directory.resolve("go"));
        assertThat(end(id).exitCode()).hasValue(5);
        assertThat(files.out()).isEqualTo("done\n");
    }

    @Test
    void aJobThatCouldNotBeCancelledIsCancelledWhenAnyStateIsAskedForAndItsHostIsBack() throws Exception {
        String id = cancelledWithoutServer();

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        do {
            provider().status(List.of());
        } while (stubborn.stream().anyMatch(pid -> ProcessHandle.of(pid).isPresent()) && System.nanoTime() < end);

        JobFiles.assertGone(stubborn);
        assertThat(end(id).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aJobThatCouldNotBeCancelledIsCancelledBeforeItsHostIsGivenToAnother() throws Exception {
        cancelledWithoutServer();

        String next = submittedSoon(request("next", files.script("exit 0"), 1));

        JobFiles.assertGone(stubborn);
        assertThat(end(next).state()).isEqualTo(JobState.COMPLETED);
    }

    /** On a busy machine the server that has just come back may miss the first try. */
    private String submittedSoon(JobRequest request) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                return provider().submit(request);
            } catch (ProviderException e) {
                assertThat(e).hasMessageContaining("0 of 1 are free");
                assertThat(System.nanoTime()).as("still no free host").isLessThan(end);
            }
        }
    }

    private String cancelledWithoutServer() throws Exception {
        provider(1);
        String id = provider().submit(files.script(STUBBORN));
        stubborn = files.ready();
        server().kill();
        ProviderException thrown =
                catchThrowableOfType(ProviderException.class, () -> provider().cancel(List.of(id)));
        server().restart();
        assertThat(thrown.kind()).isEqualTo(ProviderException.Kind.UNAVAILABLE);
        return id;
    }

    @Test
    void closeEndsAllJobsAndNoMoreAreStarted() throws Exception {
        provider(1, 2);
        provider().submit(files.script(STUBBORN));
        List<Long> processes = files.ready();

        provider().close();
        provider().close();

        JobFiles.assertGone(processes);
        assertRefused(files.script("exit 0"), "no more jobs are started");
    }

    private void provider(Integer... hosts) {
        provider(
                "user",
                SshSettings.HostKeys.KNOWN_HOSTS,
                Stream.of(hosts).map(number -> server().host(number)).toArray(SshHost[]::new));
    }

    private void provider(String key, SshSettings.HostKeys hostKeys, SshHost... hosts) {
        Duration timeout = Duration.ofSeconds(30);
        provider = new SshProvider(
                new SshSettings(
                        List.of(hosts),
                        server().key(key),
                        hostKeys,
                        remoteDirectory().toString(),
                        timeout,
                        timeout,
                        timeout),
                server().knownHosts(),
                grace);
    }

    private SshProvider provider() {
        assertThat(provider).isNotNull();
        return provider;
    }

    private TestSshd server() {
        assertThat(server).isNotNull();
        return server;
    }

    private Path remoteDirectory() {
        return directory.resolve("remote");
    }

    private static JobRequest request(JobRequest request, int nodes) {
        return request(request.name(), request, nodes);
    }

    private static JobRequest request(String name, JobRequest request, int nodes) {
        return new JobRequest(name, request.script(), request.stdout(), request.stderr(), nodes, Duration.ZERO);
    }

    private void assertRefused(JobRequest request, String message) {
        ProviderException thrown =
                catchThrowableOfType(ProviderException.class, () -> provider().submit(request));
        assertThat(thrown).hasMessageStartingWith(message);
        assertThat(thrown.kind()).isEqualTo(ProviderException.Kind.REFUSED);
    }

    /** The next status that is known; on a busy machine a server that has just come back may miss the first try. */
    private JobStatus nextStatus(String id) {
        return status(id, status -> true);
    }

    /** The status of the job once it has ended. */
    private JobStatus end(String id) {
        return status(id, status -> status.state().isTerminal());
    }

    private JobStatus status(String id, Predicate<JobStatus> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            JobStatus status = provider().status(List.of(id)).get(id);
            if (status != null && wanted.test(status)) {
                return status;
            }
            assertThat(System.nanoTime())
                    .as("waiting for %s, still %s", id, status)
                    .isLessThan(end);
        }
    }
}
