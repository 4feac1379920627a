package org.jarsl.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tests/chaos --seed S --minutes M} runs it by hand. */
@Tag("alone")
class ChaosTest {
    private static final long SEED = Long.getLong("jarsl.chaos.seed", 42);
    private static final int MINUTES = Integer.getInteger("jarsl.chaos.minutes", 1);
    private static final int SHOWN = 20;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostOrDoubledWhateverIsKilledOrStopped() throws Exception {
        Chaos chaos = new Chaos(directory, SEED, MINUTES);
        Monkey monkey = chaos.monkey();
        try {
            chaos.run(MINUTES);
            assertThat(chaos.end()).as("processes left").isZero();
            Evidence evidence = chaos.evidence();
            System.out.println("chaos, seed " + SEED + ": " + evidence.counts() + "; " + monkey.counts() + "; "
                    + monkey.story().get(monkey.story().size() - 1));
            List<String> wrong = evidence.wrong();
            assertThat(wrong.stream().limit(SHOWN).toList())
                    .as(
                            "%d things are wrong, of which the first; seed %d, and the story is%n%s",
                            wrong.size(), SEED, String.join("\n", monkey.story()))
                    .isEmpty();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + SEED + "\n" + String.join("\n", monkey.story()), e);
        } finally {
            chaos.end();
        }
    }
}
