package org.jarsl.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jarsl.state.StateTable.Transition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StateTableTest {
    private enum Door {
        OPEN,
        CLOSED,
        LOCKED
    }

    private enum Event {
        CLOSE,
        OPEN,
        LOCK
    }

    private static final StateTable<Door, Event> TABLE = StateTable.named("door", Door.class, Event.class)
            .on(Door.OPEN, Event.CLOSE, Door.CLOSED)
            .on(Door.CLOSED, Event.OPEN, Door.OPEN)
            .on(Door.CLOSED, Event.LOCK, Door.LOCKED)
            .build();

    @AfterEach
    void stopObserving() {
        StateTable.observe(null);
    }

    @Test
    void anEventLeadsToTheStateThatTheTableSays() {
        assertThat(TABLE.next(Door.OPEN, Event.CLOSE, "front")).isEqualTo(Door.CLOSED);
        assertThat(TABLE.next(Door.CLOSED, Event.LOCK, "front")).isEqualTo(Door.LOCKED);
    }

    @Test
    void whatTheTableDoesNotListIsAnErrorWithTheStory() {
        assertThatThrownBy(() -> TABLE.next(Door.OPEN, Event.LOCK, "front door, painted red"))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("door: LOCK cannot happen in OPEN (front door, painted red)");
        assertThatThrownBy(() -> TABLE.next(Door.LOCKED, Event.OPEN, "front"))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("door: OPEN cannot happen in LOCKED (front)");
    }

    @Test
    void theStoryIsOnlyToldWhenThereIsAnError() {
        Object story = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("nobody needs the story");
            }
        };
        assertThat(TABLE.next(Door.CLOSED, Event.OPEN, story)).isEqualTo(Door.OPEN);
    }

    @Test
    void listingAnEventTwiceIsAnError() {
        StateTable.Builder<Door, Event> builder =
                StateTable.named("door", Door.class, Event.class).on(Door.OPEN, Event.CLOSE, Door.CLOSED);
        assertThatThrownBy(() -> builder.on(Door.OPEN, Event.CLOSE, Door.LOCKED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("door lists CLOSE in OPEN twice");
    }

    @Test
    void anObserverSeesWhatIsWalkedUntilItIsTakenAway() {
        List<Transition<?, ?>> seen = new ArrayList<>();
        StateTable.observe(seen::add);
        TABLE.next(Door.OPEN, Event.CLOSE, "front");
        StateTable.observe(null);
        TABLE.next(Door.CLOSED, Event.OPEN, "front");
        assertThat(seen).hasSize(1).first().isEqualTo(new Transition<>(Door.OPEN, Event.CLOSE, Door.CLOSED));
    }

    @Test
    void theDiagramHasOneLineForEachRow() {
        assertThat(TABLE.name()).isEqualTo("door");
        assertThat(TABLE.toMermaid()).isEqualTo("""
                        stateDiagram-v2
                            OPEN --> CLOSED : CLOSE
                            CLOSED --> OPEN : OPEN
                            CLOSED --> LOCKED : LOCK
                        """);
    }
}
