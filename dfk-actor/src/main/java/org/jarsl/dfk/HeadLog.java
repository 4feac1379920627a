package org.jarsl.dfk;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.jarsl.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The head's log in the run directory: asynchronous, rolling, of Jarsl's own loggers and Pekko's. Where the program has
 * a logging configuration of its own that stays as it is; where it has none, Logback's default of writing everything to
 * the console is switched off.
 */
final class HeadLog implements AutoCloseable {
    private static final String[] LOGGERS = {"org.jarsl", "org.apache.pekko"};
    private static final int QUEUE = 8192;

    private final @Nullable AsyncAppender appender;

    HeadLog(Path runDirectory, Config.LogLevel level) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            appender = null;
            return;
        }
        silenceDefault(context);
        RollingFileAppender<ILoggingEvent> file = rolling(context, runDirectory.resolve("jarsl.log"));
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setName("jarsl-" + runDirectory);
        async.setQueueSize(QUEUE);
        async.setNeverBlock(true);
        async.addAppender(file);
        async.start();
        for (String name : LOGGERS) {
            context.getLogger(name).addAppender(async);
        }
        context.getLogger("org.jarsl").setLevel(Level.toLevel(level.name()));
        context.getLogger("org.apache.pekko").setLevel(Level.WARN);
        // A connection that breaks when a manager ends; what matters of it, the interchange says.
        context.getLogger("org.apache.pekko.stream.Materializer").setLevel(Level.ERROR);
        appender = async;
    }

    /** Only what Logback itself attached for want of a configuration: an appender of this name at the root. */
    private static void silenceDefault(LoggerContext context) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ClassLoader loader = HeadLog.class.getClassLoader();
        boolean configured = System.getProperty("logback.configurationFile") != null
                || loader.getResource("logback.xml") != null
                || loader.getResource("logback-test.xml") != null;
        if (!configured && root.detachAppender("console")) {
            root.setLevel(Level.INFO);
        }
    }

    private static RollingFileAppender<ILoggingEvent> rolling(LoggerContext context, Path path) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(file);
        window.setFileNamePattern(path + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(5);
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf("50MB"));
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{ISO8601} %-5level [%thread] %logger{20} - %msg%n");
        file.setContext(context);
        file.setFile(path.toString());
        file.setRollingPolicy(window);
        file.setTriggeringPolicy(size);
        file.setEncoder(encoder);
        window.start();
        size.start();
        encoder.start();
        file.start();
        return file;
    }

    @Override
    public void close() {
        if (appender != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (String name : LOGGERS) {
                context.getLogger(name).detachAppender(appender);
            }
            appender.stop();
        }
    }
}
