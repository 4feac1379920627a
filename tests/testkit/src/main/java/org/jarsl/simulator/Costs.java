package org.jarsl.simulator;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.worker.Outcome;

/**
 * What messages cost, in nanoseconds of a core: so much for each, and so much for each task in it.
 *
 * @param latency from host to host, which costs nobody anything
 * @param dfkTask for the call of a task, and as much for its end
 * @param interchangeMessage for each that the interchange takes
 * @param interchangeTask when it is submitted, and as much when its result comes
 * @param managerMessage for each that a manager takes
 * @param managerTask for all that a manager and its worker have to do with it, but the task itself
 * @param wireMessage for who sends one to another host, and as much for who gets it
 * @param wireTask for each task or result in it
 */
public record Costs(
        long latency,
        long dfkTask,
        long interchangeMessage,
        long interchangeTask,
        long managerMessage,
        long managerTask,
        long wireMessage,
        long wireTask) {
    /** All at once. */
    public static final Costs NONE = new Costs(0, 0, 0, 0, 0, 0, 0, 0);

    /** As {@code ./jarsl simulate --costs measured} found them on a virtual machine of two cores in 2026, rounded. */
    public static final Costs TYPICAL = new Costs(100_000, 4_000, 2_500, 400, 3_000, 9_000, 15_000, 250);

    private static final int NUMBERS = 8;

    /**
     * As {@link #toString} writes them.
     *
     * @throws IllegalArgumentException if these are not eight numbers of 0 or more
     */
    public static Costs of(String text) {
        long[] numbers;
        try {
            numbers = Arrays.stream(text.split(",", -1))
                    .mapToLong(number -> Long.parseLong(number.trim()))
                    .toArray();
        } catch (NumberFormatException e) {
            numbers = new long[0];
        }
        if (numbers.length != NUMBERS || Arrays.stream(numbers).anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" are not " + NUMBERS + " numbers of nanoseconds, such as " + TYPICAL);
        }
        return new Costs(
                numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]);
    }

    long ofDfk(Object message) {
        if (message instanceof Head.Calls calls) {
            return dfkTask * calls.tasks();
        }
        return message instanceof InterchangeEvent.TasksDone done
                ? dfkTask * done.results().size()
                : 0;
    }

    long ofInterchange(Object message) {
        if (message instanceof InterchangeActor.Submit submit) {
            return interchangeMessage + interchangeTask * submit.tasks().size();
        } else if (message instanceof InterchangeMessage.Results results) {
            return interchangeMessage + interchangeTask * results.results().size() + ofWire(message);
        }
        return interchangeMessage + ofWire(message);
    }

    long ofManager(Object message) {
        return message instanceof Outcome ? managerTask : managerMessage + ofWire(message);
    }

    /** For each of the two hosts between which it goes. */
    long ofWire(Object message) {
        if (message instanceof ManagerMessage.TaskBatch batch) {
            return wireMessage + wireTask * batch.tasks().size();
        } else if (message instanceof InterchangeMessage.Results results) {
            return wireMessage + wireTask * results.results().size();
        }
        return wireMessage;
    }

    /** In the order of the parameters, as {@link #of} reads them. */
    @Override
    public String toString() {
        return LongStream.of(
                        latency,
                        dfkTask,
                        interchangeMessage,
                        interchangeTask,
                        managerMessage,
                        managerTask,
                        wireMessage,
                        wireTask)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
    }
}
