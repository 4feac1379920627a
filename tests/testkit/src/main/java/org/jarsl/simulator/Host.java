package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a process, or an actor with a thread of its own, is to the network: it takes one message after the other, each
 * costs it time, and it can die or stand still.
 */
final class Host {
    final String name;
    final int number;
    /** Whether it is a part of a head's process, within which there is no network. */
    final boolean head;

    /** When the last message to it is there, so that the next is not there before. */
    long lastToNanos;

    long lastFromNanos;
    private Weather weather = Weather.FAIR;

    private final Agenda agenda;
    private final ToLongFunction<Object> cost;
    private final Processor processor;
    private final List<Runnable> missed = new ArrayList<>();
    private long busyUntilNanos;
    private boolean dead;
    private boolean asleep;
    private boolean mayBeLate;

    /** {@code cost} is what a message takes, in nanoseconds. */
    Host(String name, int number, boolean head, Agenda agenda, ToLongFunction<Object> cost) {
        this(name, number, head, agenda, cost, new Processor());
    }

    Host(String name, int number, boolean head, Agenda agenda, ToLongFunction<Object> cost, Processor processor) {
        this.name = name;
        this.number = number;
        this.head = head;
        this.agenda = agenda;
        this.cost = cost;
        this.processor = processor;
    }

    /** Takes a message as soon as it can. */
    void take(Object message, Runnable effect) {
        long nanos = cost.applyAsLong(message);
        if (nanos == 0) {
            act(effect);
        } else {
            agenda.at(compute(nanos), () -> act(effect));
        }
    }

    /** Is busy for that long, after all that it has to do already; returns when that is done. */
    long compute(long nanos) {
        if (nanos == 0) {
            return agenda.nowNanos();
        }
        busyUntilNanos = processor.compute(Math.max(busyUntilNanos, agenda.nowNanos()), nanos);
        return busyUntilNanos;
    }

    /** What it has to do itself with something that has happened on it, in the background. */
    void bear(Object event) {
        long unused = compute(cost.applyAsLong(event));
    }

    boolean isBusy() {
        return busyUntilNanos > agenda.nowNanos();
    }

    /** Does this when it has done all else, unless it is dead then. */
    void actWhenFree(Runnable effect) {
        agenda.at(busyUntilNanos, () -> act(effect));
    }

    Processor processor() {
        return processor;
    }

    /** Does this, unless it is dead; later, if it stands still. */
    void act(Runnable effect) {
        if (dead) {
            return;
        }
        if (asleep) {
            missed.add(effect);
        } else {
            effect.run();
        }
    }

    boolean isDead() {
        return dead;
    }

    boolean isAsleep() {
        return asleep;
    }

    /** Whether it may do what it was told before it was given up, since it stood still or messages came late. */
    boolean mayBeLate() {
        return mayBeLate;
    }

    /** What the network does to its messages. */
    Weather weather() {
        return weather;
    }

    void weather(Weather now) {
        weather = now;
        mayBeLate |= now.late() > 0;
    }

    void die() {
        dead = true;
        missed.clear();
    }

    void sleep() {
        asleep = true;
        mayBeLate = true;
    }

    void wake() {
        asleep = false;
        List<Runnable> now = List.copyOf(missed);
        missed.clear();
        now.forEach(this::act);
    }

    @Override
    public String toString() {
        return name;
    }
}
