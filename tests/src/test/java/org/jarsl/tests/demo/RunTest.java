package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunTest {
    private static final String PROGRAM = """
            package my.work;

            import java.util.List;
            import java.util.stream.Stream;
            import org.jarsl.*;

            class Program {
                record Square(int side, long area) {}

                static Square square(int side) {
                    return new Square(side, (long) side * side);
                }

                static long area(List<Square> squares) {
                    return squares.stream().mapToLong(Square::area).sum();
                }

                public static void main(String[] arguments) {
                    try (DataFlowKernel dfk = DataFlowKernel.load(Config.site())) {
                        App1<Integer, Square> square = dfk.app(Program::square);
                        List<AppFuture<Square>> squares =
                                Stream.of(arguments).map(a -> square.call(Integer.parseInt(a))).toList();
                        System.out.println("area " + dfk.app(Program::area).call(Arg.all(squares)).join());
                        System.out.println("managers " + dfk.nodes().size());
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeProgram() throws IOException {
        Files.writeString(directory.resolve("Program.java"), PROGRAM);
        Files.writeString(directory.resolve("threads.conf"), "jarsl.executors = [{ type = thread-pool }]");
    }

    @Test
    void sourceFileRunsOnManagers() throws Exception {
        Finished run = Finished.run(directory, "Program.java", "1", "2", "3");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("area 14\nmanagers 1\n");
        assertThat(run.exitCode()).isZero();
        assertThat(directory.resolve("runinfo/000/jarsl.log")).exists();
    }

    @Test
    void configurationFileIsTheProgramsSite() throws Exception {
        Finished run = Finished.run(directory, "--config", "threads.conf", "Program.java", "3", "4");

        assertThat(run.out()).isEqualTo("area 25\nmanagers 0\n");
    }

    @Test
    void programOfTheReadmeRunsAsItStandsThere() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        String program = readme.replaceFirst("(?s).*?```java\\R", "").replaceFirst("(?s)```.*", "");
        Files.writeString(directory.resolve("Hello.java"), program);

        Finished run = Finished.run(directory, "Hello.java");

        assertThat(run.err()).isEmpty();
        assertThat(directory.resolve("hello.txt")).hasContent("Hello 12");
    }

    @Test
    void jarWithMainClassRuns() throws Exception {
        String jar = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
        Finished built = Finished.bash(
                directory,
                "javac -parameters -d classes -cp '" + System.getProperty("java.class.path") + "' Program.java && '"
                        + jar + "' --create --file program.jar --main-class my.work.Program -C classes .");
        assertThat(built.err()).isEmpty();

        Finished run = Finished.run(directory, "--config", "threads.conf", "program.jar", "5");
        assertThat(run.out()).startsWith("area 25\n");

        Finished named = Finished.run(directory, "--config", "threads.conf", "-cp", "classes", "my.work.Program", "6");
        assertThat(named.out()).startsWith("area 36\n");
    }

    @Test
    void programsExceptionIsShownAsByJava() throws Exception {
        Finished run = Finished.run(directory, "--config", "threads.conf", "Program.java", "x");

        assertThat(run.err()).contains("NumberFormatException: For input string: \"x\"", "Program.java:");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void programsExitCodeIsThatOfTheCommand() throws Exception {
        Files.writeString(
                directory.resolve("Exit.java"),
                "class Exit { public static void main(String[] a) { System.exit(7); } }");

        assertThat(Finished.run(directory, "Exit.java").exitCode()).isEqualTo(7);
    }

    @Test
    void whatCannotBeRunIsOneSentence() throws Exception {
        assertRefused("jarsl run: there is no class no.such.Program; give a class", "no.such.Program");
        assertRefused("jarsl run: there is no file None.java\n", "None.java");
        assertRefused("jarsl run: there is no file none.jar\n", "none.jar");
        assertRefused("jarsl run: there is no none/classes, which the class path names\n", "-cp", "none/classes", "A");
        assertRefused("jarsl run: class java.lang.String has no public static void main", "java.lang.String");
        Files.writeString(directory.resolve("Wrong.java"), "class Wrong { int x = \"\"; }");
        assertThat(Finished.run(directory, "Wrong.java").err())
                .contains("Wrong.java:1: error: incompatible types")
                .endsWith("jarsl run: Wrong.java does not compile; see above\n");
    }

    @Test
    void configurationThatCannotBeUsedIsOneSentence() throws Exception {
        Files.writeString(
                directory.resolve("wrong.conf"), "jarsl { executors = [{ type = thread-pool }], retries = many }");

        assertRefused(
                "jarsl run: wrong.conf:1: jarsl.retries = \"many\": expected a whole number",
                "--config",
                "wrong.conf",
                "Program.java");
        assertRefused("jarsl run: cannot read the configuration: none.conf", "--config", "none.conf", "Program.java");
    }

    private void assertRefused(String message, String... words) throws Exception {
        Finished run = Finished.run(directory, words);
        assertThat(run.err()).startsWith(message).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }
}
