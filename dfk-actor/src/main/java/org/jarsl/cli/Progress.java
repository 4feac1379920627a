package org.jarsl.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jarsl.AppException;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.TaskCounts;

/**
 * Waits for futures like {@link AppFuture#join}, and meanwhile shows how far the tasks are: on a terminal by one line
 * that is redrawn, elsewhere by a plain line every few seconds. The total grows as tasks are made. Of one thread.
 */
public final class Progress {
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration PLAIN_LINE = Duration.ofSeconds(3);
    private static final int MAX_BAR = 40;
    private static final int MIN_BAR = 5;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final DataFlowKernel dfk;
    private final PrintStream out;
    private final Terminal terminal = Terminal.current();
    private final Duration period = terminal.isTerminal() ? REDRAW : PLAIN_LINE;
    private final long start = System.nanoTime();
    private long shown = start;
    private String where = "";

    /** On a terminal if the {@code jarsl} script said that standard error is one; {@code out} should be that. */
    public Progress(DataFlowKernel dfk, PrintStream out) {
        this.dfk = dfk;
        this.out = out;
    }

    /** How far the program itself is, in a few words: the line begins with them from now on. */
    public void at(String newWhere) {
        where = newWhere + "; tasks: ";
    }

    /**
     * Waits, showing.
     *
     * @throws AppException if the task failed
     */
    public <R> R join(AppFuture<R> future) {
        while (!ends(future, shown + period.toNanos() - System.nanoTime())) {
            show();
        }
        return future.join();
    }

    /** Leaves the last state on the screen. */
    public void end() {
        show();
        if (terminal.isTerminal()) {
            out.println();
        }
    }

    private static boolean ends(AppFuture<?> future, long withinNanos) {
        try {
            future.get(Math.max(0, withinNanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | CancellationException e) {
            return true; // join says which
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private void show() {
        shown = System.nanoTime();
        TaskCounts counts = dfk.counts();
        String text = where + text(counts, (System.nanoTime() - start) / 1e9);
        if (terminal.isTerminal()) {
            int bar = Math.min(MAX_BAR, terminal.columns() - text.length() - 4);
            out.print(CLEAR_LINE + (bar < MIN_BAR ? text : bar(counts, bar) + " " + text));
            out.flush();
        } else {
            out.println(text);
        }
    }

    static String text(TaskCounts counts, double seconds) {
        String ended = counts.failed() + counts.cancelled() == 0
                ? ""
                : String.format(Locale.ROOT, ", %,d failed, %,d cancelled", counts.failed(), counts.cancelled());
        return String.format(
                Locale.ROOT,
                "%,d/%,d done, %,d running, %,d waiting%s, %,.0f tasks/s",
                counts.done(),
                counts.total(),
                counts.running(),
                counts.waiting(),
                ended,
                counts.ended() / Math.max(seconds, 0.001));
    }

    private String bar(TaskCounts counts, int width) {
        int full = counts.total() == 0 ? 0 : (int) (width * counts.ended() / counts.total());
        String colour = counts.failed() > 0 ? Terminal.RED : Terminal.GREEN;
        return "[" + terminal.coloured(colour, "=".repeat(full)) + " ".repeat(width - full) + "]";
    }
}
