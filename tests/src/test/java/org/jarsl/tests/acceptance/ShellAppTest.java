package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jarsl.AppFuture;
import org.jarsl.BashApp1;
import org.jarsl.BashExitException;
import org.jarsl.BashNoCommandException;
import org.jarsl.RemoteException;
import org.jarsl.StdStream;
import org.jarsl.StdStreamException;
import org.junit.jupiter.api.io.TempDir;

class ShellAppTest extends TwoExecutors {
    private static BashApp1<String> line(String on) {
        return dfk.bash(Commands::line).executor(on);
    }

    @OnBothExecutors
    void aCommandThatEndsWellHasTheResultZero(String on) {
        assertThat(result(line(on).call("true"))).isZero();
    }

    @OnBothExecutors
    void anotherExitCodeIsAnErrorWithTheEndOfStandardError(String on) {
        BashExitException failure = failure(line(on).call("echo oh no >&2; exit 3"), BashExitException.class);
        assertThat(failure.exitCode()).isEqualTo(3);
        assertThat(failure).hasMessageContainingAll("line", "3", "oh no");
    }

    @OnBothExecutors
    void aMissingCommandIs127(String on) {
        BashExitException failure = failure(line(on).call("no-such-command-here"), BashExitException.class);
        assertThat(failure.exitCode()).isEqualTo(127);
        assertThat(failure).hasMessageContaining("no-such-command-here");
    }

    @OnBothExecutors
    void aSignalIs128AndItsNumber(String on) {
        assertThat(failure(line(on).call("kill -9 $$"), BashExitException.class).exitCode())
                .isEqualTo(137);
    }

    @OnBothExecutors
    void ofALongStandardErrorTheEndIsInTheMessage(String on) {
        BashExitException failure = failure(
                line(on).call("head -c 10000000 /dev/zero | tr '\\0' x >&2; echo the last words >&2; exit 1"),
                BashExitException.class);
        assertThat(failure).hasMessageContaining("the last words");
        assertThat(failure.getMessage()).hasSizeLessThan(100_000);
    }

    @OnBothExecutors
    void standardErrorThatWentToAFileIsInTheMessageToo(String on, @TempDir Path directory) {
        Path file = directory.resolve("err");
        AppFuture<Integer> future = line(on).stderr(file).call("echo to a file >&2; exit 1");
        assertThat(failure(future, BashExitException.class)).hasMessageContaining("to a file");
        assertThat(read(file)).isEqualTo("to a file\n");
        assertThat(future.stderr()).contains(file);
    }

    @OnBothExecutors
    void standardOutputIsTruncatedOrAppended(String on, @TempDir Path directory) {
        Path file = directory.resolve("deep/er/out");
        AppFuture<Integer> first = line(on).stdout(file).call("echo one");
        assertThat(result(first)).isZero();
        assertThat(first.stdout()).contains(file);
        assertThat(result(line(on).stdout(StdStream.appendTo(file)).call("echo two")))
                .isZero();
        assertThat(read(file)).isEqualTo("one\ntwo\n");
        assertThat(result(line(on).stdout(file).call("echo three"))).isZero();
        assertThat(read(file)).isEqualTo("three\n");
    }

    @OnBothExecutors
    void bothStreamsCanGoToOneFile(String on, @TempDir Path directory) {
        Path file = directory.resolve("both");
        assertThat(result(line(on).stdout(file).stderr(StdStream.appendTo(file)).call("echo a; echo b >&2; echo c")))
                .isZero();
        assertThat(read(file)).isEqualTo("a\nb\nc\n");
    }

    @OnBothExecutors
    void autoNamesFilesInTheRunDirectory(String on) {
        AppFuture<Integer> future =
                line(on).stdout(StdStream.AUTO).stderr(StdStream.AUTO).call("echo out; echo err >&2");
        assertThat(result(future)).isZero();
        Path out = future.stdout().orElseThrow();
        Path err = future.stderr().orElseThrow();
        assertThat(out).startsWith(dfk.runDirectory().resolve("task_logs")).isNotEqualTo(err);
        assertThat(read(out)).isEqualTo("out\n");
        assertThat(read(err)).isEqualTo("err\n");
    }

    @OnBothExecutors
    void environmentAndWorkingDirectoryAreThoseOfTheApp(String on, @TempDir Path directory) throws IOException {
        Path out = directory.resolve("out");
        Path work = Files.createDirectory(directory.resolve("work dir"));
        assertThat(result(line(on).stdout(out)
                        .environment("COLOUR", "blue 'n \"red\" $x")
                        .environment("EMPTY", "")
                        .workingDirectory(work)
                        .call("pwd; echo \"$COLOUR\"; echo \"${EMPTY-unset}\"")))
                .isZero();
        assertThat(read(out)).isEqualTo(work.toRealPath() + "\nblue 'n \"red\" $x\n\n");
    }

    @OnBothExecutors
    void aCommandStartsInTheDirectoryOfTheHead(String on, @TempDir Path directory) throws IOException {
        Path out = directory.resolve("out");
        assertThat(result(line(on).stdout(out).call("pwd"))).isZero();
        assertThat(read(out).strip()).isEqualTo(Path.of("").toRealPath().toString());
    }

    @OnBothExecutors
    void aWorkingDirectoryThatIsNotThereIsNamed(String on, @TempDir Path directory) {
        Path gone = directory.resolve("gone");
        assertThat(failure(line(on).workingDirectory(gone).call("true"))).hasMessageContaining(gone.toString());
    }

    @OnBothExecutors
    void eachWorkerHasItsRankInTheEnvironment(String on, @TempDir Path directory) {
        Path out = directory.resolve("out");
        assertThat(result(line(on).stdout(out).call("echo $JARSL_WORKER_RANK/$JARSL_WORKER_COUNT")))
                .isZero();
        assertThat(read(out).strip()).matches("[01]/2");
    }

    @OnBothExecutors
    void aFunctionThatReturnsNoCommandFails(String on) {
        assertThat(failure(dfk.bash(ShellAppTest::noCommand).executor(on).call(1), BashNoCommandException.class))
                .hasMessageContainingAll("noCommand", "null");
        assertThat(failure(line(on).call("  "), BashNoCommandException.class)).hasMessageContaining("empty");
    }

    @SuppressWarnings("NullAway") // what a careless user writes
    static String noCommand(int x) {
        return Commands.none(x);
    }

    @OnBothExecutors
    void aFunctionThatThrowsFailsLikeAnyOther(String on) {
        assertThat(failure(dfk.bash(Commands::broken).executor(on).call(1), RemoteException.class))
                .hasMessageContaining("no command today")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @OnBothExecutors
    void aPlaceThatCannotBeWrittenFailsTheTaskBeforeItRuns(String on, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Path below = file.resolve("out");
        Path mark = directory.resolve("mark");
        assertThat(failure(line(on).stdout(below).call("touch '" + mark + "'"), StdStreamException.class))
                .hasMessageContainingAll(below.toString(), "standard output");
        assertThat(failure(line(on).stderr(directory).call("touch '" + mark + "'"), StdStreamException.class))
                .hasMessageContainingAll(directory.toString(), "standard error");
        assertThat(mark).doesNotExist();
        assertThat(result(line(on).call("true"))).isZero();
    }

    @OnBothExecutors
    void aHundredMegabytesOfOutputGoToTheFile(String on, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("big");
        assertThat(result(line(on).stdout(file).call("head -c 100000000 /dev/zero")))
                .isZero();
        assertThat(Files.size(file)).isEqualTo(100_000_000);
        assertThat(result(line(on).call("head -c 100000000 /dev/zero; head -c 100000000 /dev/zero >&2")))
                .isZero();
    }

    @OnBothExecutors
    void aCommandThatReadsStandardInputSeesItsEnd(String on, @TempDir Path directory) {
        Path out = directory.resolve("out");
        assertThat(result(line(on).stdout(out).call("cat; echo end"))).isZero();
        assertThat(read(out)).isEqualTo("end\n");
    }

    @OnBothExecutors
    void aCommandOfManyLinesIsOneScript(String on, @TempDir Path directory) {
        Path out = directory.resolve("out");
        String script = "for i in 1 2 3; do\n  echo \"line $i\"\ndone\n# ".concat("x".repeat(60_000));
        assertThat(result(line(on).stdout(out).call(script))).isZero();
        assertThat(read(out)).isEqualTo("line 1\nline 2\nline 3\n");
    }
}
