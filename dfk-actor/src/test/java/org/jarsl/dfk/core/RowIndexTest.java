package org.jarsl.dfk.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jarsl.protocol.CallKey;

class RowIndexTest {
    @Property(tries = 200)
    void rowsOfAKeyComeInTheOrderInWhichTheyWereAddedAndEachOnce(
            @ForAll @Size(max = 5000) List<@IntRange(max = 300) Integer> steps) {
        RowIndex index = new RowIndex();
        Map<CallKey, Queue<Long>> model = new HashMap<>();
        long row = 0;
        for (int step : steps) {
            // Few slots to begin with, so that keys collide.
            CallKey key = new CallKey(step % 3, step / 3);
            Queue<Long> expected = model.computeIfAbsent(key, k -> new ArrayDeque<>());
            Long first = expected.peek();
            assertThat(index.find(key)).isEqualTo(first == null ? RowIndex.NONE : first);
            if (step % 7 < 5) {
                index.add(key, row);
                expected.add(row++);
            } else {
                Long taken = expected.poll();
                assertThat(index.take(key)).isEqualTo(taken == null ? RowIndex.NONE : taken);
            }
        }
        model.forEach((key, rows) -> {
            rows.forEach(expected -> assertThat(index.take(key)).isEqualTo(expected));
            assertThat(index.take(key)).isEqualTo(RowIndex.NONE);
        });
    }
}
