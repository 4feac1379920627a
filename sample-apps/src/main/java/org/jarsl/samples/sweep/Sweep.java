package org.jarsl.samples.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.BashApp2;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.DataFuture;

/**
 * At which angle does a ball fly furthest, when the air slows it down? One shell command for each angle writes a file; an
 * app, whose arguments are these files, finds the furthest.
 */
public final class Sweep {
    /** How far a ball flew that was thrown at this angle. */
    public record Flight(int degrees, double metres) {}

    private Sweep() {}

    /** A ball of 40 m/s, with a drag of 0.01 per metre, in steps of a millisecond. */
    static String fly(int degrees, Path out) {
        return """
                awk -v degrees=%d 'BEGIN {
                    a = degrees * atan2(0, -1) / 180; vx = 40 * cos(a); vy = 40 * sin(a); dt = 0.001
                    while (y >= 0) {
                        v = sqrt(vx * vx + vy * vy)
                        vx -= 0.01 * v * vx * dt; vy -= (9.81 + 0.01 * v * vy) * dt
                        x += vx * dt; y += vy * dt
                    }
                    printf "%%d %%.3f\\n", degrees, x
                }' > '%s'""".formatted(degrees, out);
    }

    static Flight furthest(List<Path> files) throws IOException {
        List<Flight> flights = new ArrayList<>();
        for (Path file : files) {
            String[] words = Files.readString(file).strip().split(" ", -1);
            flights.add(new Flight(Integer.parseInt(words[0]), Double.parseDouble(words[1])));
        }
        return flights.stream().max(Comparator.comparingDouble(Flight::metres)).orElseThrow();
    }

    /** The graph: a task for each {@code step}th degree, and one that waits for their files, which stay in {@code directory}. */
    public static AppFuture<Flight> best(DataFlowKernel dfk, Path directory, int step) throws IOException {
        Files.createDirectories(directory);
        BashApp2<Integer, Path> fly = dfk.bash(Sweep::fly);
        App1<List<Path>, Flight> furthest = dfk.app(Sweep::furthest);
        List<DataFuture> files = new ArrayList<>();
        for (int degrees = step; degrees < 90; degrees += step) {
            Path out = directory.resolve("flight-" + degrees + ".txt");
            files.addAll(fly.outputs(out).call(degrees, out).outputs());
        }
        return furthest.call(Arg.all(files));
    }

    public static void main(String[] arguments) throws IOException {
        try (DataFlowKernel dfk = DataFlowKernel.load(Config.site())) {
            Flight best = best(dfk, dfk.runDirectory().resolve("sweep"), 3).join();
            System.out.printf("furthest at %d degrees: %.1f m%n", best.degrees(), best.metres());
        }
    }
}
