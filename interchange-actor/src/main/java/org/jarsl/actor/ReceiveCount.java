package org.jarsl.actor;

/**
 * The receiving end of what a {@link SendWindow} sends. Messages of one actor to another arrive in order or not at all,
 * so a number that is left out, or a sender that has sent more than has come by its own later word, means a loss. Not
 * thread-safe.
 */
public final class ReceiveCount {
    private static final int ACKNOWLEDGE_EVERY = SendWindow.SIZE / 4;

    private long received;
    private long told;

    /** Counts a message; false if one before it was lost. */
    public boolean receive(long number) {
        boolean next = number == received + 1;
        received = Math.max(received, number);
        return next;
    }

    /** Whether all has come, when the sender says, after it, that it has sent so many. */
    public boolean hasAll(long sent) {
        return received >= sent;
    }

    /** How many have come; to be told to the sender, in whatever message goes there next. */
    public long acknowledge() {
        told = received;
        return received;
    }

    /** Whether the sender has been told of all that have come. */
    public boolean isAcknowledged() {
        return told == received;
    }

    /** Whether the sender may soon wait for an acknowledgement, so that one is to be sent for this message alone. */
    public boolean mustAcknowledge() {
        return received % ACKNOWLEDGE_EVERY == 0;
    }
}
