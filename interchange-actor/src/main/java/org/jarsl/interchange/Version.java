package org.jarsl.interchange;

import org.jarsl.protocol.ManagerInfo;
import org.jspecify.annotations.Nullable;

/** Which managers a head works with: those of its own Jarsl version, on its own Java feature version. */
public final class Version {
    public static final String JARSL = "0.1.0";
    public static final int JAVA = Runtime.version().feature();

    private Version() {}

    /** Why a manager cannot serve this head; null when it can. */
    static @Nullable String mismatch(ManagerInfo manager) {
        if (manager.jarslVersion().equals(JARSL) && manager.javaVersion() == JAVA) {
            return null;
        }
        return "manager " + manager.id() + " on node " + manager.node() + " runs Jarsl " + manager.jarslVersion()
                + " on Java " + manager.javaVersion() + ", but the head runs Jarsl " + JARSL + " on Java " + JAVA
                + "; both must be the same";
    }
}
