package org.jarsl.samples.moldesign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.BashApp2;
import org.jarsl.DataFlowKernel;

/**
 * The expensive part: Open Babel makes a structure in space of the molecule, xtb relaxes it and computes its vertical
 * ionisation potential by the method IPEA-xTB. A call that fails, because a structure cannot be made or does not converge,
 * is an app's error like any other.
 */
final class Simulation {
    private static final Pattern POTENTIAL = Pattern.compile("delta SCC IP \\(eV\\): +(-?[0-9.]+)");

    private final BashApp2<String, Path> xtb;
    private final App2<String, Path, Ionisation> read;
    private final Path directory;

    Simulation(DataFlowKernel dfk, Path directory) {
        this.xtb =
                dfk.bash(Simulation::simulate).walltime(Duration.ofMinutes(5)).memoize();
        this.read = dfk.app(Simulation::read);
        this.directory = directory;
    }

    /** The graph of one molecule: the program, and what reads its file. */
    AppFuture<Ionisation> of(String smiles) {
        Path out = directory.resolve(fileName(smiles));
        return read.call(
                Arg.of(smiles), xtb.outputs(out).call(smiles, out).outputs().get(0));
    }

    /** All SMILES differ without case too, as some file systems want: what is not a small letter or digit becomes its code. */
    static String fileName(String smiles) {
        StringBuilder name = new StringBuilder();
        smiles.chars()
                .forEach(c -> name.append(
                        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
                                ? String.valueOf((char) c)
                                : "-" + Integer.toHexString(c)));
        return name + ".txt";
    }

    /** xtb writes files of fixed names, so each call has a directory of its own, which nobody needs afterwards. */
    static String simulate(String smiles, Path out) {
        return """
                set -e
                work=$(mktemp -d)
                trap 'rm -rf "$work"' EXIT
                cd "$work"
                export OMP_NUM_THREADS=1 XTBPATH="${XTBPATH:-/usr/share/xtb}"
                obabel -:'%s' --gen3d -O start.xyz >&2
                test -s start.xyz
                xtb start.xyz --opt > opt.txt 2>&1 || { tail -n 5 opt.txt >&2; exit 1; }
                xtb xtbopt.xyz --vip > vip.txt 2>&1 || { tail -n 5 vip.txt >&2; exit 1; }
                grep 'delta SCC IP' vip.txt > '%s'
                """.formatted(smiles, out);
    }

    static Ionisation read(String smiles, Path file) throws IOException {
        Matcher potential = POTENTIAL.matcher(Files.readString(file));
        if (!potential.find()) {
            throw new IOException(file + " has no ionisation potential: " + Files.readString(file));
        }
        return new Ionisation(smiles, Double.parseDouble(potential.group(1)));
    }
}
