package org.jarsl.samples.moldesign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jarsl.AppException;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.cli.Progress;
import org.jarsl.cli.Summary;
import org.openscience.cdk.exception.CDKException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The program: for each seed one search that learns and one at random, with the same number of simulations each. */
@Command(
        name = "jarsl sample molecular-design",
        mixinStandardHelpOptions = true,
        version = "./jarsl version prints them",
        sortOptions = false,
        description = "Searches for molecules with a high ionisation energy, with xtb and a model that learns.")
public final class MolecularDesign {
    /** In eV: above it is about one molecule in fifteen of the search space. */
    private static final double HIGH = 10.0;

    @Option(names = "--budget", description = "simulations that each search may spend; default: ${DEFAULT-VALUE}")
    private int budget = 60;

    @Option(names = "--batch", description = "how many are chosen at a time; default: ${DEFAULT-VALUE}")
    private int batch = 10;

    @Option(names = "--seeds", description = "how often all is repeated; default: ${DEFAULT-VALUE}")
    private int seeds = 3;

    private MolecularDesign() {}

    public static void main(String[] words) throws IOException, CDKException {
        MolecularDesign program = new MolecularDesign();
        CommandLine command = new CommandLine(program);
        try {
            command.parseArgs(words);
            if (CommandLine.printHelpIfRequested(command.getParseResult())) {
                return;
            }
            program.check(command);
            program.run();
        } catch (ParameterException e) {
            System.err.println("jarsl sample molecular-design: " + e.getMessage());
            System.exit(2);
        }
    }

    private void check(CommandLine command) {
        if (budget < 1 || batch < 1 || seeds < 1) {
            throw new ParameterException(command, "--budget, --batch and --seeds must be 1 or more");
        }
    }

    private void run() throws IOException, CDKException {
        List<String> molecules = SearchSpace.molecules();
        System.err.printf(Locale.ROOT, "%,d molecules, of which each search simulates %d%n", molecules.size(), budget);
        try (DataFlowKernel dfk = DataFlowKernel.load(Config.site())) {
            Path work = Files.createDirectories(dfk.runDirectory().resolve("molecular-design"));
            Summary summary = new Summary(dfk);
            Simulation simulation = new Simulation(dfk, work);
            Report report = new Report(HIGH);
            Progress progress = new Progress(dfk, System.err);
            try {
                for (long seed = 1; seed <= seeds; seed++) {
                    for (boolean learning : new boolean[] {true, false}) {
                        String name = "seed " + seed + (learning ? ", by model" : ", at random");
                        progress.at(where(name, report, List.of()));
                        Search search = new Search(
                                dfk,
                                simulation,
                                molecules,
                                batch,
                                progress,
                                tried -> progress.at(where(name, report, tried)));
                        report.add(seed, learning, search.run(budget, seed, learning));
                    }
                }
            } finally {
                progress.end();
            }
            report.print(System.out);
            report.plot(work);
            summary.print(System.out);
            System.out.println("plots    " + work.resolve("found.svg") + ", " + work.resolve("best.svg"));
        } catch (AppException e) {
            System.err.println("jarsl sample molecular-design: " + e.getMessage());
            System.exit(1);
        }
    }

    private String where(String name, Report report, List<Tried> tried) {
        return String.format("%s: %d/%d simulated, %d high", name, tried.size(), budget, report.above(tried));
    }
}
