package org.jarsl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide says what is so. */
class GuideTest {
    private static final Path GUIDE = Path.of("../../docs/guide/testing.md");
    private static final Path EXAMPLE = Path.of("src/test/java/org/jarsl/testkit/SquaresTest.java");

    @Test
    void itsFirstExampleIsATest() throws IOException {
        String example = inGuide("(?s)```java\n(.*?)```").findFirst().orElseThrow();
        String source = Files.readString(EXAMPLE);
        assertThat(source.substring(source.indexOf("class SquaresTest"))).isEqualTo(example);
    }

    @Test
    void itHasEachCommandOfANode() throws IOException {
        Stream<String> commands = Arrays.stream(SimulatedNode.class.getDeclaredMethods())
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !name.equals("toString"));
        assertThat(inGuide("\\| `(\\w+)\\(").toList())
                .containsAll(commands.distinct().toList());
    }

    private static Stream<String> inGuide(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(GUIDE))
                .results()
                .map((MatchResult found) -> found.group(1));
    }
}
