package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is typed at JShell's prompt, which no manager has on its class path. Public, as is what snippets call. */
public class PromptTest extends TwoExecutors {
    private static @Nullable DataFlowKernel used;

    private JShell shell;

    public static DataFlowKernel used() {
        return Objects.requireNonNull(used);
    }

    @BeforeEach
    void openShell() throws Exception {
        used = dfk;
        shell = JShell.builder()
                .executionEngine("local")
                .compilerOptions("-cp", System.getProperty("java.class.path"))
                .build();
        type("import org.jarsl.*;");
        type("DataFlowKernel dfk = org.jarsl.tests.acceptance.PromptTest.used();");
    }

    @AfterEach
    void closeShell() {
        shell.close();
    }

    /** Returns the value of a snippet, as JShell shows it. */
    private String type(String snippet) throws Exception {
        String value = "";
        List<SnippetEvent> events = shell.eval(snippet);
        for (SnippetEvent event : events) {
            if (event.exception() != null) {
                throw event.exception();
            }
            assertThat(event.status())
                    .as(() -> snippet + shell.diagnostics(event.snippet()).toList())
                    .isIn(Snippet.Status.VALID, Snippet.Status.OVERWRITTEN);
            value = event.value() == null ? value : event.value();
        }
        return value;
    }

    private void typePoints() throws Exception {
        type("record Point(double x, double y) {}");
        type("Point half(Point p) { return new Point(p.x() / 2, p.y() / 2); }");
    }

    @OnBothExecutors
    void functionsThatWereTypedTakeAndReturnRecordsThatWereTyped(String executor) throws Exception {
        typePoints();
        type("var half = dfk.app((Point p) -> half(p)).executor(\"" + executor + "\");");

        assertThat(type("half.call(half.call(new Point(12, 8))).join()")).isEqualTo("Point[x=3.0, y=2.0]");
    }

    @OnBothExecutors
    void whatElseTheSnippetDoesStaysHere(String executor) throws Exception {
        type("int count = 3;");

        assertThat(type("java.util.stream.IntStream.range(0, count).mapToObj("
                        + "i -> dfk.app((Integer x) -> x + 1).executor(\"" + executor + "\").call(i))"
                        + ".toList().stream().map(f -> f.join()).toList()"))
                .isEqualTo("[1, 2, 3]");
    }

    @Test
    void aVariableOfTheSessionIsToBePassedAsAnArgument() throws Exception {
        type("int step = 2;");
        type("int next(int x) { return x + step; }");

        assertThatThrownBy(() -> type("dfk.app((Integer x) -> x * step)"))
                .hasMessageContaining("uses the variable step of this session", "pass it as an argument");
        assertThatThrownBy(() -> type("dfk.app((Integer x) -> next(x))"))
                .hasMessageContaining("uses the variable step of this session");
        assertThat(type("dfk.app((Integer x, Integer s) -> x + s).executor(\"htex\").call(1, step).join()"))
                .isEqualTo("3");
    }

    @Test
    void aFunctionThatIsTypedAnewIsAnotherOne() throws Exception {
        String call = "dfk.app((Integer x) -> next(x)).executor(\"htex\").memoize().call(1).join()";
        type("int next(int x) { return x + 1; }");
        assertThat(type(call)).isEqualTo("2");

        type("int next(int x) { return x + 10; }");
        assertThat(type(call)).isEqualTo("11");
    }

    @Test
    void aTaskOfTheExecutorServiceMayHaveBeenTyped() throws Exception {
        type("class Factor { int of() { return 7; } }");
        type("record Job(int x) implements java.util.concurrent.Callable<Integer> {"
                + " public Integer call() { return new Factor().of() * x; } }");

        assertThat(type("dfk.asExecutorService(\"htex\").submit(new Job(6)).get()"))
                .isEqualTo("42");
    }

    @Test
    void aShellCommandMayHaveBeenTyped(@TempDir Path directory) throws Exception {
        type("String hello(String name) { return \"echo hello \" + name; }");
        Path out = directory.resolve("out");

        type("dfk.bash((String name) -> hello(name)).executor(\"htex\").stdout(java.nio.file.Path.of(\"" + out
                + "\")).call(\"you\").join()");
        assertThat(out).hasContent("hello you");
    }

    @Test
    void moreThanCanBeSentIsSaidAtOnce() throws Exception {
        StringBuilder large = new StringBuilder();
        new Random(1).ints(50_000, 'a', 'z').forEach(c -> large.append((char) c));
        for (int i = 0; i < 4; i++) {
            type("String large" + i + "() { return \"" + i + large.reverse() + "\"; }");
        }

        assertThatThrownBy(() -> type("dfk.app(() -> large0().length() + large1().length() + large2().length()"
                        + " + large3().length())"))
                .hasMessageContaining("classes that are not on the class path", "name that with -cp");
    }

    @Test
    void anInterchangeAndWorkersOfTheirOwnPassClassesOn(@TempDir Path directory) throws Exception {
        Config config = Configs.managers(directory, "isolation = process, interchange.mode = process");
        try (DataFlowKernel apart = DataFlowKernel.load(config)) {
            used = apart;
            type("DataFlowKernel apart = org.jarsl.tests.acceptance.PromptTest.used();");
            typePoints();

            assertThat(type("apart.app((Point p) -> half(p)).call(new Point(2, 4)).join()"))
                    .isEqualTo("Point[x=1.0, y=2.0]");
        }
    }
}
