package org.jarsl.provider;

import java.time.Duration;

/** This machine; there is nothing to be said of it. */
public record LocalSettings() implements ProviderSettings {
    @Override
    public String type() {
        return "local";
    }

    @Override
    public Provider provider() {
        return new LocalProvider();
    }

    @Override
    public Duration walltime() {
        return Duration.ZERO;
    }

    @Override
    public boolean onThisMachine() {
        return true;
    }
}
