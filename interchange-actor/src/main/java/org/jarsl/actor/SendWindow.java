package org.jarsl.actor;

import java.util.ArrayDeque;

/**
 * The sending end of a stream of messages from one actor to another. Artery drops what its queue has no room for, and
 * what was under way when a connection broke, without telling anybody; so messages are numbered from 1, and those
 * beyond {@link #SIZE} that the receiver has not acknowledged wait here. What was lost, the {@link ReceiveCount} tells.
 * Not thread-safe.
 */
public final class SendWindow<M> {
    /** Most messages on their way; far below Artery's queue of {@code outbound-message-queue-size}, which others use too. */
    public static final int SIZE = 1024;

    /** Puts a numbered message on its way. */
    public interface Sender<M> {
        void send(long number, M message);
    }

    private final Sender<M> sender;
    private final ArrayDeque<M> waiting = new ArrayDeque<>();
    private long sent;
    private long acknowledged;

    public SendWindow(Sender<M> sender) {
        this.sender = sender;
    }

    /** Sends the message, now or when its turn comes; returns its number. */
    public long send(M message) {
        waiting.add(message);
        long number = sent + waiting.size();
        sendAll();
        return number;
    }

    /** The receiver has {@code number} messages. */
    public void acknowledge(long number) {
        acknowledged = Math.max(acknowledged, number);
        sendAll();
    }

    /** Whether the receiver has all messages, as far as it has said. */
    public boolean isAcknowledged() {
        return acknowledged >= sent;
    }

    /** How many messages are on their way or have arrived. */
    public long sent() {
        return sent;
    }

    private void sendAll() {
        while (sent - acknowledged < SIZE && !waiting.isEmpty()) {
            sender.send(++sent, waiting.remove());
        }
    }
}
