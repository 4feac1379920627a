package org.jarsl.launcher;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs that a test needs, installed where that is possible. */
final class Programs {
    private static final String INSTALL = """
            command -v "$1" && exit
            [[ $(id -u) = 0 ]] && command -v apt-get || exit 1
            export DEBIAN_FRONTEND=noninteractive
            install=(apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "$2")
            "${install[@]}" || { apt-get update -qq && "${install[@]}"; }
            """;

    private Programs() {}

    /** Skips the test if the program is not there and cannot be installed. */
    static void need(String program, String debianPackage) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/bash", "-c", INSTALL, "install", program, debianPackage)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean there = process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
        Assumptions.assumeTrue(there, "the program " + program + " is missing; Debian's package is " + debianPackage);
    }
}
