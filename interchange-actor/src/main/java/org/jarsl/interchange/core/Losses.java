package org.jarsl.interchange.core;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/** What becomes of tasks whose manager or worker is lost, or gives them back. Single-threaded. */
final class Losses {
    private final int maxLosses;
    private final Long2ObjectHashMap<QueuedTask> tasks;
    private final Matching matching;
    private final Adoption adoption;

    Losses(int maxLosses, Long2ObjectHashMap<QueuedTask> tasks, Matching matching, Adoption adoption) {
        this.maxLosses = maxLosses;
        this.tasks = tasks;
        this.matching = matching;
        this.adoption = adoption;
    }

    /**
     * Queues what the manager held.
     *
     * @param lives the manager itself has dropped it, so no task is to blame
     * @return those that are not run again
     */
    List<TaskResult> lost(Manager manager, boolean lives, Failure failure) {
        List<QueuedTask> held = new ArrayList<>(manager.held);
        // Managers start tasks in order, so the first ones in are those that may have caused the loss.
        int startedSlots = 0;
        boolean[] running = new boolean[held.size()];
        for (int i = 0; i < running.length; i++) {
            startedSlots += held.get(i).slots;
            running[i] = !lives && startedSlots <= manager.info.workers();
        }
        List<TaskResult> failed = new ArrayList<>();
        for (int i = held.size() - 1; i >= 0; i--) {
            QueuedTask task = held.get(i);
            boolean unclaimed = adoption.isUnclaimed(task);
            adoption.release(manager, task);
            if (unclaimed) {
                adoption.forget(task);
            } else {
                runAgain(task, running[i], failure, failed);
            }
        }
        return failed;
    }

    /** Queues the task, unless nobody wants it any more, or it {@code wasRunning} at too many losses and so fails. */
    void runAgain(QueuedTask task, boolean wasRunning, @Nullable Failure cause, List<TaskResult> failed) {
        if (task.cancelled) {
            tasks.remove(task.envelope.taskId());
            return;
        }
        task.losses += wasRunning ? 1 : 0;
        if (wasRunning && task.losses >= maxLosses && cause != null) {
            tasks.remove(task.envelope.taskId());
            String message = cause.message() + "; the task was running on " + task.losses
                    + " managers or workers that were lost, and is not run again";
            failed.add(TaskResult.failed(
                    task.envelope.taskId(),
                    task.envelope.attempt(),
                    new Failure(cause.kind(), null, message, cause.stack(), cause.where(), cause.exitCode())));
        } else {
            task.envelope = task.envelope.withAttempt(task.envelope.attempt() + 1);
            matching.addAgain(task);
        }
    }
}
