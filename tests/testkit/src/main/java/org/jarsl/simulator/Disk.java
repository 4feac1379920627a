package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jarsl.dfk.core.RowIndex;
import org.jarsl.protocol.CallKey;

/** What is left of a run when its head is killed: the journal, the names of its blocks, and the numbers of its tasks. */
final class Disk {
    /** What a call has returned. */
    record Row(CallKey key, long taskId, byte[] value) {}

    private final Agenda agenda;
    private final long writeNanos;
    private final List<Row> rows = new ArrayList<>();
    private final Set<String> blocks = new LinkedHashSet<>();
    private long nextTaskId;

    /** {@code writeNanos} is what a write takes; it is acknowledged after as much again. */
    Disk(Agenda agenda, long writeNanos) {
        this.agenda = agenda;
        this.writeNanos = writeNanos;
    }

    /** Writes this unless the head is dead by then, and says so to the head if it still lives. */
    void append(Host head, List<Row> more, Runnable written) {
        agenda.after(writeNanos, () -> {
            if (!head.isDead()) {
                rows.addAll(more);
                agenda.after(writeNanos, () -> head.act(written));
            }
        });
    }

    List<Row> rows() {
        return rows;
    }

    RowIndex index() {
        RowIndex index = new RowIndex();
        for (int row = 0; row < rows.size(); row++) {
            index.add(rows.get(row).key(), row);
        }
        return index;
    }

    long nextTaskId() {
        return nextTaskId;
    }

    void taskIdIsUsed(long taskId) {
        nextTaskId = Math.max(nextTaskId, taskId + 1);
    }

    void blockIsUsed(String blockId) {
        blocks.add(blockId);
    }

    Set<String> blocks() {
        return blocks;
    }
}
