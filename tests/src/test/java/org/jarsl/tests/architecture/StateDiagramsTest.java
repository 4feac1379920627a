package org.jarsl.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jarsl.block.core.BlockState;
import org.jarsl.dfk.core.TaskTransitions;
import org.jarsl.interchange.core.ManagerState;
import org.jarsl.state.StateTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The diagrams in docs/states are the tables'; {@code mvn test -Djarsl.diagrams=write} writes them anew. */
class StateDiagramsTest {
    @ParameterizedTest
    @MethodSource("tables")
    void theDiagramInDocsIsTheTables(StateTable<?, ?> table) throws IOException {
        Path file = repository().resolve("docs/states").resolve(table.name() + ".mmd");
        if ("write".equals(System.getProperty("jarsl.diagrams"))) {
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, table.toMermaid());
        }
        assertThat(file)
                .as("made from the table of states; write it anew with mvn test -Djarsl.diagrams=write")
                .hasContent(table.toMermaid());
    }

    static Stream<StateTable<?, ?>> tables() {
        return Stream.of(TaskTransitions.TABLE, ManagerState.TABLE, BlockState.TABLE);
    }

    /** The nearest directory above that is the parent of all modules. */
    private static Path repository() throws IOException {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            Path pom = directory.resolve("pom.xml");
            if (Files.exists(pom) && Files.readString(pom).contains("<module>interchange-actor</module>")) {
                return directory;
            }
        }
        throw new AssertionError("not inside the repository: " + Path.of("").toAbsolutePath());
    }
}
