package org.jarsl;

/**
 * How many tasks are where, at one moment.
 *
 * @param waiting have not started: wait for arguments or for a worker
 * @param running with a worker, or joining
 * @param done ended with a result
 * @param failed ended without: failed, or a dependency did
 * @param cancelled ended by cancellation
 * @param remembered those of the done ones that were not run, since an identical call had the result
 */
public record TaskCounts(long waiting, long running, long done, long failed, long cancelled, long remembered) {
    public long total() {
        return waiting + running + done + failed + cancelled;
    }

    public long ended() {
        return done + failed + cancelled;
    }
}
