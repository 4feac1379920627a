package org.jarsl.block;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jarsl.provider.JobState;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of an executor's blocks: what is asked of the provider, and written down. Thread-safe; its methods block. */
final class BlockJobs {
    private static final Logger LOG = LoggerFactory.getLogger(BlockJobs.class);

    /**
     * What the scheduler says of the blocks' jobs; of those that are in none of these it says nothing, or that they wait.
     *
     * @param held those that do not run until somebody lets them, with the reason
     * @param ends how those have ended that have
     */
    record States(Set<String> running, Map<String, String> held, Map<String, String> ends) {}

    private final BlockActor.Plan plan;
    private final Provider provider;
    private final JobLedger ledger;

    BlockJobs(BlockActor.Plan plan) {
        this.plan = plan;
        this.provider = plan.provider();
        this.ledger = new JobLedger(plan.directory(), plan.settings().provider().type());
    }

    String submit(String blockId) throws IOException, ProviderException {
        BlockScript script = script(blockId);
        ledger.submitting(script.jobName());
        try {
            String jobId = provider.submit(script.write());
            noteJob(blockId, jobId);
            return jobId;
        } catch (ProviderException e) {
            if (e.kind() != ProviderException.Kind.UNCLEAR) {
                noteEnd(blockId, ""); // nothing was done
            }
            throw e;
        }
    }

    Optional<String> find(String blockId) throws ProviderException {
        Optional<String> jobId = provider.find(script(blockId).jobName());
        jobId.ifPresent(id -> noteJob(blockId, id));
        return jobId;
    }

    /** The job is there whether or not it can be written down; and it can be found by its name. */
    private void noteJob(String blockId, String jobId) {
        try {
            ledger.submitted(script(blockId).jobName(), jobId);
        } catch (IOException e) {
            LOG.warn("{}: block {} is job {}, which could not be written down: {}", plan.label(), blockId, jobId, e);
        }
    }

    private void noteEnd(String blockId, String jobId) {
        try {
            ledger.ended(script(blockId).jobName(), jobId);
        } catch (IOException e) {
            LOG.warn("{}: the end of block {} could not be written down: {}", plan.label(), blockId, e.toString());
        }
    }

    /** Of jobs by block; all in one question. */
    States look(Map<String, String> jobs) throws ProviderException {
        Map<String, JobStatus> states = provider.status(List.copyOf(jobs.values()));
        States seen = new States(new HashSet<>(), new HashMap<>(), new LinkedHashMap<>());
        jobs.forEach((blockId, jobId) -> {
            JobStatus status = states.getOrDefault(jobId, JobStatus.of(JobState.UNKNOWN));
            if (status.state() == JobState.RUNNING) {
                seen.running().add(blockId);
            } else if (status.state() == JobState.HELD) {
                seen.held().put(blockId, status.toString());
            } else if (status.state().isTerminal()) {
                noteEnd(blockId, jobId);
                String tail = script(blockId).stderrTail();
                seen.ends().put(blockId, status + (tail.isEmpty() ? "" : "; the end of its standard error:\n" + tail));
            }
        });
        return seen;
    }

    List<String> cancel(List<String> jobIds) throws ProviderException {
        provider.cancel(jobIds);
        return jobIds;
    }

    BlockScript script(String blockId) {
        return new BlockScript(plan, blockId);
    }
}
