package org.jarsl.interchange;

import java.util.List;
import org.jarsl.interchange.core.InterchangeCore;
import org.jarsl.interchange.core.Load;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.Wire;
import org.jspecify.annotations.Nullable;

/** What the interchange tells the executor it belongs to. */
public sealed interface InterchangeEvent extends Wire {
    /**
     * Tasks have ended.
     *
     * @param manager who ran them; null when they reached none, or it was lost
     */
    record TasksDone(@Nullable ManagerInfo manager, List<TaskResult> results) implements InterchangeEvent {}

    /** A manager registered. */
    record ManagerUp(ManagerInfo manager) implements InterchangeEvent {}

    /** A manager that registered has these from before, and they are not known; {@link InterchangeActor.Adopt} must follow. */
    record Found(ManagerInfo manager, List<Held> held) implements InterchangeEvent {}

    /** A manager left or was lost. */
    record ManagerDown(ManagerInfo manager, String reason) implements InterchangeEvent {}

    /** The answer to {@link InterchangeActor.GetLoad}. */
    record LoadIs(long question, Load load, InterchangeCore.Counts counts) implements InterchangeEvent {}

    /** Everything fails on a node, so it gets nothing or one task at a time; or no longer. */
    record NodeJudged(String node, boolean setAside) implements InterchangeEvent {}

    /** A manager told how much memory its process had in use at most. */
    record ManagerMemory(ManagerInfo manager, long peakRssBytes) implements InterchangeEvent {}
}
