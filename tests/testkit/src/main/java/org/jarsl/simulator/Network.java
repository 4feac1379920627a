package org.jarsl.simulator;

/** Takes messages from host to host, each after a while. Two hosts' messages stay in their order. */
final class Network {
    private final Agenda agenda;
    private final Trace trace;
    private final long latencyNanos;
    private long messages;

    Network(Agenda agenda, Trace trace, long latencyNanos) {
        this.agenda = agenda;
        this.trace = trace;
        this.latencyNanos = latencyNanos;
    }

    void carry(Host from, Host to, Object message, Runnable arrive) {
        if (from.isDead()) {
            return;
        }
        messages++;
        agenda.after(latencyNanos, () -> {
            if (!to.isDead()) {
                trace.arrived(from, to, message);
                to.take(message, arrive);
            }
        });
    }

    long messages() {
        return messages;
    }
}
