package org.jarsl.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.TaskResult;
import org.junit.jupiter.api.Test;

class KeptResultsTest {
    private static final CallKey KEY = new CallKey(1, 2);

    private final KeptResults results = new KeptResults(2, 100);

    @Test
    void whatHasArrivedIsKeptUpToABound() {
        add(1, 2, 3);
        results.sent(3, 1);
        assertThat(held()).containsExactly(3L, 2L, 1L);
        results.arrived(1);
        assertThat(held()).containsExactly(3L, 2L);
    }

    @Test
    void andNotBeyondSoManyBytes() {
        results.add(result(1, 60), KEY);
        results.add(result(2, 60), KEY);
        results.sent(2, 1);
        results.arrived(1);
        assertThat(held()).containsExactly(2L);
    }

    @Test
    void whatHasNotArrivedIsKeptInAnyCase() {
        add(1, 2, 3, 4);
        results.sent(1, 1);
        results.sent(2, 2);
        results.arrived(1);
        assertThat(held()).containsExactly(4L, 3L, 2L);
        assertThat(results.notSent()).extracting(TaskResult::taskId).containsExactly(4L);
    }

    @Test
    void toAnotherInterchangeAllIsSentAgainOnce() {
        add(1, 2, 3);
        results.sent(2, 7);
        results.arrived(7);
        results.lost(result -> false);
        assertThat(results.notSent()).extracting(TaskResult::taskId).containsExactly(2L, 3L);
        assertThat(held()).containsExactly(3L, 2L);
        results.sent(2, 1);
        add(4);
        results.sent(1, 2);
        results.arrived(2);
        assertThat(held()).containsExactly(4L);
    }

    @Test
    void aLargeResultThatWasPulledIsNotSentAgain() {
        add(1, 2);
        results.lost(result -> result.taskId() == 1);
        assertThat(results.notSent()).extracting(TaskResult::taskId).containsExactly(2L);
        assertThat(held()).containsExactly(2L);
    }

    @Test
    void onlySoManyCanBeTold() {
        add(1, 2, 3);
        assertThat(results.held(2)).containsExactly(new Held(3, 0, KEY, 0), new Held(2, 0, KEY, 0));
    }

    private void add(long... taskIds) {
        for (long taskId : taskIds) {
            results.add(result(taskId, 1), KEY);
        }
    }

    private List<Long> held() {
        return results.held(10).stream().map(Held::taskId).toList();
    }

    private static TaskResult result(long taskId, int size) {
        return new TaskResult(taskId, 0, new byte[size], null, null, 0, 0);
    }
}
