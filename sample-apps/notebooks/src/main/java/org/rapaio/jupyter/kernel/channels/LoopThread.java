package org.rapaio.jupyter.kernel.channels;

import java.util.Arrays;

/**
 * Stands in the class path before the class of this name in rapaio-jupyter-kernel 3.0.1, whose thread is started before it
 * is told to run, and before there is anybody for the messages that it takes: now and then one of the kernel's threads
 * ended at once, and Jupyter waited for ever. To be removed with the first version of that library that has these in order.
 */
public final class LoopThread extends Thread {
    private final Thread maker = Thread.currentThread();
    private final long pauseMillis;
    private final Runnable step;
    private volatile boolean running = true;

    public LoopThread(String name, long pauseMillis, Runnable step) {
        super(name);
        this.pauseMillis = pauseMillis;
        this.step = step;
    }

    @Override
    public void run() {
        try {
            while (isConnecting()) {
                Thread.sleep(1);
            }
            while (running) {
                step.run();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            running = false;
        }
    }

    /** Which ends by registering the handlers of messages; the library says so nowhere else. */
    private boolean isConnecting() {
        return Arrays.stream(maker.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Channels.class.getName())
                        && frame.getMethodName().equals("connect"));
    }

    public void shutdown() {
        running = false;
    }
}
