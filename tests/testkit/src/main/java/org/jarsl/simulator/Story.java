package org.jarsl.simulator;

import java.util.List;
import java.util.stream.Collectors;

/** Of a trial that fails, in words. */
final class Story {
    private Story() {}

    /** What has gone wrong, the faults, and what happened to the call that the first violation is about. */
    static String of(Trial.Settings settings, List<Fault> faults, Trial.Verdict verdict) {
        int call = verdict.firstCall();
        List<String> story = Trial.run(settings.telling(call < 0 ? Trace.NO_CALL : call), faults)
                .story();
        return "seed " + settings.seed() + ":\n" + String.join("\n", verdict.violations()) + "\nfaults:\n"
                + faults.stream().map(Fault::toString).collect(Collectors.joining("\n")) + "\nstory of "
                + (call < 0 ? "the trial" : "call " + call) + ":\n" + String.join("\n", story);
    }

    /**
     * Of the smallest trial that still fails, of those that were tried.
     *
     * @param command that tries this many nodes and workers, with faults of this profile
     */
    static String ofSmaller(Trial.Settings settings, List<Fault> faults, String command) {
        Shrinking.Smaller smaller = Shrinking.shrink(
                (calls, kept) ->
                        !Trial.run(settings.of(calls), kept(faults, kept)).isGood(),
                System::nanoTime,
                settings.calls(),
                faults.size());
        Trial.Settings fewer = settings.of(smaller.calls());
        List<Fault> kept = kept(faults, smaller.faults());
        String places = smaller.faults().stream().map(String::valueOf).collect(Collectors.joining(","));
        return "shrunk in " + smaller.tries() + " trials to " + kept.size() + " of " + faults.size() + " faults and "
                + smaller.calls() + " of " + settings.calls() + " calls:\n" + of(fewer, kept, Trial.run(fewer, kept))
                + "\nto see this again:\n" + command + " --seed " + settings.seed() + " --tasks " + smaller.calls()
                + " --only-faults " + (places.isEmpty() ? "none" : places);
    }

    /** Those at these places. */
    static List<Fault> kept(List<Fault> faults, List<Integer> places) {
        return places.stream().map(faults::get).toList();
    }
}
