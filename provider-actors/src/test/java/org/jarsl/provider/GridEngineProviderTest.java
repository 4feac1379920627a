package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** With what Grid Engine 8.1.9 has said; for a real one see {@link Doubles}. */
final class GridEngineProviderTest extends SchedulerTest {
    private static final String NO_JOBS = "qstat -u nobody -xml";
    private static final String ALL_ENDED = "qacct -o root -j jarsl.*";

    @Override
    Doubles recorded() throws Exception {
        return Doubles.of("grid-engine", "gridengine-8.1.9", directory);
    }

    @Override
    Provider provider(String queue) {
        return provider(queue, "mpi");
    }

    private GridEngineProvider provider(String queue, String parallelEnvironment) {
        return new GridEngineProvider(
                new GridEngineSettings(batch(queue, "#$ -p -5"), parallelEnvironment, 1, "s_rt=00:09:00"),
                doubles.commands());
    }

    @Test
    void theDirectivesAskForAllThatIsConfigured() throws Exception {
        assertThat(provider("all.q").directives(ninetyMinutesOfThreeNodes()))
                .containsExactly(
                        "#$ -N jarsl.htex.k3f9x2.12",
                        "#$ -o /o",
                        "#$ -e /e",
                        "#$ -cwd",
                        "#$ -S /bin/bash",
                        "#$ -r n",
                        "#$ -q all.q",
                        "#$ -l h_rt=01:30:00",
                        "#$ -l s_rt=00:09:00",
                        "#$ -pe mpi 3",
                        "#$ -p -5");
    }

    @Test
    void aJobIsSubmittedFoundAndCancelled() throws Exception {
        doubles.replay("qsub -terse *", "qsub -terse ok.sh");
        doubles.replay("qstat -u * -xml", "qstat -u root -xml");
        JobRequest request = request("jarsl.htex.k3f9x2.1", provider, "sleep 1000");
        String id = provider.submit(request);

        assertThat(Doubles.await(provider, id, JobState.RUNNING)).isEqualTo(JobStatus.of(JobState.RUNNING));
        assertThat(provider.find("jarsl.htex.k3f9x2.1")).hasValue(id);
        assertThat(provider.find("jarsl.htex.k3f9x2.12")).isEmpty();

        doubles.replay("qdel *", "qdel 1");
        doubles.replay("qstat -u * -xml", NO_JOBS);
        doubles.replay("qacct *", ALL_ENDED);
        provider.cancel(List.of(id));
        assertThat(Doubles.await(provider, id, JobState.CANCELLED).exitCode()).hasValue(137);
        assertThat(provider.find("jarsl.htex.k3f9x2.1")).isEmpty();
    }

    @Test
    void theExitCodeOfAJobThatFailedIsToldAndItStartsWhereTheHeadDid() throws Exception {
        doubles.replay("qsub -terse *", "qsub -terse bad.sh");
        doubles.replay("qstat -u * -xml", NO_JOBS);
        doubles.replay("qacct *", ALL_ENDED);
        String here = Path.of("").toAbsolutePath().toString();
        String id = provider.submit(request(name(), provider, "[[ $PWD == '" + here + "' ]] && exit 3"));

        assertThat(Doubles.await(provider, id, JobState.FAILED))
                .isEqualTo(new JobStatus(JobState.FAILED, OptionalInt.of(3), ""));
    }

    @Test
    void aRefusalHasTheSchedulersWords() throws Exception {
        doubles.replay("qsub -terse *", "qsub -terse nosuch.sh");

        aWrongQueueIsRefused("job requests unknown queue \"nosuch\"");
    }

    @Test
    void aJobThatIsGoneIsMissingAndItsCancellationIsNoError() throws Exception {
        doubles.replay("qstat -u * -xml", NO_JOBS);
        doubles.replay("qacct *", "qacct -j nosuch");
        doubles.replay("qstat -j *", "qstat -j 2,77");
        doubles.replay("qdel *", "qdel 99");

        assertThat(Doubles.await(provider, "77", JobState.MISSING).reason()).isNotEmpty();
        provider.cancel(List.of("77"));
    }

    @Test
    void someOfTheJobsToBeCancelledMayBeGone() throws Exception {
        doubles.notForReal();
        doubles.replay("qdel *", "qdel 2 77 3");

        provider.cancel(List.of("2", "77", "3"));

        assertThat(doubles.log()).containsExactly("qdel 2 77 3");
    }

    @Test
    void aCancellationThatFailsWithoutAWordIsAnError() throws Exception {
        doubles.notForReal();
        doubles.answer("qdel *", 1, "");

        fails(ProviderException.Kind.REFUSED, "exit code 1", () -> provider.cancel(List.of("1")));
    }

    @Test
    void moreThanOneSlotNeedsAParallelEnvironment() throws Exception {
        GridEngineProvider none = provider("", "");

        fails(
                ProviderException.Kind.REFUSED,
                "provider.parallel-environment",
                () -> none.submit(ninetyMinutesOfThreeNodes()));
    }

    @Test
    void theStatesOfWaitingJobsAreTold() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -u * -xml", "qstat -u root -xml");

        // All but job 1 wait: one held, one after an error, one for slots.
        assertThat(provider.status(List.of("1", "3", "4", "5")))
                .hasSize(4)
                .containsEntry("1", JobStatus.of(JobState.RUNNING))
                .containsEntry("3", new JobStatus(JobState.HELD, OptionalInt.empty(), "state hqw"))
                .containsEntry("4", new JobStatus(JobState.HELD, OptionalInt.empty(), "state Eqw"))
                .containsEntry("5", JobStatus.of(JobState.PENDING));
        assertThat(doubles.log()).hasSize(1);
    }

    @Test
    void theAccountingTellsHowJobsHaveEnded() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -u * -xml", NO_JOBS);
        doubles.replay("qacct *", ALL_ENDED);

        assertThat(provider.status(List.of("1", "2", "4", "6", "7")))
                .hasSize(5)
                .containsEntry("1", new JobStatus(JobState.CANCELLED, OptionalInt.of(137), "assumedly after job"))
                .containsEntry("2", new JobStatus(JobState.FAILED, OptionalInt.of(3), ""))
                .containsEntry("4", new JobStatus(JobState.FAILED, OptionalInt.empty(), "opening input/output file"))
                .containsEntry(
                        "6",
                        new JobStatus(
                                JobState.TIMEOUT, OptionalInt.of(137), "qmaster enforced h_rt, h_cpu, or h_vmem limit"))
                .containsEntry("7", new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""));
        assertThat(doubles.log()).hasSize(2);
    }

    @Test
    void theLastJobOfANumberThatWasGivenAgainCounts() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -u * -xml", NO_JOBS);
        doubles.answer("qacct *", 0, """
                ==============================================================
                jobname      jarsl.htex.aaaaaa.1
                jobnumber    2
                failed       0
                exit_status  0
                ==============================================================
                jobname      jarsl.htex.bbbbbb.1
                jobnumber    2
                failed       0
                exit_status  4
                """);

        assertThat(provider.status(List.of("2")))
                .containsEntry("2", new JobStatus(JobState.FAILED, OptionalInt.of(4), ""));
    }

    @Test
    void whatIsNotSaidIsLeftOut() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -u * -xml", NO_JOBS);
        doubles.replay("qacct *", "qacct -j nosuch");
        doubles.answer("qstat -j *", 1, "Following jobs do not exist: \n2\n");

        assertThat(provider.status(List.of("2", "77"))).containsOnlyKeys("2");
    }

    @Test
    void anAnswerThatCannotBeReadIsQuoted() throws Exception {
        doubles.notForReal();
        doubles.answer("qstat *", 0, "<job_info> and then the line was cut");
        doubles.answer("qsub *", 0, NO_ID);

        theAnswersCannotBeRead("the line was cut", "1");
    }

    @Test
    void aSchedulerThatIsDownIsUnavailable() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat *", "qstat while down");
        doubles.replay("qsub *", "qsub while down");
        doubles.replay("qdel *", "qdel while down");

        theSchedulerIsDown("unable to send message to qmaster");
    }

    @Test
    void theAccountingMayBeOutOfReach() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -u * -xml", NO_JOBS);
        doubles.replay("qstat -j *", "qstat -j 2,77");

        assertThat(provider.status(List.of("2")).values())
                .extracting(JobStatus::state)
                .containsExactly(JobState.MISSING);
    }

    @Test
    void twoHundredJobsThatAreGoneTakeSixCommands() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -u * -xml", NO_JOBS);
        doubles.replay("qacct *", ALL_ENDED);
        doubles.answer("qstat -j *", 1, "Following jobs do not exist: \n" + String.join(", ", TWO_HUNDRED));

        assertThat(provider.status(TWO_HUNDRED)).hasSize(200);
        assertThat(doubles.log()).hasSize(6);
    }
}
