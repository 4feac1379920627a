package org.jarsl.launcher;

/** Makes of the command that starts one manager the shell text that starts those of a whole block. */
public interface Launcher {
    /**
     * @param command a complete shell command
     * @param nodes of the block
     */
    String wrap(String command, int nodes);
}
