package org.jarsl.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jarsl.protocol.InterchangeMessage;

/** On which host a manager is, so that the network knows who has sent what. */
final class ManagerHosts {
    private final Map<String, Host> byName = new HashMap<>();

    void add(Node node) {
        byName.put(node.info().id().name(), node.host());
    }

    /** {@code head} for all that is not a manager's. */
    Host sender(InterchangeMessage message, Host head) {
        if (message instanceof InterchangeMessage.Results results) {
            return find(results.id().name());
        } else if (message instanceof InterchangeMessage.Heartbeat heartbeat) {
            return find(heartbeat.id().name());
        } else if (message instanceof InterchangeMessage.Register register) {
            return find(register.info().id().name());
        } else if (message instanceof InterchangeMessage.Leaving leaving) {
            return find(leaving.id().name());
        }
        return head;
    }

    private Host find(String manager) {
        return Objects.requireNonNull(byName.get(manager), manager);
    }
}
