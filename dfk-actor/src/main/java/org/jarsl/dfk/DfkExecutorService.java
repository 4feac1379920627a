package org.jarsl.dfk;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** The facade of {@link org.jarsl.DataFlowKernel#asExecutorService}. */
final class DfkExecutorService extends AbstractExecutorService {
    DfkExecutorService(Kernel kernel, List<String> labels) {}

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    @Override
    public void execute(Runnable command) {
        throw new java.util.concurrent.RejectedExecutionException("later");
    }
}
