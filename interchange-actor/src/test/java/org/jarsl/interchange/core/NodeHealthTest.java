package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jarsl.interchange.core.NodeHealth.Change;
import org.jarsl.interchange.core.NodeHealth.Node;
import org.jarsl.interchange.core.NodeHealth.Trust;
import org.jarsl.protocol.Failure;
import org.junit.jupiter.api.Test;

class NodeHealthTest {
    private static final Failure FAILURE = Failure.of(Failure.Kind.STREAM, "no space left on device");
    private static final int APP = 7;

    private final NodeHealth health = new NodeHealth();
    private final Node bad = health.up("bad");
    private final Node good = health.up("good");
    private long nextTask;
    private long nowMillis;

    private List<Change> fail(Node node, int app) {
        return health.ended(node, nextTask++, app, FAILURE, ++nowMillis);
    }

    private List<Change> succeed(Node node, int app) {
        return health.ended(node, nextTask++, app, null, ++nowMillis);
    }

    private void succeedElsewhere(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(succeed(good, APP)).isEmpty();
        }
    }

    /** What came of the last of them; the others must change nothing. */
    private List<Change> failTimes(int times) {
        for (int i = 1; i < times; i++) {
            assertThat(fail(bad, APP)).isEmpty();
        }
        return fail(bad, APP);
    }

    private void setAside() {
        assertThat(fail(bad, APP)).isEmpty();
        succeedElsewhere(NodeHealth.GOOD_ELSEWHERE);
        assertThat(failTimes(NodeHealth.LAST - 1)).isNotEmpty();
    }

    @Test
    void aNodeOnWhichAllFailsWhileTheSameAppsEndWellElsewhereIsSetAside() {
        assertThat(fail(bad, APP)).isEmpty();
        succeedElsewhere(NodeHealth.GOOD_ELSEWHERE);
        assertThat(failTimes(NodeHealth.LAST - 1))
                .singleElement()
                .satisfies(change -> assertThat(change.node()).isSameAs(bad))
                .satisfies(change -> assertThat(change.reason())
                        .contains("the last 8 attempts", "8 tasks", "10 min", "no space left on device"));
        assertThat(bad.trust).isEqualTo(Trust.NOTHING);
        assertThat(good.trust).isEqualTo(Trust.ALL);
    }

    @Test
    void anAppThatFailsEverywhereIsNotItsNodesFault() {
        for (int i = 0; i < 100; i++) {
            assertThat(fail(bad, APP)).isEmpty();
            assertThat(fail(good, APP)).isEmpty();
            assertThat(succeed(good, APP + 1)).isEmpty();
        }
    }

    @Test
    void anAppThatFailsAtTimesElsewhereTooIsNotItsNodesFault() {
        for (int i = 0; i < 100; i++) {
            assertThat(fail(bad, APP)).isEmpty();
            assertThat(succeed(good, APP)).isEmpty();
            assertThat(succeed(good, APP)).isEmpty();
            assertThat(fail(good, APP)).isEmpty();
        }
    }

    @Test
    void anAppThatHasRunNowhereElseIsNotItsNodesFault() {
        for (int i = 0; i < 100; i++) {
            assertThat(fail(bad, APP)).isEmpty();
            assertThat(fail(bad, APP + 1)).isEmpty();
            assertThat(succeed(good, APP)).isEmpty();
        }
    }

    @Test
    void whatEndedWellElsewhereBeforeTheFailuresBeganSaysNothing() {
        succeedElsewhere(100);
        assertThat(failTimes(100)).isEmpty();
    }

    @Test
    void fewTasksThatFailAgainAndAgainAreNotTheirNodesFault() {
        assertThat(health.ended(bad, 1000, APP, FAILURE, ++nowMillis)).isEmpty();
        succeedElsewhere(NodeHealth.LAST);
        for (int i = 0; i < 100; i++) {
            assertThat(health.ended(bad, 1000 + i % (NodeHealth.TASKS - 1), APP, FAILURE, ++nowMillis))
                    .isEmpty();
        }
    }

    @Test
    void tasksThatFailOnAnotherNodeTooCountAgainstNeither() {
        Node third = health.up("third");
        assertThat(fail(bad, APP)).isEmpty();
        succeedElsewhere(NodeHealth.LAST);
        for (int i = 0; i < 100; i++) {
            assertThat(health.ended(bad, 1000 + i, APP, FAILURE, ++nowMillis)).isEmpty();
            assertThat(health.ended(third, 1000 + i, APP, FAILURE, ++nowMillis)).isEmpty();
        }
    }

    @Test
    void aSuccessBreaksTheRow() {
        for (int i = 0; i < 20; i++) {
            assertThat(fail(bad, APP)).isEmpty();
            succeedElsewhere(NodeHealth.GOOD_ELSEWHERE);
            assertThat(failTimes(NodeHealth.LAST - 2)).isEmpty();
            assertThat(succeed(bad, APP)).isEmpty();
        }
    }

    @Test
    void aNodeSetAsideGetsOneTaskAtATimeAfterItsTimeAndAllWhenOneEndsWell() {
        setAside();
        assertThat(health.expire(nowMillis + NodeHealth.FIRST_MILLIS - 1)).isEmpty();
        nowMillis += NodeHealth.FIRST_MILLIS;
        assertThat(health.expire(nowMillis)).extracting(Change::node).containsExactly(bad);
        assertThat(bad.trust).isEqualTo(Trust.ONE_AT_A_TIME);
        assertThat(succeed(bad, APP)).isNotEmpty();
        assertThat(bad.trust).isEqualTo(Trust.ALL);
    }

    @Test
    void aNodeThatFailsAgainIsSetAsideForTwiceTheTimeUpToAnHour() {
        setAside();
        List<Long> minutes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long since = nowMillis;
            while (bad.trust == Trust.NOTHING) {
                nowMillis += 60_000;
                health.expire(nowMillis);
            }
            minutes.add((nowMillis - since) / 60_000);
            assertThat(fail(bad, APP)).isNotEmpty();
        }
        assertThat(minutes).containsExactly(10L, 20L, 40L, 60L);
    }

    @Test
    void aFailureOfAnAppThatFailsEverywhereDoesNotSetANodeOnProbationAsideAgain() {
        setAside();
        health.expire(nowMillis + NodeHealth.FIRST_MILLIS);
        assertThat(fail(bad, APP + 1)).isEmpty();
        assertThat(bad.trust).isEqualTo(Trust.ONE_AT_A_TIME);
    }

    @Test
    void theLastGoodNodeIsNeverSetAside() {
        setAside();
        Node third = health.up("third");
        third.managers--;
        assertThat(fail(good, APP)).isEmpty();
        for (int i = 0; i < 8; i++) {
            succeed(third, APP);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(fail(good, APP))
                    .as("only nodes without managers are better")
                    .isEmpty();
        }
    }

    @Test
    void whenOnlyNodesSetAsideAreLeftTheyArePardoned() {
        setAside();
        assertThat(health.pardonIfAllAreAside()).isEmpty();
        good.managers--;
        assertThat(health.pardonIfAllAreAside()).extracting(Change::node).containsExactly(bad);
        assertThat(bad.trust).isEqualTo(Trust.ALL);
    }

    @Test
    void whereATaskHasFailedIsKnownForAWhile() {
        health.ended(bad, 500, APP, FAILURE, ++nowMillis);
        assertThat(health.failedOn(500)).isSameAs(bad);
        for (int i = 0; i < NodeHealth.LAST; i++) {
            succeed(bad, APP);
        }
        assertThat(health.failedOn(500)).isNull();
    }
}
