package org.jarsl.launcher;

/** Starts the manager on the node where the block's script runs, and passes on its exit code. */
public final class SingleNodeLauncher implements Launcher {
    @Override
    public String wrap(String command, int nodes) {
        return command;
    }
}
