package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of those checks that the planted bugs do not all reach. */
class ChecksTest {
    private static final int PER_MINUTE = 20;

    private final Agenda agenda = new Agenda();
    private final Checks checks = new Checks(agenda, new Graph(10, new Random(1)), new Trace(agenda));

    private void letSecondsPass(long seconds) {
        agenda.after(TimeUnit.SECONDS.toNanos(seconds), () -> {});
        assertThat(agenda.step()).isTrue();
    }

    private Disk disk(Disk.Row... rows) {
        Disk disk = new Disk(agenda, 0);
        disk.append(new Host("dfk", 0, true, agenda, message -> 0), List.of(rows), () -> {});
        assertThat(agenda.step()).as("written").isTrue();
        assertThat(agenda.step()).as("acknowledged").isTrue();
        return disk;
    }

    private static Disk.Row row(int call, int resultOf) {
        Call of = new Call(call, 0, false, 0);
        return new Disk.Row(of.key(), call, new Call(resultOf, 0, false, 0).result());
    }

    @Test
    void aMinutesCommandsMayBeSavedUpButNoMore() {
        for (int i = 0; i < PER_MINUTE; i++) {
            checks.commanded(PER_MINUTE, 0);
        }
        letSecondsPass(3);
        checks.commanded(PER_MINUTE, 0);
        assertThat(checks.violations()).isEmpty();
        checks.commanded(PER_MINUTE, 0);
        assertThat(checks.violations()).containsExactly("the scheduler gets more than 20 commands a minute");
    }

    @Test
    void aRowThatIsWrittenTwiceOrIsAnothersOrHasNotReturnedIsSeen() {
        checks.headDied(disk(row(3, 3)));
        assertThat(checks.violations()).isEmpty();
        checks.headDied(disk(row(3, 3), row(3, 3), row(4, 5)));
        checks.journalIsComplete(disk(row(6, 6)));
        assertThat(checks.violations())
                .containsExactly(
                        "call 3 is in the journal twice",
                        "call 4 has the result of another in the journal",
                        "call 6 is in the journal but has not returned");
    }
}
