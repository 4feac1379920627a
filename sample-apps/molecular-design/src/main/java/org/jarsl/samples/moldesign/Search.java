package org.jarsl.samples.moldesign;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import org.jarsl.App2;
import org.jarsl.App3;
import org.jarsl.AppException;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DataFlowKernel;
import org.jarsl.Resources;
import org.jarsl.cli.Progress;

/**
 * Spends a number of simulations on the molecules of a list: chosen at random, or as a model says that learns from those
 * before. Two batches are under way at a time, so that workers simulate the newer one while the model learns from the older.
 */
final class Search {
    private static final int RANKED_AT_ONCE = 1000;

    /** Before simulations that wait, since all later ones wait for it. */
    private static final Resources SOON = Resources.cores(1).priority(1);

    private final Simulation simulation;
    private final App2<List<Ionisation>, Long, byte[]> train;
    private final App3<byte[], List<String>, Integer, List<Ionisation>> rank;
    private final List<String> molecules;
    private final int batch;
    private final Progress progress;
    private final Consumer<List<Tried>> watcher;

    /**
     * @param progress what waits for results
     * @param watcher is told all that was tried so far, after each batch
     */
    Search(
            DataFlowKernel dfk,
            Simulation simulation,
            List<String> molecules,
            int batch,
            Progress progress,
            Consumer<List<Tried>> watcher) {
        this.simulation = simulation;
        this.train = dfk.app(Surrogate::train).resources(SOON);
        this.rank = dfk.app(Surrogate::rank).resources(SOON);
        this.molecules = molecules;
        this.batch = batch;
        this.progress = progress;
        this.watcher = watcher;
    }

    /** @param most simulations; fewer if there are not so many molecules */
    List<Tried> run(int most, long seed, boolean learning) {
        int budget = Math.min(most, molecules.size());
        List<String> left = new ArrayList<>(molecules);
        Collections.shuffle(left, new Random(seed));
        List<Tried> tried = new ArrayList<>();
        Queue<Map<String, AppFuture<Ionisation>>> running = new ArrayDeque<>();
        int submitted = 0;
        while (submitted < budget || !running.isEmpty()) {
            int wanted = Math.min(batch, budget - submitted);
            if (wanted > 0) {
                List<String> chosen =
                        learning && !tried.isEmpty() ? best(tried, left, wanted, seed) : left.subList(0, wanted);
                Map<String, AppFuture<Ionisation>> started = new LinkedHashMap<>();
                chosen.forEach(smiles -> started.put(smiles, simulation.of(smiles)));
                running.add(started);
                submitted += wanted;
                left.removeAll(started.keySet());
            }
            if (running.size() > 1 || submitted == budget) {
                running.remove().forEach((smiles, future) -> tried.add(result(smiles, future)));
                watcher.accept(tried);
            }
        }
        return tried;
    }

    private Tried result(String smiles, AppFuture<Ionisation> future) {
        try {
            return new Tried(smiles, progress.join(future).electronvolts());
        } catch (AppException e) {
            return new Tried(smiles, null);
        }
    }

    /** The graph: one model, and the ranking of all that is left in parts. */
    private List<String> best(List<Tried> tried, List<String> left, int count, long seed) {
        List<Ionisation> known = new ArrayList<>();
        for (Tried each : tried) {
            if (each.electronvolts() != null) {
                known.add(new Ionisation(each.smiles(), each.electronvolts()));
            }
        }
        AppFuture<byte[]> model = train.call(known, seed);
        List<AppFuture<List<Ionisation>>> parts = new ArrayList<>();
        for (int from = 0; from < left.size(); from += RANKED_AT_ONCE) {
            List<String> part = List.copyOf(left.subList(from, Math.min(left.size(), from + RANKED_AT_ONCE)));
            parts.add(rank.call(model, Arg.of(part), Arg.of(count)));
        }
        return parts.stream()
                .flatMap(part -> progress.join(part).stream())
                .sorted(Comparator.comparingDouble(Ionisation::electronvolts).reversed())
                .limit(count)
                .map(Ionisation::smiles)
                .toList();
    }
}
