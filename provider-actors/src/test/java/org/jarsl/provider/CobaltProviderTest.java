package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** With what Cobalt has said. */
final class CobaltProviderTest extends SchedulerTest {
    private static final String HEADER = "JobID  User  WallTime  Nodes  State   Location  \n=====\n";

    @Override
    Doubles recorded() throws Exception {
        return Doubles.of("cobalt", "cobalt", directory);
    }

    @Override
    Provider provider(String queue) {
        CobaltSettings settings = new CobaltSettings(batch(queue, " --mode  script"), "mcdram=flat");
        return new CobaltProvider(settings, doubles.commands(), directory);
    }

    /** What Cobalt writes beside its jobs. */
    private void log(String text) throws Exception {
        Files.writeString(directory.resolve("5.cobaltlog"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String recordedLog() throws Exception {
        return Files.readString(
                Path.of(Objects.requireNonNull(CobaltProviderTest.class.getResource("/recorded/5.cobaltlog"))
                        .toURI()));
    }

    @Test
    void allOptionsAreOnTheCommandLine() throws Exception {
        doubles.notForReal();
        doubles.replay("qsub *", "qsub -n 2 -t 5 -q default /home/user/run/job.sh");
        Provider toQueue = provider("debug");

        assertThat(toQueue.directives(ninetyMinutesOfThreeNodes())).isEmpty();
        assertThat(toQueue.submit(ninetyMinutesOfThreeNodes())).isEqualTo("5");
        assertThat(doubles.log())
                .containsExactly("qsub -n 3 -t 90 -q debug --jobname jarsl.htex.k3f9x2.12 -o /o -e /e"
                        + " --attrs mcdram=flat --mode script "
                        + Path.of("b.sh").toAbsolutePath());
    }

    @Test
    void aJobIsSubmittedFoundAndCancelled() throws Exception {
        doubles.replay("qsub *", "qsub -n 2 -t 5 -q default /home/user/run/job.sh");
        doubles.replay("qstat *", "qstat #2");
        String id = provider.submit(request("jarsl.htex.k3f9x2.1", provider, "sleep 1000"));

        assertThat(Doubles.await(provider, id, JobState.RUNNING)).isEqualTo(JobStatus.of(JobState.RUNNING));

        doubles.answer("qstat -f", 0, """
                JobID  JobName              User  Score    State
                ================================================
                4      N/A                  root    0.1    running
                5      jarsl.htex.k3f9x2.1  root    0.1    running
                """);
        assertThat(provider.find("jarsl.htex.k3f9x2.1")).hasValue(id);
        assertThat(provider.find("jarsl.htex.k3f9x2.12")).isEmpty();

        doubles.replay("qdel *", "qdel 2");
        doubles.replay("qstat *", "qstat 1");
        provider.cancel(List.of(id));
        Doubles.await(provider, id, JobState.MISSING, JobState.FAILED);
    }

    @Test
    void theFullListOfTheRealOneIsRead() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat -f", "qstat -f");

        assertThat(provider.find("N/A")).hasValue("5");
    }

    @Test
    void statesAreTold() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat *", "qstat #1");
        assertThat(provider.status(List.of("5"))).containsEntry("5", JobStatus.of(JobState.PENDING));

        doubles.answer("qstat *", 0, HEADER + """
                5      root  00:05:00  2      killing     c[2-3]
                6      root  00:05:00  2      user_hold   None
                7      root  00:05:00  2      starting    c[4-5]
                8      root  00:05:00  2      surprised   None
                """);
        assertThat(provider.status(List.of("5", "6", "7", "8")).entrySet())
                .extracting(entry -> entry.getKey() + " " + entry.getValue().state())
                .containsExactlyInAnyOrder("5 RUNNING", "6 HELD", "7 PENDING", "8 UNKNOWN");
    }

    @Test
    void theEndOfAJobStandsInItsLog() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat *", "qstat #4");
        log(recordedLog());

        assertThat(provider.status(List.of("5", "6")))
                .containsEntry("5", new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""))
                .containsEntry("6", JobStatus.of(JobState.RUNNING));
    }

    @Test
    void anExitCodeOtherThanZeroIsAFailure() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat *", "qstat 1");
        log(recordedLog().replace("exit code of 0", "exit code of 3"));

        assertThat(provider.status(List.of("5")))
                .containsEntry("5", new JobStatus(JobState.FAILED, OptionalInt.of(3), ""));
    }

    @Test
    void theLogOfAnOlderJobOfTheSameNumberDoesNotCount() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat *", "qstat 1");
        log(recordedLog() + "Jobid: 5\nqsub -n 2 -t 5 job.sh\n");

        assertThat(provider.status(List.of("5")).values())
                .extracting(JobStatus::state)
                .containsExactly(JobState.MISSING);
    }

    @Test
    void aRefusalHasTheSchedulersWords() throws Exception {
        doubles.replay("qsub *", "qsub -n 2 -t 5 -q nosuch /home/user/run/job.sh");

        aWrongQueueIsRefused("non-existent queue 'nosuch'");
    }

    @Test
    void aJobThatIsGoneIsMissingAndItsCancellationIsNoError() throws Exception {
        doubles.replay("qstat *", "qstat 1");
        doubles.replay("qdel *", "qdel 99");

        Doubles.await(provider, "99", JobState.MISSING);
        provider.cancel(List.of("99"));
    }

    @Test
    void anAnswerThatCannotBeReadIsQuoted() throws Exception {
        doubles.notForReal();
        doubles.answer("qstat *", 0, "some words");
        doubles.answer("qsub *", 0, NO_ID);
        theAnswersCannotBeRead("some words", "1");
        fails(ProviderException.Kind.UNAVAILABLE, "some words", () -> provider.find("jarsl.htex.k3f9x2.1"));
    }

    @Test
    void aSchedulerThatIsDownIsUnavailable() throws Exception {
        doubles.notForReal();
        for (String command : List.of("qsub", "qstat", "qdel")) {
            doubles.answer(command + " *", 1, "Failed to connect to queue manager");
        }

        theSchedulerIsDown("Failed to connect to queue manager");
    }

    @Test
    void twoHundredJobsTakeFourCommands() throws Exception {
        doubles.notForReal();
        doubles.replay("qstat *", "qstat 1");

        assertThat(provider.status(TWO_HUNDRED)).hasSize(200);
        assertThat(doubles.log()).hasSize(4);
    }
}
