package org.jarsl.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeResultsTest {
    @TempDir
    private Path directory;

    private LargeResults results = new LargeResults(Path.of("."), 0, 0);

    @BeforeEach
    void openDirectory() {
        results = new LargeResults(directory.resolve("results"), 100, 200);
    }

    @Test
    void whatIsTooMuchForTheMemoryIsInFilesUntilItIsPulled() throws IOException {
        for (int i = 1; i <= 3; i++) {
            results.add(i, value(i));
        }
        assertThat(files()).isEqualTo(2);
        for (int i = 1; i <= 3; i++) {
            assertThat(results.get(i)).isEqualTo(value(i));
            assertThat(results.get(i)).as("part by part").isEqualTo(value(i));
        }
        results.remove(1);
        assertThat(results.get(1)).isNull();
        assertThat(files()).isEqualTo(1);
        results.remove(2);
        results.remove(3);
        assertThat(results.isEmpty()).isTrue();
        assertThat(files()).isZero();
    }

    @Test
    void whatIsTooMuchForTheDiskIsGone() {
        for (int i = 1; i <= 4; i++) {
            results.add(i, value(i));
        }
        assertThat(results.get(1)).isEqualTo(value(1));
        assertThat(results.get(2)).isEqualTo(value(2));
        assertThat(results.get(3)).isNull();
        assertThat(results.get(4)).isEqualTo(value(4));
    }

    @Test
    void nothingIsLeftOnTheDisk() throws IOException {
        results.add(1, value(1));
        results.add(2, value(2));
        assertThat(files()).isEqualTo(1);
        results.close();
        assertThat(files()).isZero();
    }

    @Test
    void aDiskThatTakesNothingCostsTheResultOnly() throws IOException {
        Files.createFile(directory.resolve("results"));
        results.add(1, value(1));
        results.add(2, value(2));
        assertThat(results.get(1)).isNull();
        assertThat(results.get(2)).isEqualTo(value(2));
    }

    private static byte[] value(int number) {
        byte[] value = new byte[80];
        value[0] = (byte) number;
        return value;
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("results"))) {
            return files.count();
        }
    }
}
