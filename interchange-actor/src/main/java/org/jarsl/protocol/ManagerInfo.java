package org.jarsl.protocol;

/**
 * What a manager says of itself and its node when it registers.
 *
 * @param jarslVersion must equal the head's
 * @param javaVersion the JVM's feature version, such as 17; must equal the head's, so that classes load on both sides
 * @param blockId the block that started it
 * @param node host name
 * @param workers how many tasks of one slot run at a time
 * @param cores of the node, as the manager sees it
 * @param memoryBytes of the node
 */
public record ManagerInfo(
        ManagerId id,
        String jarslVersion,
        int javaVersion,
        String blockId,
        String node,
        long pid,
        int workers,
        WorkerShape workerShape,
        int cores,
        long memoryBytes,
        int accelerators) {
    /** The same manager in another life. */
    public ManagerInfo withId(ManagerId newId) {
        return new ManagerInfo(
                newId,
                jarslVersion,
                javaVersion,
                blockId,
                node,
                pid,
                workers,
                workerShape,
                cores,
                memoryBytes,
                accelerators);
    }
}
