package org.jarsl;

/**
 * How many tasks are where, at one moment.
 *
 * @param waiting have not started: wait for arguments or for a worker
 * @param running with a worker, or joining
 * @param done ended with a result
 * @param failed ended without: failed, or a dependency did
 * @param cancelled ended by cancellation
 */
public record TaskCounts(long waiting, long running, long done, long failed, long cancelled) {
    public long total() {
        return waiting + running + done + failed + cancelled;
    }

    public long ended() {
        return done + failed + cancelled;
    }
}
