package org.jarsl;

import java.nio.file.Path;
import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/**
 * An app whose function returns a command line, which a worker gives to {@code /bin/bash}. The function runs on the
 * worker too. Its tasks fail with {@link BashExitException} when the command ends with another exit code than zero.
 *
 * @param <S> the app's own type
 */
public abstract class BashApp<S extends BashApp<S>> extends App<S> {
    BashApp(AppCall call, AppOptions options) {
        super(call, options);
    }

    /** Where standard output goes; it is thrown away without this. */
    public S stdout(StdStream stdout) {
        return with(options.withStdout(given(stdout, "standard output")));
    }

    /** Writes standard output to a file, which is emptied first. */
    public S stdout(Path file) {
        return stdout(StdStream.to(file));
    }

    /** Where standard error goes; without this its end is kept for the error message only. */
    public S stderr(StdStream stderr) {
        return with(options.withStderr(given(stderr, "standard error")));
    }

    /** Writes standard error to a file, which is emptied first. */
    public S stderr(Path file) {
        return stderr(StdStream.to(file));
    }
}
