package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** With what Slurm 22.05 has said. */
final class SlurmProviderTest extends SchedulerTest {
    private static final String NO_ACCOUNTING = "sacct -X -n -P -o JobID,State,ExitCode -j 1";

    @Override
    Doubles recorded() throws Exception {
        return Doubles.of("slurm", "slurm-22.05", directory);
    }

    @Override
    Provider provider(String queue) {
        return provider(queue, "");
    }

    private SlurmProvider provider(String partition, String clusters) {
        SlurmJobOptions job = new SlurmJobOptions(partition, "", "", "", "", 4, 2048, 0, false, Duration.ofMinutes(10));
        SlurmSettings settings = new SlurmSettings(
                job, clusters, "#SBATCH --hint=nomultithread", Duration.ofSeconds(20), Duration.ofSeconds(30));
        return new SlurmProvider(settings, doubles.commands());
    }

    @Test
    void theDirectivesAskForAllThatIsConfigured() {
        assertThat(provider("debug").directives(ninetyMinutesOfThreeNodes()))
                .containsExactly(
                        "#SBATCH --job-name=jarsl.htex.k3f9x2.12",
                        "#SBATCH --output=/o",
                        "#SBATCH --error=/e",
                        "#SBATCH --nodes=3",
                        "#SBATCH --ntasks-per-node=1",
                        "#SBATCH --time=90",
                        "#SBATCH --partition=debug",
                        "#SBATCH --cpus-per-task=4",
                        "#SBATCH --mem=2K",
                        "#SBATCH --no-requeue",
                        "#SBATCH --no-kill",
                        "#SBATCH --hint=nomultithread");
    }

    @Test
    void aJobIsSubmittedFoundAndCancelled() throws Exception {
        doubles.answer("sbatch --parsable *", 0, "1\n");
        doubles.answer("squeue * all *", 0, "1|RUNNING|None\n");
        doubles.answer("squeue -h --name=jarsl.htex.k3f9x2.1 *", 0, "1\n");
        doubles.answer("squeue -h --name=jarsl.htex.k3f9x2.12 *", 0, "");
        String id = provider.submit(request("jarsl.htex.k3f9x2.1", provider, "sleep 1000"));

        assertThat(Doubles.await(provider, id, JobState.RUNNING)).isEqualTo(JobStatus.of(JobState.RUNNING));
        assertThat(provider.find("jarsl.htex.k3f9x2.1")).hasValue(id);
        assertThat(provider.find("jarsl.htex.k3f9x2.12")).isEmpty();

        doubles.replay("scancel *", "scancel 1");
        doubles.answer("squeue * all *", 0, "1|CANCELLED|None\n");
        doubles.replay("sacct *", NO_ACCOUNTING);
        doubles.answer("scontrol show job", 0, "No jobs in the system\n");
        provider.cancel(List.of(id));
        assertThat(Doubles.await(provider, id, JobState.CANCELLED).reason()).isEmpty();
    }

    @Test
    void withoutAccountingTheControllerTellsHowAJobHasEnded() throws Exception {
        doubles.replay("sbatch --parsable *", "sbatch --parsable bad.sh");
        doubles.answer("squeue *", 0, "2|FAILED|NonZeroExitCode\n");
        doubles.replay("sacct *", NO_ACCOUNTING);
        doubles.replay("scontrol show job", "scontrol show job 2");
        String id = provider.submit(request(name(), provider, "exit 3"));

        assertThat(Doubles.await(provider, id, JobState.FAILED))
                .isEqualTo(new JobStatus(JobState.FAILED, OptionalInt.of(3), "NonZeroExitCode"));
    }

    @Test
    void theAccountingTellsHowJobsHaveEnded() throws Exception {
        doubles.notForReal();
        doubles.answer("squeue *", 0, "1|RUNNING|None\n2|NODE_FAIL|None\n3|PENDING|Resources\n");
        doubles.answer("sacct *", 0, """
                2|NODE_FAIL|0:1
                4|CANCELLED by 0|0:0
                5|TIMEOUT|0:9
                6|COMPLETED|0:0
                7|RUNNING|0:0
                """);

        assertThat(provider.status(List.of("1", "2", "3", "4", "5", "6", "7", "8")))
                .hasSize(8)
                .containsEntry("1", JobStatus.of(JobState.RUNNING))
                .containsEntry("2", new JobStatus(JobState.FAILED, OptionalInt.of(129), "NODE_FAIL"))
                .containsEntry("3", new JobStatus(JobState.PENDING, OptionalInt.empty(), "Resources"))
                .containsEntry("4", new JobStatus(JobState.CANCELLED, OptionalInt.of(0), ""))
                .containsEntry("5", new JobStatus(JobState.TIMEOUT, OptionalInt.of(137), ""))
                .containsEntry("6", new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""))
                // The accounting never hears of the end of a job that the controller has lost.
                .containsEntry("7", CommandProvider.missing())
                .containsEntry("8", CommandProvider.missing());
        assertThat(doubles.log()).hasSize(2);
    }

    @Test
    void whatTheQueueSaysDoesNotDependOnTheOthers() throws Exception {
        doubles.notForReal();
        doubles.answer("squeue *", 0, "1|RUNNING|None\n2|FAILED|NonZeroExitCode\n");

        // There are no commands sacct and scontrol.
        assertThat(provider.status(List.of("1", "2")))
                .containsEntry("1", JobStatus.of(JobState.RUNNING))
                .containsEntry("2", new JobStatus(JobState.FAILED, OptionalInt.empty(), "NonZeroExitCode"));
    }

    @Test
    void aRefusalHasTheSchedulersWords() throws Exception {
        doubles.replay("sbatch *", "sbatch -p nosuch ok.sh");

        aWrongQueueIsRefused("Invalid partition name specified");
    }

    @Test
    void aJobThatIsGoneIsMissingAndItsCancellationIsNoError() throws Exception {
        doubles.answer("squeue *", 0, "");
        doubles.replay("sacct *", NO_ACCOUNTING);
        doubles.answer("scontrol *", 0, "No jobs in the system\n");
        doubles.replay("scancel *", "scancel 77");

        Doubles.await(provider, "77", JobState.MISSING);
        provider.cancel(List.of("77"));
        doubles.answer("scancel *", 1, "scancel: error: Kill job error on job id 77: Invalid job id specified\n");
        provider.cancel(List.of("77"));
    }

    @Test
    void anAnswerThatCannotBeReadIsQuoted() throws Exception {
        doubles.notForReal();
        doubles.answer("squeue *", 0, "some words");
        doubles.answer("sbatch *", 0, NO_ID);
        theAnswersCannotBeRead("some words", "1");
    }

    @Test
    void aSchedulerThatIsDownIsUnavailable() throws Exception {
        doubles.notForReal();
        for (String command : List.of("sbatch", "squeue", "scancel")) {
            doubles.answer(
                    command + " *", 1, command + ": error: Unable to contact slurm controller (connect failure)");
        }

        theSchedulerIsDown("Unable to contact slurm controller");
    }

    @Test
    void aControllerThatDoesNotAnswerMayHaveTakenTheJob() throws Exception {
        doubles.notForReal();
        doubles.answer(
                "sbatch *", 1, "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation");
        doubles.answer("squeue *", 1, "slurm_load_jobs error: Socket timed out on send/recv operation");
        JobRequest request = request(name(), provider, "");

        fails(ProviderException.Kind.UNCLEAR, "Socket timed out", () -> provider.submit(request));
        fails(ProviderException.Kind.UNAVAILABLE, "Socket timed out", () -> provider.status(List.of("1")));
        fails(ProviderException.Kind.UNAVAILABLE, "Socket timed out", () -> provider.find(request.name()));
    }

    @Test
    void oneOfSeveralClustersIsAskedOfItsJobs() throws Exception {
        doubles.notForReal();
        Provider ofEast = provider("", "east");
        doubles.answer("sbatch *", 0, "1;east\n");
        doubles.answer("squeue --clusters=east *", 0, "CLUSTER: east\n1\n");
        doubles.answer("squeue --clusters=east * all *", 0, "");
        doubles.replay("sacct --clusters=east *", NO_ACCOUNTING);
        doubles.replay("scontrol --clusters=east show job", "scontrol show job 2");

        assertThat(ofEast.submit(request(name(), ofEast, ""))).isEqualTo("1");
        assertThat(ofEast.find("jarsl.htex.k3f9x2.1")).hasValue("1");
        assertThat(ofEast.status(List.of("2")))
                .containsEntry("2", new JobStatus(JobState.FAILED, OptionalInt.of(3), "NonZeroExitCode"));
    }

    @Test
    void theEndsOfTwoHundredJobsTakeFiveCommandsAndThreeWithoutAccounting() throws Exception {
        doubles.notForReal();
        doubles.answer("squeue *", 0, "");
        doubles.answer(
                "sacct *",
                0,
                TWO_HUNDRED.stream().map(id -> id + "|COMPLETED|0:0\n").collect(Collectors.joining()));
        assertThat(provider.status(TWO_HUNDRED).values())
                .hasSize(200)
                .containsOnly(new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""));
        assertThat(doubles.log()).hasSize(5);

        doubles.replay("sacct *", NO_ACCOUNTING);
        doubles.answer(
                "scontrol show job",
                0,
                TWO_HUNDRED.stream()
                        .map(id ->
                                "JobId=" + id + " JobName=jarsl\n   JobState=COMPLETED Reason=None Dependency=(null)\n"
                                        + "   Requeue=0 ExitCode=0:0\n\n")
                        .collect(Collectors.joining()));
        assertThat(provider.status(TWO_HUNDRED).values())
                .hasSize(200)
                .containsOnly(new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""));
        assertThat(doubles.log()).hasSize(8);
    }
}
