package org.jarsl.samples.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jarsl.process.JavaCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NotebookTest {
    private static final long PATIENCE_SECONDS = 600;
    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");
    private static final String RUN = """
            import nbclient, nbformat, sys
            notebook = nbformat.read(sys.argv[1], 4)
            try:
                nbclient.NotebookClient(notebook, timeout=300, startup_timeout=120, kernel_name="jarsl").execute()
            finally:
                nbformat.write(notebook, "ran.ipynb")
            """;

    @TempDir
    private Path directory;

    /** As the script's does, but with the class path of this JVM. */
    @BeforeEach
    void makeKernel() throws IOException {
        List<String> argv = new ArrayList<>(
                JavaCommand.of(List.of("-XX:TieredStopAtLevel=1"), "org.rapaio.jupyter.kernel.MainApp"));
        argv.add("{connection_file}");
        String classPath = System.getProperty("java.class.path").replace(File.pathSeparator, ";");
        Path kernel = Files.createDirectories(directory.resolve("kernels/jarsl"));
        new ObjectMapper()
                .writeValue(
                        kernel.resolve("kernel.json").toFile(),
                        Map.of(
                                "argv", argv,
                                "display_name", "Jarsl",
                                "language", "java",
                                "interrupt_mode", "message",
                                "env", Map.of("RJK_CLASSPATH", classPath)));
    }

    private int end(List<String> command, File output) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("JUPYTER_PATH", directory.toString());
        Process process = builder.redirectOutput(output).start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(command + " has not ended: " + Files.readString(output.toPath()));
        }
        return process.exitValue();
    }

    private String python() throws IOException, InterruptedException {
        for (String python : PYTHONS) {
            try {
                if (end(List.of(python, "-c", "import nbclient"), new File("/dev/null")) == 0) {
                    return python;
                }
            } catch (IOException e) {
                // There is no such Python; perhaps the other.
            }
        }
        assumeTrue(
                false, "Jupyter's nbclient, which runs notebooks, is missing: sudo apt-get install python3-nbclient");
        throw new AssertionError();
    }

    /** What its cells have said, one after the other. */
    private String run(String notebook) throws IOException, InterruptedException {
        File output = directory.resolve("output").toFile();
        String file = Path.of(notebook).toAbsolutePath().toString();
        int exitCode = end(List.of(python(), "-c", RUN, file), output);
        assertThat(exitCode).as(() -> contentOf(output.toPath())).isZero();
        StringBuilder said = new StringBuilder();
        JsonNode cells = new ObjectMapper()
                .readTree(directory.resolve("ran.ipynb").toFile())
                .path("cells");
        for (JsonNode cell : cells) {
            for (JsonNode each : cell.path("outputs")) {
                // What was printed comes in pieces; a value is whole.
                JsonNode printed = each.path("text");
                JsonNode value = each.path("data").path("text/html");
                said.append(text(printed)).append(text(value)).append(value.isMissingNode() ? "" : "\n");
            }
        }
        return said.toString();
    }

    /** A text of several lines may be an array of them. */
    private static String text(JsonNode node) {
        StringBuilder text = new StringBuilder(node.asText());
        node.forEach(line -> text.append(line.asText()));
        return text.toString();
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void functionsAndRecordsOfCellsRunOnTwoManagers() throws Exception {
        assertThat(run("hello.ipynb"))
                .contains("Word[text=hello, letters=5]", "letters=5]\n10\n", "Hello, shell", "true, in 2 processes")
                .contains("uses the variable factor of this session");
        assertThat(directory.resolve("runinfo/000/jarsl.log")).content().contains("manager");
    }

    @Test
    void theModelChoosesMoleculesAndTheyAreSimulated() throws Exception {
        assumeTrue(
                isThere("xtb") && isThere("obabel"),
                "the programs xtb and obabel (Open Babel) are missing: sudo apt-get install xtb openbabel");

        String said = run("molecular-design.ipynb");

        Matcher means = Pattern.compile("mean at random ([0-9.]+) eV, chosen by the model ([0-9.]+) eV")
                .matcher(said);
        assertThat(means.find()).as(said).isTrue();
        assertThat(Double.parseDouble(means.group(1))).isBetween(5.0, 15.0);
        assertThat(Double.parseDouble(means.group(2))).isBetween(5.0, 15.0);
    }

    private boolean isThere(String program) throws IOException, InterruptedException {
        return end(List.of("bash", "-c", "command -v " + program), new File("/dev/null")) == 0;
    }
}
