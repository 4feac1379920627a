package org.jarsl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** A program in a jar that names its main class, as {@code java -jar} takes it. */
final class ProgramJar {
    private ProgramJar() {}

    static String mainClass(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new ProgramException("there is no file " + jar);
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String mainClass =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            if (mainClass == null) {
                throw new ProgramException(
                        jar + " has no Main-Class in its manifest; name the class instead: jarsl run -cp " + jar
                                + " CLASS");
            }
            return mainClass;
        } catch (IOException e) {
            throw new ProgramException("cannot read " + jar + ": " + e.getMessage());
        }
    }
}
