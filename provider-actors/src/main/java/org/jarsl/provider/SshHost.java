package org.jarsl.provider;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host, as {@code ssh} takes one; but {@code ~/.ssh/config} is not read. */
public record SshHost(String user, String name, int port) {
    /** An IPv6 address stands in brackets. */
    private static final Pattern TEXT =
            Pattern.compile("(?:([^@\\s]+)@)?(?:\\[([0-9a-fA-F:.%]+)\\]|([^@:\\[\\]\\s]+))(?::(\\d{1,5}))?");

    private static final int USUAL_PORT = 22;
    private static final int MAX_PORT = 65_535;

    /** Reads {@code [user@]host[:port]}, where the user is else that of the head; empty if it is something else. */
    static Optional<SshHost> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String user = Optional.ofNullable(parts.group(1)).orElse(System.getProperty("user.name"));
        String name = Optional.ofNullable(parts.group(2)).orElse(parts.group(3));
        int port = parts.group(4) == null ? USUAL_PORT : Integer.parseInt(parts.group(4));
        return port > MAX_PORT ? Optional.empty() : Optional.of(new SshHost(user, name, port));
    }

    @Override
    public String toString() {
        String shown = name.contains(":") ? "[" + name + "]" : name;
        return user + "@" + shown + (port == USUAL_PORT ? "" : ":" + port);
    }
}
