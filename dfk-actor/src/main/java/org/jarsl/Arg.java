package org.jarsl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An argument of an app: a value, or something that will be one. A task starts when all its arguments are values.
 * Futures inside a collection are seen only through {@link #all} and {@link #map}; Jarsl does not search values.
 *
 * @param <T> the type of the parameter
 */
public sealed interface Arg<T> {
    /** A value that is there. */
    record Value<T>(@Nullable T value) implements Arg<T> {}

    /** A list of arguments, which the app gets as a list. */
    record All<T>(List<? extends Arg<? extends T>> items) implements Arg<List<T>> {}

    /** A map whose values are arguments. */
    record Mapped<T>(Map<String, ? extends Arg<? extends T>> entries) implements Arg<Map<String, T>> {}

    /** The result of work outside Jarsl. */
    record Stage<T>(CompletionStage<T> stage) implements Arg<T> {}

    /** What another app will return; {@link AppFuture} and {@link DataFuture}. */
    non-sealed interface Future<T> extends Arg<T> {}

    /** A value among futures. */
    static <T> Arg<T> of(@Nullable T value) {
        return new Value<>(value);
    }

    /** The result of work outside Jarsl, such as a {@link java.util.concurrent.CompletableFuture}. */
    static <T> Arg<T> of(@Nullable CompletionStage<T> stage) {
        // The compiler takes Arg.of(null) for this one.
        return stage == null ? new Value<>(null) : new Stage<>(stage);
    }

    /** All of these as one list, in this order. */
    static <T> Arg<List<T>> all(List<? extends Arg<? extends T>> items) {
        App.given(items, "the list of Arg.all").forEach(item -> App.given(item, "an item of Arg.all"));
        return new All<>(List.copyOf(items));
    }

    /** All of these as one map, in this order. */
    static <T> Arg<Map<String, T>> map(Map<String, ? extends Arg<? extends T>> entries) {
        App.given(entries, "the map of Arg.map")
                .forEach(
                        (key, value) -> App.given(value, "what Arg.map has for " + App.given(key, "a key of Arg.map")));
        return new Mapped<>(new LinkedHashMap<>(entries));
    }
}
