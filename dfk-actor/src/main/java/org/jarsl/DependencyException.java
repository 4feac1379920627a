package org.jarsl;

import java.util.List;

/**
 * The task never started because an argument of it failed. {@link #getCause} is the failure at the root, however long
 * the chain of tasks that leads to it.
 */
public final class DependencyException extends AppException {
    private static final long serialVersionUID = 1L;

    private final List<Long> chain;

    public DependencyException(String message, List<Long> chain, Throwable root) {
        super(message, root);
        this.chain = List.copyOf(chain);
    }

    /** Ids of the tasks between this one and the failure, this one's argument first; its last 1000 at most. */
    public List<Long> chain() {
        return chain;
    }
}
