package org.jarsl.dfk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jarsl.TaskCounts;
import org.jarsl.block.JobLedger;
import org.jarsl.executor.BlockPlans;

/** What is left when the JVM ends before the DataFlowKernel was closed: on Ctrl-C, SIGTERM, System.exit, an exception. */
record ExitReport(Path run, TaskCounts counts, boolean recorded) {
    /** The last lines that the user sees. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        long unfinished = counts.total() - counts.ended();
        lines.add(String.format(
                Locale.ROOT,
                "jarsl: the run ended with %,d tasks done, %,d failed and %,d unfinished",
                counts.done(),
                counts.failed() + counts.cancelled(),
                unfinished));
        List<String> jobs = jobs();
        if (!jobs.isEmpty()) {
            lines.add("jarsl: not known to have ended: " + String.join(", ", jobs) + "; ./jarsl cleanup " + run
                    + " cancels what is left of them");
        }
        if (recorded) {
            lines.add("jarsl: ./jarsl run --resume " + run + " ... goes on with it");
        }
        return lines;
    }

    /** Jobs that the scheduler may still have, by name. */
    private List<String> jobs() {
        List<String> jobs = new ArrayList<>();
        try {
            for (Path executor : BlockPlans.executorsWithBlocks(run)) {
                jobs.addAll(JobLedger.leftovers(BlockPlans.scripts(executor)).names());
            }
        } catch (IOException e) {
            jobs.add("jobs that cannot be told (" + e.getMessage() + ")");
        }
        return jobs;
    }
}
