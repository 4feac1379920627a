package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jarsl.block.JobLedger.Leftovers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobLedgerTest {
    @TempDir
    Path parent;

    private Path directory = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        directory = parent.resolve("submit_scripts");
        file = directory.resolve("jobs.ledger");
        JobLedger ledger = new JobLedger(directory, "slurm");
        ledger.submitting("jarsl.htex.t0.0");
        ledger.submitting("jarsl.htex.t0.1");
        ledger.submitted("jarsl.htex.t0.0", "11");
        ledger.submitting("jarsl.htex.t0.2");
        ledger.submitted("jarsl.htex.t0.2", "12");
        ledger.ended("jarsl.htex.t0.0", "11");
        ledger.submitting("jarsl.htex.t0.3");
        ledger.ended("jarsl.htex.t0.3", "");
    }

    @Test
    void whatHasNotEndedIsLeftByIdOrByName() throws IOException {
        assertThat(JobLedger.leftovers(directory))
                .isEqualTo(new Leftovers("slurm", Set.of("jarsl.htex.t0.1", "jarsl.htex.t0.2")));
    }

    @Test
    void aLaterHeadOfTheSameRunKnowsTheTokenTheLivingBlocksAndTheNumbersThatWereUsed() throws IOException {
        assertThat(JobLedger.earlier(directory)).isEqualTo(new JobLedger.Earlier("t0", List.of("1", "2"), 4));
        assertThat(JobLedger.earlier(parent)).isEqualTo(JobLedger.Earlier.NONE);
    }

    @Test
    void eachLineIsThereWhenItsMethodReturns() throws IOException {
        assertThat(file).content().startsWith("provider slurm\n20").endsWith(" ended jarsl.htex.t0.3\n");
        assertThat(Files.readAllLines(file)).hasSize(9);
    }

    @Test
    void aLineThatWasCutOffDoesNotCount() throws IOException {
        Files.writeString(file, "2026-05-04T10:11:12Z submitted jarsl.htex.t0.1 1", StandardOpenOption.APPEND);
        assertThat(JobLedger.leftovers(directory))
                .isEqualTo(new Leftovers("slurm", Set.of("jarsl.htex.t0.1", "jarsl.htex.t0.2")));
    }

    @Test
    void whatIsNoLedgerIsRefused() throws IOException {
        assertThatThrownBy(() -> JobLedger.leftovers(parent)).isInstanceOf(NoSuchFileException.class);
        Files.writeString(file, "hello\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> JobLedger.leftovers(directory))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("jobs.ledger: not a line of a job ledger: hello");
    }
}
