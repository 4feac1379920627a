package org.jarsl.state;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The states of one kind of thing as a table of (from, event, to). What the table does not list cannot happen, and is
 * an {@link IllegalTransitionException} that tells the thing's story. Immutable once built; the cores that walk it are
 * single-threaded.
 */
public final class StateTable<S extends Enum<S>, E extends Enum<E>> {
    /** One row of the table. */
    public record Transition<S, E>(S from, E event, S to) {}

    private static volatile @Nullable Consumer<Transition<?, ?>> observer;

    private final String name;
    private final Map<S, Map<E, Transition<S, E>>> rows;

    private StateTable(String name, Map<S, Map<E, Transition<S, E>>> rows) {
        this.name = name;
        this.rows = rows;
    }

    public static <S extends Enum<S>, E extends Enum<E>> Builder<S, E> named(
            String name, Class<S> states, Class<E> events) {
        return new Builder<>(name, states, events);
    }

    /**
     * The state that {@code event} leads to.
     *
     * @param story what the thing has been through, for the error; called only when there is one
     */
    public S next(S from, E event, Object story) {
        Map<E, Transition<S, E>> row = rows.get(from);
        Transition<S, E> transition = row == null ? null : row.get(event);
        if (transition == null) {
            throw new IllegalTransitionException(
                    name + ": " + event + " cannot happen in " + from + " (" + story + ")");
        }
        Consumer<Transition<?, ?>> seen = observer;
        if (seen != null) {
            seen.accept(transition);
        }
        return transition.to();
    }

    public String name() {
        return name;
    }

    /** All rows, in the order in which they were listed. */
    public Set<Transition<S, E>> transitions() {
        Set<Transition<S, E>> all = new LinkedHashSet<>();
        rows.values().forEach(row -> all.addAll(row.values()));
        return all;
    }

    /** The table as a Mermaid diagram, for docs/. */
    public String toMermaid() {
        List<String> lines = new ArrayList<>();
        lines.add("stateDiagram-v2");
        transitions().forEach(t -> lines.add("    " + t.from() + " --> " + t.to() + " : " + t.event()));
        return String.join("\n", lines) + "\n";
    }

    /** For tests that want to know which rows were walked, in this JVM; null to stop. */
    public static void observe(@Nullable Consumer<Transition<?, ?>> newObserver) {
        observer = newObserver;
    }

    /** Collects the rows; listing one (from, event) twice is an error. */
    public static final class Builder<S extends Enum<S>, E extends Enum<E>> {
        private final String name;
        private final Class<E> events;
        private final Map<S, Map<E, Transition<S, E>>> rows;

        private Builder(String name, Class<S> states, Class<E> events) {
            this.name = name;
            this.events = events;
            this.rows = new EnumMap<>(states);
        }

        public Builder<S, E> on(S from, E event, S to) {
            Map<E, Transition<S, E>> row = rows.computeIfAbsent(from, s -> new EnumMap<>(events));
            if (row.putIfAbsent(event, new Transition<>(from, event, to)) != null) {
                throw new IllegalArgumentException(name + " lists " + event + " in " + from + " twice");
            }
            return this;
        }

        public StateTable<S, E> build() {
            return new StateTable<>(name, rows);
        }
    }
}
