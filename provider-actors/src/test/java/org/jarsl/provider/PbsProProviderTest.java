package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** With what OpenPBS 23.06 has said. */
final class PbsProProviderTest extends SchedulerTest {
    private static final String TWO_JOBS = "qstat -x -f -F json";

    @Override
    Doubles recorded() throws Exception {
        return Doubles.of("pbs-pro", "openpbs-23.06", directory);
    }

    @Override
    Provider provider(String queue) {
        return new PbsProProvider(new PbsProSettings(batch(queue, ""), "", 1, 0), doubles.commands());
    }

    @Test
    void theDirectivesAskForAllThatIsConfigured() {
        PbsProSettings settings =
                new PbsProSettings(batch("debug", "#PBS -l filesystems=home"), "ngpus=4", 32, 64L << 30);

        assertThat(new PbsProProvider(settings, doubles.commands()).directives(ninetyMinutesOfThreeNodes()))
                .containsExactly(
                        "#PBS -N jarsl.htex.k3f9x2.12",
                        "#PBS -o /o",
                        "#PBS -e /e",
                        "#PBS -r n",
                        "#PBS -q debug",
                        "#PBS -l walltime=01:30:00",
                        "#PBS -l select=3:ncpus=32:mem=67108864kb:ngpus=4",
                        "#PBS -l place=scatter",
                        "#PBS -l filesystems=home",
                        "cd \"$PBS_O_WORKDIR\" || exit");
    }

    @Test
    void anotherPlacementMayBeAskedFor() {
        PbsProSettings settings = new PbsProSettings(batch("", "#PBS -l place=scatter:excl"), "", 0, 0);

        assertThat(new PbsProProvider(settings, doubles.commands()).directives(ninetyMinutesOfThreeNodes()))
                .contains("#PBS -l select=3", "#PBS -l place=scatter:excl")
                .doesNotContain("#PBS -l place=scatter");
    }

    @Test
    void aJobIsSubmittedFoundAndCancelled() throws Exception {
        doubles.replay("qsub *", "qsub ok.sh");
        doubles.replay("qstat -x *", TWO_JOBS);
        doubles.answer("qselect -N jarsl.block-0", 0, "0.p0\n");
        doubles.answer("qselect -N jarsl.block-00", 0, "");
        String id = provider.submit(request("jarsl.block-0", provider, "sleep 1000"));

        assertThat(Doubles.await(provider, id, JobState.RUNNING)).isEqualTo(JobStatus.of(JobState.RUNNING));
        assertThat(provider.find("jarsl.block-0")).hasValue(id);
        assertThat(provider.find("jarsl.block-00")).isEmpty();

        doubles.answer("qdel *", 0, "");
        doubles.answer("qstat -x *", 0, """
                    "0.p0":    {
                        "job_state":    "F",
                        "substate":     91,
                        "Exit_status":  0,
                """);
        provider.cancel(List.of(id));
        assertThat(Doubles.await(provider, id, JobState.CANCELLED).exitCode()).isEmpty();
    }

    @Test
    void theExitCodeOfAJobThatFailedIsToldAndItStartsWhereTheHeadDid() throws Exception {
        doubles.replay("qsub *", "qsub bad.sh");
        doubles.replay("qstat -x *", TWO_JOBS);
        String here = Path.of("").toAbsolutePath().toString();
        String id = provider.submit(request(name(), provider, "[[ $PWD == '" + here + "' ]] && exit 3"));

        JobStatus status = Doubles.await(provider, id, JobState.FAILED);
        assertThat(status.exitCode()).hasValue(3);
        assertThat(status.reason()).endsWith("and failed");
    }

    @Test
    void aRefusalHasTheSchedulersWords() throws Exception {
        doubles.replay("qsub *", "qsub -q nosuch ok.sh");

        aWrongQueueIsRefused("qsub: Unknown queue");
    }

    @Test
    void aJobThatIsGoneIsMissingAndItsCancellationIsNoError() throws Exception {
        doubles.replay("qstat -x *", "qstat 999.p0");
        doubles.replay("qdel *", "qdel 999.p0");

        Doubles.await(provider, "999.p0", JobState.MISSING);
        provider.cancel(List.of("999.p0"));
    }

    @Test
    void aJobThatHasEndedMayBeCancelled() throws Exception {
        doubles.notForReal();
        doubles.replay("qdel *", "qdel 1.p0");

        provider.cancel(List.of("1.p0"));

        assertThat(doubles.log()).containsExactly("qdel 1.p0");
    }

    @Test
    void oneJobThatIsGoneDoesNotHideTheOthers() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -x *", "qstat -x -f -F json 1.p0 2.p0");

        assertThat(provider.status(List.of("1.p0", "2.p0", "3.p0")))
                .containsOnlyKeys("1.p0", "2.p0")
                .hasEntrySatisfying(
                        "1.p0", status -> assertThat(status.exitCode()).hasValue(3))
                .hasEntrySatisfying("2.p0", status -> assertThat(status.state()).isEqualTo(JobState.MISSING));
    }

    @Test
    void withoutHistoryOnlyTheQueueIsAsked() throws Exception {
        doubles.notForReal();
        doubles.answer("qstat -x *", 1, "qstat: PBS is not configured to maintain job history");
        doubles.replay("qstat -f *", "qstat -f -F json 3.p0");

        assertThat(provider.status(List.of("3.p0"))).containsEntry("3.p0", JobStatus.of(JobState.RUNNING));
    }

    @Test
    void valuesThatBreakTheJsonDoNotMatter() throws Exception {
        doubles.notForReal();
        doubles.answer("qstat *", 0, """
                {
                    "Jobs":{
                        "7.p0":{
                            "Job_Name":"jarsl.htex.k3f9x2.1",
                            "job_state":"F",
                            "Variable_List":{
                                "PROMPT":"\\e[0m"and "quotes" {
                                "FUNCTION":"() {
                 echo
                }",
                                "job_state":"Q"
                            },
                            "substate":92,
                            "Exit_status":-29
                        }
                    }
                }
                """);

        assertThat(provider.status(List.of("7.p0")))
                .containsEntry("7.p0", new JobStatus(JobState.TIMEOUT, OptionalInt.empty(), ""));
    }

    @Test
    void eachStateIsOneOfOurs() throws Exception {
        doubles.notForReal();
        List<String> letters = List.of("Q", "W", "H", "S", "R", "E", "M");
        doubles.answer(
                "qstat *",
                0,
                letters.stream()
                        .map(letter -> "\t\t\"1." + letter + "\":\t{\n\t\t\t\"job_state\":\t\"" + letter + "\",\n")
                        .collect(Collectors.joining()));

        assertThat(letters)
                .map(letter -> provider.status(List.of("1." + letter)).get("1." + letter))
                .extracting(JobStatus::state)
                .containsExactly(
                        JobState.PENDING,
                        JobState.PENDING,
                        JobState.HELD,
                        JobState.HELD,
                        JobState.RUNNING,
                        JobState.RUNNING,
                        JobState.UNKNOWN);
    }

    @Test
    void aSignalIsAnExitCodeAsShellsHaveIt() throws Exception {
        doubles.notForReal();
        doubles.answer("qstat *", 0, "\t\"1.p0\":\t{\n\t\"job_state\":\t\"F\",\n\t\"Exit_status\":\t271,\n");

        assertThat(provider.status(List.of("1.p0")))
                .containsEntry("1.p0", new JobStatus(JobState.FAILED, OptionalInt.of(143), ""));
    }

    @Test
    void anAnswerThatCannotBeReadIsQuoted() throws Exception {
        doubles.notForReal();
        doubles.answer("qstat *", 0, "some words");
        doubles.answer("qsub *", 0, NO_ID);
        theAnswersCannotBeRead("some words", "1.p0");
    }

    @Test
    void aSchedulerThatIsDownIsUnavailable() throws Exception {
        doubles.notForReal();
        for (String command : List.of("qsub", "qstat", "qselect", "qdel")) {
            doubles.answer(command + " *", 255, command + ": cannot connect to server p0 (errno=15010)");
        }

        theSchedulerIsDown("cannot connect to server p0");
    }

    @Test
    void aConnectionThatWasLostLeavesOpenWhetherThereIsAJob() throws Exception {
        doubles.notForReal();
        doubles.answer("qsub *", 1, "qsub: End of File");
        JobRequest request = request(name(), provider, "");

        fails(ProviderException.Kind.UNCLEAR, "End of File", () -> provider.submit(request));
    }

    @Test
    void twoHundredJobsTakeFourCommands() throws Exception {
        doubles.notForReal();
        doubles.answer(
                "qstat *",
                153,
                TWO_HUNDRED.stream()
                        .map(id -> "qstat: Unknown Job Id " + id + "\n")
                        .collect(Collectors.joining()));

        assertThat(provider.status(TWO_HUNDRED)).hasSize(200);
        assertThat(doubles.log()).hasSize(4);
    }
}
