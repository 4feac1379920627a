package org.jarsl.dfk;

import com.fasterxml.jackson.databind.JavaType;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import org.jarsl.Resources;
import org.jarsl.StdStream;
import org.jarsl.actor.LargeValues;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.executor.TaskExecutor;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.StreamTarget;
import org.jarsl.protocol.TaskDemand;
import org.jarsl.protocol.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a task runs: the app, its arguments and its options, in the form the executor needs.
 *
 * @param executor chosen when the app was called
 * @param encoded the arguments as bytes, if all were values and the executor wants bytes; else null
 * @param arguments empty if {@code encoded} is there
 * @param demand null for one core
 * @param options null for none
 * @param rule what makes another call identical; null if that is of no interest
 * @param problem what is wrong with the call, so that it fails instead of being run; else null
 */
public record TaskCall(
        AppDescriptor app,
        TaskExecutor executor,
        byte @Nullable [] encoded,
        List<ArgumentNode> arguments,
        @Nullable TaskDemand demand,
        int priority,
        @Nullable TaskOptions options,
        CallIdentity.@Nullable Rule rule,
        @Nullable Outcome problem) {

    /** Puts together what a call has; {@code problem} if its arguments cannot be encoded. */
    static TaskCall of(
            AppRegistry.Definition app,
            TaskExecutor executor,
            AppOptions options,
            CallArguments parts,
            Path runDirectory,
            long taskId,
            String name,
            CallIdentity.@Nullable Rule rule,
            @Nullable Outcome problem) {
        byte[] encoded = problem == null && executor.wantsBytes() ? parts.joined() : null;
        Resources resources = options.resources();
        TaskDemand demand = new TaskDemand(resources.cores(), resources.memoryBytes(), resources.accelerators());
        TaskOptions taskOptions = options(name, options, parts, runDirectory, taskId);
        if (taskOptions != null && LargeValues.sizeOf(taskOptions) > LargeValues.MAX_OPTIONS_BYTES) {
            problem = Outcome.failed(
                    Failure.Kind.TOO_LARGE,
                    "its environment and file names take about " + LargeValues.sizeOf(taskOptions)
                            + " bytes, over the limit of " + LargeValues.MAX_OPTIONS_BYTES + " bytes");
        }
        return new TaskCall(
                app.descriptor(),
                executor,
                encoded,
                encoded != null ? List.of() : parts.nodes,
                demand.equals(TaskDemand.ONE_CORE) ? null : demand,
                resources.priority(),
                taskOptions,
                rule,
                problem);
    }

    /** Null where nothing is asked for, so that the plain task carries nothing. */
    private static @Nullable TaskOptions options(
            String name, AppOptions options, CallArguments parts, Path runDirectory, long taskId) {
        TaskOptions wire = new TaskOptions(
                options.walltime() == null ? 0 : options.walltime().toMillis(),
                options.environment(),
                options.workingDirectory() == null
                        ? null
                        : options.workingDirectory().toString(),
                target(options.stdout(), runDirectory, taskId, name, "stdout"),
                target(options.stderr(), runDirectory, taskId, name, "stderr"),
                List.copyOf(parts.inputs),
                options.outputs().stream().map(Path::toString).toList());
        return wire.equals(TaskOptions.NONE) ? null : wire;
    }

    private static @Nullable StreamTarget target(
            @Nullable StdStream stream, Path runDirectory, long taskId, String name, String suffix) {
        if (stream == null) {
            return null;
        }
        Path file = stream.file() == null ? RunDirectory.taskLog(runDirectory, taskId, name, suffix) : stream.file();
        return new StreamTarget(file.toString(), stream.append());
    }

    /** True if {@link #encode} only joins bytes and so may run where time is short. */
    public boolean isBytes() {
        return encoded != null || arguments.stream().allMatch(ArgumentNode::isBytes);
    }

    /** The arguments, one CBOR item after the other; to be called when all results are there. */
    public byte[] encode(ValueCodec codec, Type[] types) throws CodecException {
        if (encoded != null) {
            return encoded;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < types.length; i++) {
            JavaType type = codec.javaType(types[i]);
            try {
                arguments.get(i).encode(codec, type, out);
            } catch (CodecException e) {
                throw CallArguments.ofArgument(i, e);
            }
        }
        return out.toByteArray();
    }

    /** The arguments as they are, for an app that runs in this JVM. */
    public @Nullable Object[] values(ValueCodec codec, Type[] types) throws CodecException {
        if (encoded != null) {
            return codec.decodeAll(encoded, types);
        }
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            try {
                values[i] = arguments.get(i).value(codec, types[i]);
                CallArguments.checkNull(values[i], types[i]);
            } catch (CodecException e) {
                throw CallArguments.ofArgument(i, e);
            }
        }
        return values;
    }
}
