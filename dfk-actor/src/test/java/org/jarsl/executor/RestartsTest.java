package org.jarsl.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private final Restarts restarts = new Restarts();

    private void assertFourMoreAndNoOther() {
        for (int seconds = 0; seconds < 4; seconds++) {
            assertThat(restarts.afterLoss()).contains(Duration.ofSeconds(seconds));
        }
        assertThat(restarts.afterLoss()).isEmpty();
    }

    @Test
    void eachLossInARowWaitsLongerAndTheFifthIsTheEnd() {
        assertFourMoreAndNoOther();
    }

    @Test
    void oneThatWasOfUseBeginsAnew() {
        for (int i = 0; i < 4; i++) {
            assertThat(restarts.afterLoss()).isPresent();
        }
        restarts.ofUse();
        assertFourMoreAndNoOther();
    }
}
