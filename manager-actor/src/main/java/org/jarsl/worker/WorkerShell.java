package org.jarsl.worker;

import java.io.IOException;
import java.util.Map;
import org.jarsl.process.ForkServer;
import org.jspecify.annotations.Nullable;

/** The {@link ForkServer} of a worker, as long as its commands want the same variables. Of the worker's thread. */
final class WorkerShell implements AutoCloseable {
    private @Nullable ForkServer server;
    private Map<String, String> variables = Map.of();

    ForkServer server(Map<String, String> wanted) throws IOException {
        ForkServer now = server;
        if (now == null || !now.isAlive() || !wanted.equals(variables)) {
            close();
            now = ForkServer.start(wanted);
            server = now;
            variables = wanted;
        }
        return now;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
