package org.jarsl.launcher;

import java.util.List;
import org.jarsl.settings.Settings;

/** The launchers that a configuration may name. */
public final class Launchers {
    private static final List<String> WITHOUT_OPTIONS = List.of("simple", "single-node");
    private static final List<String> TYPES = List.of(
            "simple", "single-node", "srun", "srun-mpi", "aprun", "jsrun", "mpiexec", "mpirun", "parallel", "wrapped");

    private Launchers() {}

    /**
     * Reads {@code launcher} and {@code launcher-options} of a {@code provider} section.
     *
     * @throws org.jarsl.settings.SettingsException when they are wrong
     */
    public static Launcher read(Settings provider) {
        String type = provider.oneOf("launcher", TYPES);
        String options = provider.text("launcher-options");
        if (WITHOUT_OPTIONS.contains(type) && !options.isBlank()) {
            throw provider.error("launcher-options", "nothing, since the launcher " + type + " has none");
        }
        if (type.equals("wrapped") && options.isBlank()) {
            throw provider.error("launcher-options", "the words before the command, such as apptainer exec image.sif");
        }
        return switch (type) {
            case "simple" -> new SimpleLauncher();
            case "single-node" -> new SingleNodeLauncher();
            case "srun" -> new SrunLauncher(options);
            case "srun-mpi" -> new SrunMpiLauncher(options);
            case "aprun" -> new AprunLauncher(options);
            case "jsrun" -> new JsrunLauncher(options);
            case "parallel" -> new ParallelLauncher(options);
            case "wrapped" -> new WrappedLauncher(options);
            default -> new MpiLauncher(type, options);
        };
    }
}
