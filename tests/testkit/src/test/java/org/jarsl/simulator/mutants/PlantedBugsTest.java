package org.jarsl.simulator.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jarsl.simulator.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulator must find each bug within a few seeds; how many, is printed. */
@Timeout(600)
class PlantedBugsTest {
    private static final int MOST_SEEDS = 40;
    private static final int CALLS = 10_000;
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
            new Mutant(
                    "who was given up is heard",
                    "org.jarsl.interchange.InterchangeActor",
                    "onResults",
                    Bugs.NoFence.class),
            new Mutant("what is adopted is also run", INTERCHANGE + "Matching", "cancel", Bugs.Skip.class),
            new Mutant("who goes takes its tasks along", INTERCHANGE + "Losses", "lost", Bugs.Nothing.class),
            new Mutant(
                    "a loss is the task's own", INTERCHANGE + "InterchangeCore$Settings", "maxLosses", Bugs.One.class),
            new Mutant("a busy block is given back", INTERCHANGE + "Load$OfBlock", "plus", Bugs.Unchanged.class),
            new Mutant("the scheduler has no rest", "org.jarsl.block.core.SchedulerPace", "take", Bugs.True.class),
            new Mutant("nothing is written", DFK + "DfkCore$Keeping", "recording", Bugs.False.class),
            new Mutant("what is written is run again", DFK + "Memo", "row", Bugs.NoRow.class),
            new Mutant("a manager goes on alone", "org.jarsl.manager.core.ManagerCore", "pause", Bugs.Skip.class));

    /**
     * What was found.
     *
     * @param seeds how many it took
     * @param violation empty if nothing was found
     */
    private record Find(int seeds, String violation) {}

    private static Find find(Mutant mutant) throws ReflectiveOperationException {
        ClassLoader loader = mutant.load();
        for (int seed = 1; seed <= MOST_SEEDS; seed++) {
            String violation = run(loader, "violation", CALLS, seed);
            if (!violation.isEmpty()) {
                return new Find(seed, violation);
            }
        }
        return new Find(MOST_SEEDS, "");
    }

    /** Runs this method of {@link Seeds} with the bug that the loader's classes have. */
    private static String run(ClassLoader loader, String method, int calls, long seed)
            throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return (String) loader.loadClass(Seeds.class.getName())
                    .getMethod(method, int.class, long.class)
                    .invoke(null, calls, seed);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Woven in as the others are, so that what finds those is the bug. */
    @Test
    void withoutABugNothingIsFound() throws ReflectiveOperationException {
        assertThat(find(new Mutant("none", DFK + "DfkCore", "unfinished", Bugs.None.class))
                        .violation())
                .isEmpty();
    }

    @Test
    void eachIsFound() throws ReflectiveOperationException {
        List<String> missed = new ArrayList<>();
        System.out.printf("planted bugs: %-42s %-6s %s%n", "bug", "seeds", "first violation");
        for (Mutant mutant : MUTANTS) {
            Find find = find(mutant);
            boolean found = !find.violation().isEmpty();
            System.out.printf(
                    Locale.ROOT,
                    "planted bugs: %-42s %-6d %s%n",
                    mutant.name(),
                    find.seeds(),
                    found ? find.violation() : "NOT FOUND");
            if (!found) {
                missed.add(mutant.name());
            }
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void aFailingTrialIsShrunkToWhatTheBugNeeds() throws ReflectiveOperationException {
        Mutant mutant = new Mutant("one dependency is enough", DFK + "DfkCore", "release", Bugs.EarlyRelease.class);
        assertThat(run(mutant.load(), "smaller", 2_000, 1))
                .contains("before call", "story of call")
                .containsPattern("shrunk in [0-9]+ trials to 0 of [0-9]+ faults")
                .containsPattern("simulate --seed 1 --tasks [1-9][0-9]? --only-faults none$");
    }
}
