package org.jarsl.provider;

import java.util.List;
import org.jarsl.settings.Settings;

/** The schedulers that a configuration may name. */
public final class Providers {
    /** For {@code provider.type}. */
    public static final List<String> TYPES =
            List.of("local", "slurm", "slurm-rest", "pbs-pro", "torque", "cobalt", "lsf", "grid-engine", "ssh");

    private Providers() {}

    /**
     * Reads what a {@code provider} section says of its scheduler; the keys that all have are left for the caller.
     *
     * @throws org.jarsl.settings.SettingsException when it is wrong
     */
    public static ProviderSettings read(Settings provider) {
        return switch (provider.oneOf("type", TYPES)) {
            case "local" -> new LocalSettings();
            case "slurm" -> SlurmSettings.from(provider);
            case "slurm-rest" -> SlurmRestSettings.from(provider);
            case "ssh" -> SshSettings.from(provider);
            case "grid-engine" -> GridEngineSettings.from(provider);
            case "pbs-pro" -> PbsProSettings.from(provider);
            case "lsf" -> LsfSettings.from(provider);
            case "torque" -> TorqueSettings.from(provider);
            case "cobalt" -> CobaltSettings.from(provider);
            default -> throw provider.error("type", "one of " + TYPES);
        };
    }
}
