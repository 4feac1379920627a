package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DataFlowKernel;
import org.jarsl.DataFuture;
import org.jarsl.DependencyException;
import org.jarsl.MissingFilesException;
import org.junit.jupiter.api.io.TempDir;

class FilesTest extends TwoExecutors {
    static String writeCommand(String text, Path first, Path second) {
        return "printf %s '" + text + "' > '" + first + "'; printf %s '" + text + text + "' > '" + second + "'";
    }

    static String concatenate(List<Path> files) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(Files.readString(file)).append(';');
        }
        return all.toString();
    }

    static String content(Path file) throws IOException {
        return Files.readString(file);
    }

    static int writeText(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return text.length();
    }

    static String size(Path file) {
        return "wc -c < '" + file + "'";
    }

    @OnBothExecutors
    void outputsAreFuturesInTheirOrderAndArgumentsOfOthers(String on, @TempDir Path directory) {
        Path a = directory.resolve("z.txt");
        Path b = directory.resolve("a.txt");
        AppFuture<Integer> writer =
                dfk.bash(FilesTest::writeCommand).executor(on).outputs(a, b).call("xy", a, b);
        List<DataFuture> outputs = writer.outputs();
        assertThat(outputs).extracting(DataFuture::file).containsExactly(a, b);
        assertThat(outputs).extracting(DataFuture::task).allMatch(task -> task == writer);
        AppFuture<String> both =
                dfk.app(FilesTest::concatenate).executor(on).call(Arg.all(List.of(outputs.get(1), outputs.get(0))));
        assertThat(result(both)).isEqualTo("xyxy;xy;");
        assertThat(result(dfk.app(FilesTest::content).executor(on).call(outputs.get(0))))
                .isEqualTo("xy");
        assertThat(result(outputs.get(0))).isEqualTo(a);
        assertThat(outputs.get(1).join()).isEqualTo(b);
        assertThat(outputs.get(0).isDone()).isTrue();
    }

    @OnBothExecutors
    void aShellAppWaitsForItsInputs(String on, @TempDir Path directory) {
        Path made = directory.resolve("made");
        Path out = directory.resolve("out");
        AppFuture<Integer> writer =
                dfk.app(FilesTest::writeText).executor(on).outputs(made).call(made, "12345");
        AppFuture<Integer> counter = dfk.bash(FilesTest::size)
                .executor(on)
                .inputs(writer.outputs().get(0), Arg.of(directory))
                .stdout(out)
                .call(made);
        assertThat(result(counter)).isZero();
        assertThat(read(out).strip()).isEqualTo("5");
    }

    @OnBothExecutors
    void inputsThatAreMissingAreNamed(String on, @TempDir Path directory) throws IOException {
        Path there = Files.writeString(directory.resolve("there"), "x");
        Path gone = directory.resolve("gone1");
        Path gone2 = directory.resolve("gone2");
        AppFuture<String> reader = dfk.app(FilesTest::content)
                .executor(on)
                .inputs(Arg.of(there), Arg.of(gone), Arg.of(gone2))
                .call(there);
        assertThat(failure(reader, MissingFilesException.class))
                .hasMessageContainingAll(gone.toString(), gone2.toString(), "content")
                .message()
                .doesNotContain(there.toString());
    }

    @OnBothExecutors
    void outputsThatAreMissingAreNamedAndFailTheirReaders(String on, @TempDir Path directory) {
        Path written = directory.resolve("written");
        Path forgotten = directory.resolve("forgotten");
        AppFuture<Integer> writer = dfk.app(FilesTest::writeText)
                .executor(on)
                .outputs(written, forgotten)
                .call(written, "x");
        assertThat(failure(writer, MissingFilesException.class))
                .hasMessageContaining(forgotten.toString())
                .message()
                .doesNotContain(written.toString());
        assertThat(failure(writer.outputs().get(0))).isInstanceOf(MissingFilesException.class);
        AppFuture<String> reader =
                dfk.app(FilesTest::content).executor(on).call(writer.outputs().get(1));
        assertThat(failure(reader, DependencyException.class)).hasCauseInstanceOf(MissingFilesException.class);
    }

    @OnBothExecutors
    void aFileThatATaskReturnsIsAnInput(String on, @TempDir Path directory) {
        Path file = directory.resolve("returned");
        AppFuture<Path> returned = dfk.app(FilesTest::create).executor(on).call(file);
        assertThat(result(dfk.app(FilesTest::content)
                        .executor(on)
                        .inputs(returned)
                        .call(returned)))
                .isEqualTo("created");
    }

    static Path create(Path file) throws IOException {
        return Files.writeString(file, "created");
    }

    @OnBothExecutors
    void outputsOfAnotherDataFlowKernelAreInputsAndArguments(String on, @TempDir Path directory) {
        Path made = directory.resolve("made");
        try (DataFlowKernel other = DataFlowKernel.load(Configs.threads(directory, 1))) {
            DataFuture file = other.app(FilesTest::writeText)
                    .outputs(made)
                    .call(made, "other")
                    .outputs()
                    .get(0);
            assertThat(result(dfk.app(FilesTest::content)
                            .executor(on)
                            .inputs(file)
                            .call(made)))
                    .isEqualTo("other");
            assertThat(result(dfk.app(FilesTest::content).executor(on).call(file)))
                    .isEqualTo("other");
        }
    }
}
