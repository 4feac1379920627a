package org.jarsl.simulator.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulator must find each bug within a few seeds; how many, is printed. */
@Timeout(600)
class PlantedBugsTest {
    private static final int MOST_SEEDS = 10;
    private static final int CALLS = 20_000;
    private static final String INTERCHANGE = "org.jarsl.interchange.core.";
    private static final String DFK = "org.jarsl.dfk.core.";

    private static final List<Mutant> MUTANTS = List.of(
            new Mutant("a lost message is not noticed", "org.jarsl.actor.ReceiveCount", "receive", Bugs.True.class),
            new Mutant("a slot is not freed", INTERCHANGE + "Matching", "release", Bugs.SlotLeak.class),
            new Mutant("a slot is freed twice", INTERCHANGE + "Matching", "release", Bugs.SlotGift.class),
            new Mutant("what is given back is forgotten", INTERCHANGE + "Matching", "addAgain", Bugs.Skip.class),
            new Mutant("the interchange forgets its timer", INTERCHANGE + "InterchangeCore", "expire", Bugs.Skip.class),
            new Mutant("what nobody wants is not stopped", INTERCHANGE + "Adoption", "isUnclaimed", Bugs.False.class),
            new Mutant(
                    "the highest priority is last", "org.jarsl.protocol.TaskEnvelope", "priority", Bugs.Opposite.class),
            new Mutant("one dependency is enough", DFK + "DfkCore", "release", Bugs.EarlyRelease.class),
            new Mutant("a result is there before it is written", DFK + "DfkCore$Keeping", "durable", Bugs.False.class),
            new Mutant("what is written is not told", DFK + "DfkCore", "recorded", Bugs.Skip.class),
            new Mutant("results of others are taken", INTERCHANGE + "InterchangeCore", "results", Bugs.NoFence.class),
            new Mutant("what another has is adopted", INTERCHANGE + "QueuedTask", "mayBeHeldBy", Bugs.True.class),
            new Mutant("who goes takes its tasks along", INTERCHANGE + "Losses", "lost", Bugs.Nothing.class),
            new Mutant(
                    "a loss is the task's own", INTERCHANGE + "InterchangeCore$Settings", "maxLosses", Bugs.One.class),
            new Mutant("a busy block is given back", INTERCHANGE + "Load", "isDrained", Bugs.True.class),
            new Mutant("the scheduler has no rest", "org.jarsl.block.core.SchedulerPace", "take", Bugs.True.class),
            new Mutant("nothing is written", DFK + "DfkCore$Keeping", "recording", Bugs.False.class),
            new Mutant("what is written is run again", DFK + "Memo", "row", Bugs.NoRow.class),
            new Mutant("a manager goes on alone", "org.jarsl.manager.core.ManagerCore", "pause", Bugs.Skip.class));

    /** How many seeds it took, or -1. */
    private static int seedsToFind(Mutant mutant) throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader loader = mutant.load();
        thread.setContextClassLoader(loader);
        try {
            var run = loader.loadClass("org.jarsl.simulator.Seeds").getMethod("isGood", int.class, long.class);
            for (int seed = 1; seed <= MOST_SEEDS; seed++) {
                if (!isGood(run.invoke(null, CALLS, (long) seed))) {
                    return seed;
                }
            }
            return -1;
        } catch (InvocationTargetException e) {
            throw new AssertionError(mutant.name(), e.getCause());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static boolean isGood(Object answer) {
        return (Boolean) answer;
    }

    /** Woven in as the others are, so that what finds those is the bug. */
    @Test
    void withoutABugNothingIsFound() throws ReflectiveOperationException {
        assertThat(seedsToFind(new Mutant("none", DFK + "DfkCore", "unfinished", Bugs.None.class)))
                .isEqualTo(-1);
    }

    @Test
    void eachIsFound() throws ReflectiveOperationException {
        List<String> missed = new ArrayList<>();
        System.out.printf("planted bugs: %-42s %s%n", "bug", "seeds needed");
        for (Mutant mutant : MUTANTS) {
            int seeds = seedsToFind(mutant);
            System.out.printf(Locale.ROOT, "planted bugs: %-42s %s%n", mutant.name(), seeds < 0 ? "NOT FOUND" : seeds);
            if (seeds < 0) {
                missed.add(mutant.name());
            }
        }
        assertThat(missed).isEmpty();
    }
}
