package org.jarsl.dfk;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jarsl.Arg;
import org.jarsl.codec.CodecException;
import org.jarsl.dfk.core.Task;
import org.jspecify.annotations.Nullable;

/**
 * Takes the arguments of one call apart: what is there already, and what must be waited for. For an executor that wants
 * bytes, values are encoded here, on the caller's thread, so that later changes to them do no harm.
 */
final class CallArguments {
    /** Something from outside that the task waits for. */
    record Awaited(CompletionStage<?> stage, ArgumentNode.ExternalValue value) {}

    private final Kernel kernel;
    private final boolean wantsBytes;
    final List<ArgumentNode> nodes = new ArrayList<>();
    final List<Task> dependencies = new ArrayList<>();
    final List<Awaited> externals = new ArrayList<>();
    /** Absolute paths of the files that must be there when the task starts. */
    final List<String> inputs = new ArrayList<>();

    CallArguments(Kernel kernel, boolean wantsBytes) {
        this.kernel = kernel;
        this.wantsBytes = wantsBytes;
    }

    void add(@Nullable Arg<?>[] arguments, Type[] types) throws CodecException {
        for (int i = 0; i < arguments.length; i++) {
            Arg<?> argument = arguments[i];
            if (argument == null) {
                throw new IllegalArgumentException(
                        "argument " + (i + 1) + " is null; Arg.of(null) is an argument whose value is null");
            }
            try {
                if (argument instanceof Arg.Value<?> value) {
                    checkNull(value.value(), types[i]);
                }
                nodes.add(node(argument, types[i]));
            } catch (CodecException e) {
                throw ofArgument(i, e);
            }
        }
    }

    static void checkNull(@Nullable Object value, Type type) throws CodecException {
        if (value == null && type instanceof Class<?> primitive && primitive.isPrimitive()) {
            throw new CodecException("it is null, but the parameter is " + type, null);
        }
    }

    /** Says which argument it was; {@code index} counts from 0, the message from 1. */
    static CodecException ofArgument(int index, CodecException cause) {
        return new CodecException("argument " + (index + 1) + ": " + cause.getMessage(), cause);
    }

    /** Adds files; one that is the result of an app is only waited for, its name is not known yet. */
    void addInputs(List<Arg<Path>> files) {
        for (Arg<Path> input : files) {
            if (input instanceof Arg.Value<Path> value && value.value() != null) {
                inputs.add(value.value().toAbsolutePath().toString());
            } else if (input instanceof FileFuture file) {
                inputs.add(file.file().toString());
                depend(file.task());
            } else if (input instanceof TaskFuture<?> future) {
                depend(future);
            } else {
                throw new IllegalArgumentException("an input must be a path or the future of one, not " + input);
            }
        }
    }

    /** All arguments as bytes if they are, else null. */
    byte @Nullable [] joined() {
        if (nodes.size() == 1 && nodes.get(0) instanceof ArgumentNode.Bytes only) {
            return only.bytes();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ArgumentNode node : nodes) {
            if (!(node instanceof ArgumentNode.Bytes bytes)) {
                return null;
            }
            out.writeBytes(bytes.bytes());
        }
        return wantsBytes ? out.toByteArray() : null;
    }

    private ArgumentNode node(Arg<?> argument, Type type) throws CodecException {
        if (argument instanceof Arg.Value<?> value) {
            return wantsBytes
                    ? new ArgumentNode.Bytes(kernel.codec().encode(value.value(), type))
                    : new ArgumentNode.Plain(value.value());
        } else if (argument instanceof FileFuture file) {
            depend(file.task());
            return new ArgumentNode.Result(file.task(), file.file());
        } else if (argument instanceof TaskFuture<?> future && future.kernel() == kernel) {
            depend(future);
            return new ArgumentNode.Result(future, null);
        } else if (argument instanceof TaskFuture<?> foreign) {
            return external(foreign.toCompletableFuture());
        } else if (argument instanceof Arg.Stage<?> stage) {
            return external(stage.stage());
        } else if (argument instanceof Arg.All<?> all) {
            Type itemType = content(type);
            List<ArgumentNode> items = new ArrayList<>(all.items().size());
            for (Arg<?> item : all.items()) {
                items.add(node(item, itemType));
            }
            return new ArgumentNode.Items(items);
        } else if (argument instanceof Arg.Mapped<?> mapped) {
            Type valueType = content(type);
            Map<String, ArgumentNode> entries = new LinkedHashMap<>();
            for (Map.Entry<String, ? extends Arg<?>> entry : mapped.entries().entrySet()) {
                entries.put(entry.getKey(), node(entry.getValue(), valueType));
            }
            return new ArgumentNode.Entries(entries);
        }
        throw new IllegalArgumentException(
                "an argument of class " + argument.getClass().getName()
                        + " is no future of a DataFlowKernel; Arg.of(stage) takes any CompletionStage");
    }

    private Type content(Type type) {
        return kernel.codec().contentType(type);
    }

    private void depend(TaskFuture<?> future) {
        if (future.kernel() == kernel) {
            dependencies.add(future.task());
        } else {
            external(future.toCompletableFuture());
        }
    }

    private ArgumentNode external(CompletionStage<?> stage) {
        ArgumentNode.ExternalValue value = new ArgumentNode.ExternalValue();
        externals.add(new Awaited(stage, value));
        return new ArgumentNode.External(value);
    }
}
