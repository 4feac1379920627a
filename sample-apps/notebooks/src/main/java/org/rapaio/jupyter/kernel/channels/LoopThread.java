package org.rapaio.jupyter.kernel.channels;

/**
 * Stands in the class path before the class of this name in rapaio-jupyter-kernel 3.0.1, whose thread is started before it
 * is told to run: now and then one of the kernel's threads ended at once, and Jupyter waited for ever. To be removed with
 * the first version of that library that has the two in order.
 */
public final class LoopThread extends Thread {
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
            while (running) {
                step.run();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            running = false;
        }
    }

    public void shutdown() {
        running = false;
    }
}
