package org.jarsl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jarsl.process.ProcessGroupTest.isRunning;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ForkServerTest {
    private static final Duration GRACE = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    private ForkServer server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(ForkServer.SUPPORTED);
        server = ForkServer.start(Map.of("COLOR", "blue", "command", "as it was", "OUT", "mine"));
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void commandsRunOneAfterTheOtherAndTellTheirExitCodes() throws Exception {
        assertThat(run("echo one")).isZero();
        assertThat(run("echo 'two\n2'; echo wrong >&2; exit 3")).isEqualTo(3);
        assertThat(run("kill -SEGV $$")).isEqualTo(128 + 11);
        assertThat(run("no-such-command")).isEqualTo(127);
        assertThat(out()).isEqualTo("one\ntwo\n2\n");
        assertThat(errors()).startsWith("wrong\n").contains("no-such-command: command not found");
    }

    @Test
    void aCommandHasItsDirectoryItsVariablesAndNoInput() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("else where"));
        assertThat(server.run(
                        elsewhere.toString(),
                        directory.resolve("out"),
                        directory.resolve("errors"),
                        "pwd; echo $COLOR, $command, $OUT; cat; echo $0 $#; env | grep -c jarsl_",
                        GRACE))
                .isEqualTo(1);
        assertThat(out()).isEqualTo(elsewhere.toRealPath() + "\nblue, as it was, mine\n/bin/bash 0\n0\n");
        run("pwd");
        assertThat(out()).endsWith(Path.of("").toAbsolutePath() + "\n");
    }

    @Test
    void theFileForShellsIsReadByThatOfTheCommandOnly() throws Exception {
        Path startup = Files.writeString(directory.resolve("startup"), "export READ=$((READ + 1))\n");
        server.close();
        server = ForkServer.start(Map.of("BASH_ENV", startup.toString()));
        run("echo $READ");
        run("echo $READ");
        assertThat(out()).isEqualTo("1\n1\n");
    }

    @Test
    void aCommandThatIsStoppedHasNotEnded() throws Exception {
        assertThat(run("(while ! grep -q '^State:.T' /proc/$$/status; do sleep 0.02; done; kill -CONT $$) & "
                        + "kill -STOP $$; exit 5"))
                .isEqualTo(5);
    }

    @Test
    void signalsToTheGroupOfACommandLeaveTheServerAlone() throws Exception {
        assertThat(run("kill -TERM 0; sleep 1000")).isEqualTo(128 + 15);
        assertThat(run("exit 4")).isEqualTo(4);
    }

    @Test
    void anInterruptEndsTheCommandAndAllThatItStartedAndNothingElse() throws Exception {
        run("setsid sleep 1000 & echo $!");
        long before = Long.parseLong(out().strip());
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        new Thread(() -> {
                    thread.complete(Thread.currentThread());
                    try {
                        run(
                                "trap '' TERM; setsid bash -c 'trap \"\" TERM; sleep 1000; true' & echo $$; echo $!; echo up; wait; sleep 1000");
                    } catch (IOException | InterruptedException e) {
                        thrown.complete(e);
                    }
                })
                .start();
        while (!out().contains("up")) {
            Thread.onSpinWait();
        }
        interrupt(thread.join());

        assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        List<String> pids = out().lines().toList().subList(1, 3);
        assertThat(isRunning(Long.parseLong(pids.get(0)))).isFalse();
        assertThat(isRunning(Long.parseLong(pids.get(1)))).isFalse();
        assertThat(server.isAlive()).isFalse();
        assertThat(isRunning(before)).isTrue();
        ProcessHandle.of(before).orElseThrow().destroyForcibly();
    }

    @Test
    void theEndOfTheServerIsThatOfItsCommand() throws Exception {
        assertThat(run("echo $$; kill -KILL $PPID; sleep 1000")).isEqualTo(128 + 9);
        assertThat(isRunning(Long.parseLong(out().strip()))).isFalse();
        assertThat(server.isAlive()).isFalse();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> run("true"));
    }

    @SuppressWarnings("Interruption") // the test's own thread
    private static void interrupt(Thread thread) {
        thread.interrupt();
    }

    private int run(String command) throws IOException, InterruptedException {
        return server.run("", directory.resolve("out"), directory.resolve("errors"), command, GRACE);
    }

    private String out() throws IOException {
        return read("out");
    }

    private String errors() throws IOException {
        return read("errors");
    }

    private String read(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
