package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs in docs/guide run, and print what stands below them; there {@code ...} is what differs from run to run. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "guide");

    /** A source, whose class is public, and the next block without a language, which is what it prints. */
    private static final Pattern PROGRAM =
            Pattern.compile("```java\n(.*?public class (\\w+) .*?)```.*?\n```\n(.*?)```", Pattern.DOTALL);

    record Program(String name, String source, String prints) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Program> programs() throws IOException {
        List<Program> programs = new ArrayList<>();
        try (Stream<Path> pages = Files.list(GUIDE)) {
            for (Path page : pages.sorted().toList()) {
                Matcher found = PROGRAM.matcher(Files.readString(page));
                while (found.find()) {
                    programs.add(new Program(found.group(2), found.group(1), found.group(3)));
                }
            }
        }
        return programs;
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aProgramPrintsWhatThePageSays(Program program, @TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve(program.name() + ".java"), program.source());

        String config = program.prints().contains("manager ") ? "local.conf" : "threads.conf"; // which is quicker

        Finished run = Finished.run(directory, "--config", SamplesTest.conf(config), program.name() + ".java");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches(Pattern.compile(like(program.prints()), Pattern.DOTALL));
    }

    private static String like(String prints) {
        return Stream.of(prints.split(Pattern.quote("..."), -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
    }
}
