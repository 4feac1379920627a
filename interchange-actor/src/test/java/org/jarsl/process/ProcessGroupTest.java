package org.jarsl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process starts in a session of its own, as a manager does with commands, is out of reach of signals to it. */
@Timeout(60)
final class ProcessGroupTest {
    private static final String VARIABLE = "JARSL_PROCESS_GROUP";
    private static final Duration GRACE = Duration.ofMillis(300);
    /** A process that leaves the group and heeds no TERM says its number and what groups it comes from. */
    private static final String DESERTER =
            "setsid bash -c 'trap \"\" TERM; echo $$ $JARSL_PROCESS_GROUP; sleep 1000 & wait; sleep 1000' & ";

    private final List<ProcessGroup> groups = new ArrayList<>();

    @BeforeEach
    void onLinux() {
        assumeTrue(ProcessGroup.SUPPORTED && Files.isDirectory(Path.of("/proc/self")));
    }

    @AfterEach
    void endAll() {
        ProcessGroup.stop(groups, Duration.ZERO);
    }

    @Test
    void whatLeftTheGroupOfAKilledLeaderIsKilledWithTheRest() throws IOException {
        ProcessGroup group = start("", DESERTER + "wait");
        long deserter = pid(line(group));

        group.process().destroyForcibly();
        group.awaitLeader();
        assertThat(isRunning(deserter)).isTrue();
        group.killRest();

        assertThat(isRunning(deserter)).isFalse();
    }

    @Test
    void stopEndsWhatLeftTheGroup() throws IOException {
        ProcessGroup group = start("", DESERTER + "wait");
        long deserter = pid(line(group));

        ProcessGroup.stop(List.of(group), GRACE);

        assertThat(isRunning(group.process().pid())).isFalse();
        assertThat(isRunning(deserter)).isFalse();
    }

    @Test
    void stopEndsWhatLeftWhenItsLeaderHasEndedBefore() throws IOException {
        ProcessGroup group = start("", DESERTER);
        long deserter = pid(line(group));
        group.awaitLeader();

        ProcessGroup.stop(List.of(group), GRACE);

        assertThat(isRunning(deserter)).isFalse();
    }

    @Test
    void theGroupsAroundAGroupAndBesideItLive() throws IOException {
        String outer = "the-outer-one";
        ProcessGroup beside = start(outer, DESERTER + "wait");
        ProcessGroup group = start(outer, DESERTER + "wait");
        long ofBeside = pid(line(beside));
        String ofGroup = line(group);
        assertThat(ofGroup).matches("\\d+ the-outer-one:@[-0-9a-f]{36}");

        ProcessGroup.stop(List.of(group), GRACE);

        assertThat(isRunning(pid(ofGroup))).isFalse();
        assertThat(isRunning(beside.process().pid())).isTrue();
        assertThat(isRunning(ofBeside)).isTrue();
    }

    private ProcessGroup start(String outer, String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder().redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().remove(VARIABLE);
        if (!outer.isEmpty()) {
            builder.environment().put(VARIABLE, outer);
        }
        ProcessGroup group = ProcessGroup.start(builder, List.of("/bin/bash", "-c", script), true);
        groups.add(group);
        return group;
    }

    private static String line(ProcessGroup group) throws IOException {
        String line = new BufferedReader(
                        new InputStreamReader(group.process().getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        assertThat(line).as("what the script says").isNotNull();
        return line;
    }

    private static long pid(String line) {
        return Long.parseLong(line.replaceFirst(" .*", ""));
    }

    /** A process that is dead, but not reaped, is not. */
    static boolean isRunning(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat"))
                    .replaceFirst(".*\\) ", "")
                    .startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }
}
