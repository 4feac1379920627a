package org.jarsl.simulator;

import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerMessage;

/**
 * What messages cost who takes them, in nanoseconds of a CPU: so much for each, and so much for each task in it.
 *
 * @param latency from host to host, which costs nobody anything
 */
public record Costs(
        long latency,
        long dfkTask,
        long interchangeMessage,
        long interchangeTask,
        long managerMessage,
        long managerTask) {
    /** All at once. */
    public static final Costs NONE = new Costs(0, 0, 0, 0, 0, 0);

    /** Of a core of 2020 or so. */
    public static final Costs TYPICAL = new Costs(50_000, 2_000, 10_000, 3_000, 10_000, 3_000);

    long ofDfk(Object message) {
        return message instanceof InterchangeEvent.TasksDone done
                ? dfkTask * done.results().size()
                : 0;
    }

    long ofInterchange(Object message) {
        if (message instanceof InterchangeActor.Submit submit) {
            return interchangeTask * submit.tasks().size();
        } else if (message instanceof InterchangeMessage.Results results) {
            return interchangeMessage + interchangeTask * results.results().size();
        }
        return interchangeMessage;
    }

    long ofManager(Object message) {
        return message instanceof ManagerMessage.TaskBatch batch
                ? managerMessage + managerTask * batch.tasks().size()
                : managerMessage;
    }
}
