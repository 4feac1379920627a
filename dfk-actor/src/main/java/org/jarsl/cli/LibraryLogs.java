package org.jarsl.cli;

import ch.qos.logback.classic.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Libraries of providers log when they are made; a command without a head has no log to hold that. */
final class LibraryLogs {
    private LibraryLogs() {}

    static void showErrorsOnly() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.ERROR);
        }
    }
}
