package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** With what Torque and its namesake of Slurm are said to say. */
final class TorqueProviderTest extends SchedulerTest {
    @Override
    Doubles recorded() throws Exception {
        return Doubles.of("torque", "torque", directory);
    }

    @Override
    Provider provider(String queue) {
        return new TorqueProvider(new TorqueSettings(batch(queue, "#PBS -l mem=4gb"), 0), doubles.commands());
    }

    @Test
    void theDirectivesAskForAllThatIsConfigured() {
        TorqueSettings settings = new TorqueSettings(batch("batch", "#PBS -l mem=4gb"), 8);

        assertThat(new TorqueProvider(settings, doubles.commands()).directives(ninetyMinutesOfThreeNodes()))
                .containsExactly(
                        "#PBS -N j.k3f9x2.12",
                        "#PBS -o /o",
                        "#PBS -e /e",
                        "#PBS -r n",
                        "#PBS -q batch",
                        "#PBS -l walltime=01:30:00",
                        "#PBS -l nodes=3:ppn=8",
                        "#PBS -l mem=4gb",
                        "cd \"$PBS_O_WORKDIR\" || exit");
    }

    @Test
    void aJobIsSubmittedFoundByItsShortNameAndCancelled() throws Exception {
        doubles.replay("qsub *", "qsub job.sh");
        doubles.replay("qstat -f *", "qstat -f");
        doubles.answer("qselect -N j.k3f9x2.1", 0, "1234.server\n");
        doubles.answer("qselect -N j.k3f9x2.12", 0, "");
        String id = provider.submit(request("jarsl.htex.k3f9x2.1", provider, "sleep 1000"));

        assertThat(Doubles.await(provider, id, JobState.RUNNING)).isEqualTo(JobStatus.of(JobState.RUNNING));
        assertThat(provider.find("jarsl.htex.k3f9x2.1")).hasValue(id);
        assertThat(provider.find("jarsl.htex.k3f9x2.12")).isEmpty();

        doubles.answer("qdel *", 0, "");
        doubles.answer("qstat -f *", 0, "Job Id: 1234.server\n    job_state = C\n    exit_status = 271\n");
        provider.cancel(List.of(id));
        assertThat(Doubles.await(provider, id, JobState.FAILED).exitCode()).hasValue(143);
    }

    @Test
    void theStatesAndEndsOfJobsAreTold() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -f *", "qstat -f");

        assertThat(provider.status(List.of(
                        "1235.server", "1236.server", "1237.server", "1238.server", "1239.server", "1240.server")))
                .hasSize(6)
                .containsEntry("1235.server", new JobStatus(JobState.FAILED, OptionalInt.of(3), ""))
                .containsEntry("1236.server", new JobStatus(JobState.TIMEOUT, OptionalInt.empty(), "exit status -11"))
                .containsEntry("1237.server", JobStatus.of(JobState.HELD))
                .containsEntry(
                        "1238.server", new JobStatus(JobState.PENDING, OptionalInt.empty(), "Not Running: no nodes"))
                .containsEntry("1239.server", new JobStatus(JobState.FAILED, OptionalInt.of(143), ""))
                .containsEntry("1240.server", new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""));
        assertThat(doubles.log()).hasSize(1);
    }

    @Test
    void ofSlurmsJobsItIsNotSaidHowTheyEnded() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -f *", "qstat -f of Slurm");

        assertThat(provider.status(List.of("7")))
                .hasEntrySatisfying("7", status -> assertThat(status.state()).isEqualTo(JobState.COMPLETED))
                .hasEntrySatisfying("7", status -> assertThat(status.exitCode()).isEmpty());
    }

    @Test
    void whatSlurmsQstatLeavesOutIsAskedForAgain() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -f 7 8", "qstat -f of Slurm");
        doubles.replay("qstat -f 8", "qstat -f of Slurm for none");

        assertThat(provider.status(List.of("7", "8")))
                .hasSize(2)
                .hasEntrySatisfying("8", status -> assertThat(status.state()).isEqualTo(JobState.MISSING));
    }

    @Test
    void aRefusalHasTheSchedulersWords() throws Exception {
        doubles.replay("qsub *", "qsub -q nosuch job.sh");

        aWrongQueueIsRefused("Unknown queue");
    }

    @Test
    void aJobThatIsGoneIsMissingAndItsCancellationIsNoError() throws Exception {
        doubles.replay("qstat *", "qstat -f 99.server");
        doubles.replay("qdel *", "qdel 99.server");

        Doubles.await(provider, "99.server", JobState.MISSING);
        provider.cancel(List.of("99.server"));
    }

    @Test
    void aJobThatHasEndedMayBeCancelled() throws Exception {
        doubles.notForReal();
        doubles.replay("qdel *", "qdel 1240.server");

        provider.cancel(List.of("1240.server"));

        assertThat(doubles.log()).containsExactly("qdel 1240.server");
    }

    @Test
    void anAnswerThatCannotBeReadIsQuoted() throws Exception {
        doubles.notForReal();
        doubles.answer("qstat *", 0, "some words");
        doubles.answer("qsub *", 0, NO_ID);
        theAnswersCannotBeRead("some words", "1");
    }

    @Test
    void aSchedulerThatIsDownIsUnavailable() throws Exception {
        doubles.notForReal();
        for (String command : List.of("qsub", "qstat", "qselect", "qdel")) {
            doubles.answer(
                    command + " *", 111, command + ": cannot connect to server server (errno=111) Connection refused");
        }

        theSchedulerIsDown("cannot connect to server");
    }

    @Test
    void twoHundredJobsTakeFourCommands() throws Exception {
        doubles.notForReal();
        doubles.answer(
                "qstat *",
                153,
                TWO_HUNDRED.stream()
                        .map(id -> "qstat: Unknown Job Id Error " + id + "\n")
                        .collect(Collectors.joining()));

        assertThat(provider.status(TWO_HUNDRED)).hasSize(200);
        assertThat(doubles.log()).hasSize(4);
    }
}
