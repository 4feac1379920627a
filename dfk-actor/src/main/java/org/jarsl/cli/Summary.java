package org.jarsl.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.jarsl.DataFlowKernel;
import org.jarsl.NodeSummary;
import org.jarsl.TaskCounts;

/** What a run has done: tasks by state, elapsed time, and the share of each manager. To be printed before closing. */
public final class Summary {
    private final DataFlowKernel dfk;
    private final long start = System.nanoTime();

    /** The elapsed time counts from here. */
    public Summary(DataFlowKernel dfk) {
        this.dfk = dfk;
    }

    public void print(PrintStream out) {
        TaskCounts counts = dfk.counts();
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                Locale.ROOT,
                "%ntasks    %,d done, %,d failed, %,d cancelled in %.1f s (%,.0f tasks/s)%n",
                counts.done(),
                counts.failed(),
                counts.cancelled(),
                seconds,
                counts.ended() / seconds);
        out.printf(
                Locale.ROOT,
                "%-8s %-24s %-16s %8s %8s %8s %9s%n",
                "nodes",
                "manager",
                "node",
                "workers",
                "tasks",
                "busy",
                "memory");
        for (NodeSummary node : dfk.nodes()) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %-24s %-16s %8d %,8d %6.1f s %6s MB%n",
                    !node.up() ? "  left" : node.setAside() ? "  aside" : "",
                    node.manager(),
                    node.node(),
                    node.workers(),
                    node.tasks(),
                    node.busyMillis() / 1e3,
                    node.peakRssBytes() == 0 ? "?" : String.valueOf(node.peakRssBytes() >> 20));
        }
        out.println("logs     " + dfk.runDirectory());
    }
}
