package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jarsl.block.core.BlockFailures.Verdict;
import org.junit.jupiter.api.Test;

final class BlockErrorHandlerTest {
    private static final BlockOutcome GOOD = new BlockOutcome("0", true, "");
    private static final BlockOutcome BAD = new BlockOutcome("1", false, "FAILED");

    @Test
    void simpleGivesUpWhenAllHaveFailed() {
        BlockErrorHandler simple = new BlockErrorHandler.Simple(2);
        assertThat(simple.giveUp(List.of(BAD))).isFalse();
        assertThat(simple.giveUp(List.of(BAD, BAD))).isTrue();
        assertThat(simple.giveUp(List.of(GOOD, BAD, BAD, BAD))).isFalse();
    }

    @Test
    void windowedGivesUpWhenTheLastHaveFailed() {
        BlockErrorHandler windowed = new BlockErrorHandler.Windowed(2);
        assertThat(windowed.giveUp(List.of(BAD))).isFalse();
        assertThat(windowed.giveUp(List.of(GOOD, BAD))).isFalse();
        assertThat(windowed.giveUp(List.of(GOOD, BAD, BAD))).isTrue();
    }

    @Test
    void oneThatNeverGivesUpMakesTheNextComeLater() {
        BlockFailures failures = new BlockFailures(new BlockErrorHandler.None(), 2);
        assertThat(failures.failed(BAD, false, 0)).isEqualTo(Verdict.GO_ON);
        assertThat(failures.mayStart(false, 0)).isTrue();
        assertThat(failures.failed(BAD, false, 0)).isEqualTo(Verdict.POSTPONE);
        assertThat(failures.mayStart(false, 999)).isFalse();
        assertThat(failures.mayStart(false, 1000)).isTrue();
    }

    @Test
    void aUsersHandlerSeesTheLastThousandAndOneThatThrowsGivesUp() {
        List<Integer> sizes = new ArrayList<>();
        BlockFailures failures = new BlockFailures(
                outcomes -> {
                    sizes.add(outcomes.size());
                    if (sizes.size() > 1001) {
                        throw new IllegalStateException("a user's defect");
                    }
                    return false;
                },
                2000);
        for (int i = 0; i < 1001; i++) {
            assertThat(failures.failed(BAD, false, 0)).isEqualTo(Verdict.GO_ON);
        }
        assertThat(sizes).endsWith(999, 1000, 1000);
        assertThat(failures.failed(BAD, false, 0)).isEqualTo(Verdict.GIVE_UP);
    }
}
