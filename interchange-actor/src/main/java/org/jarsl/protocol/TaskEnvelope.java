package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to run one task.
 *
 * @param attempt raised each time the task is sent again; a result of an older attempt is discarded
 * @param app the {@link AppDescriptor#id()}
 * @param arguments the arguments in order, one CBOR item after the other; empty when {@code largeArguments} is there
 * @param demand what the task needs; null stands for {@link TaskDemand#ONE_CORE}
 * @param priority lower runs earlier; 0 when the user says nothing
 * @param options null stands for {@link TaskOptions#NONE}
 * @param key of its call, by which a later head recognises it; null when results are not recorded
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record TaskEnvelope(
        long taskId,
        int attempt,
        int app,
        byte[] arguments,
        @Nullable LargeValue largeArguments,
        @Nullable TaskDemand demand,
        int priority,
        @Nullable TaskOptions options,
        @Nullable CallKey key) {

    public TaskDemand demandOrDefault() {
        return demand == null ? TaskDemand.ONE_CORE : demand;
    }

    public TaskOptions optionsOrDefault() {
        return options == null ? TaskOptions.NONE : options;
    }

    public TaskEnvelope withAttempt(int newAttempt) {
        return new TaskEnvelope(taskId, newAttempt, app, arguments, largeArguments, demand, priority, options, key);
    }

    /** The same task with its argument bytes elsewhere, or here again. */
    public TaskEnvelope withArguments(byte[] newArguments, @Nullable LargeValue newLarge) {
        return new TaskEnvelope(taskId, attempt, app, newArguments, newLarge, demand, priority, options, key);
    }
}
