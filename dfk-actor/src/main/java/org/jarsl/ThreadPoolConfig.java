package org.jarsl;

/**
 * An executor of threads in this JVM. Arguments and results are handed over as they are, not copied.
 *
 * @param label the name by which apps choose it
 * @param maxThreads how many tasks run at a time, at least 1
 */
public record ThreadPoolConfig(String label, int maxThreads) implements ExecutorConfig {
    public ThreadPoolConfig {
        ExecutorConfig.checkLabel(label);
        if (maxThreads < 1) {
            throw new IllegalArgumentException("max-threads must be at least 1, not " + maxThreads);
        }
    }
}
