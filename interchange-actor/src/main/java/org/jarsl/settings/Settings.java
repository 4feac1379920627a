package org.jarsl.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One section of a configuration. In contrast to {@link Config} it knows which keys were asked for, so {@link #done}
 * can refuse those that nobody reads, and each error names file, line, full key and value, and what is allowed. There
 * are no default values here: a key that is not there is an error, for defaults stand in a file.
 *
 * <p>A key is the name of one entry of this section, without dots. Bounds are inclusive. Every reader throws a
 * {@link SettingsException} if the key is missing, null, of another type or out of bounds. Not thread-safe.
 */
public final class Settings {
    private final Config config;
    private final String path;
    private final Set<String> asked = new TreeSet<>();

    private Settings(Config config, String path) {
        this.config = config;
        this.path = path;
    }

    /** The section at {@code path}, which must be there. */
    public static Settings of(Config config, String path) {
        try {
            return new Settings(config.getConfig(path), path);
        } catch (ConfigException e) {
            throw new SettingsException("there is no section `" + path + "`: " + e.getMessage());
        }
    }

    /** This section, with what it does not say taken from another. */
    public Settings withDefaults(Settings defaults) {
        Settings merged = new Settings(config.withFallback(defaults.config), path);
        merged.asked.addAll(asked);
        return merged;
    }

    /** Whether the key is there and not null; it then counts as known, whether or not it is read. */
    public boolean has(String key) {
        asked.add(key);
        return config.hasPath(ConfigUtil.joinPath(key));
    }

    public String text(String key) {
        return read(key, "a text", Config::getString);
    }

    public boolean flag(String key) {
        return read(key, "true or false", Config::getBoolean);
    }

    public String oneOf(String key, List<String> allowed) {
        String expected = "one of " + String.join(", ", allowed);
        String value = read(key, expected, Config::getString);
        return within(key, value, allowed.contains(value), expected);
    }

    /** A constant of an enum, written in lower case with hyphens. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        E[] constants = type.getEnumConstants();
        List<String> names = Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return constants[names.indexOf(oneOf(key, names))];
    }

    public int whole(String key, int min, int max) {
        return (int) whole(key, (long) min, max);
    }

    public long whole(String key, long min, long max) {
        String expected = "a whole number from " + min + " to " + max;
        Number value = read(key, expected, Config::getNumber);
        // Config.getLong would drop the fraction of 2.5; and a double, which 1e3 is, has the last digits of a long only
        // up to 2^53.
        boolean exact = !(value instanceof Double) || value.doubleValue() == Math.rint(value.doubleValue());
        boolean allowed = exact && value.doubleValue() >= min && value.doubleValue() <= max;
        return within(
                key, value.longValue(), allowed && value.longValue() >= min && value.longValue() <= max, expected);
    }

    public double number(String key, double min, double max) {
        String expected = "a number from " + min + " to " + max;
        double value = read(key, expected, Config::getDouble);
        return within(key, value, value >= min && value <= max, expected);
    }

    /** A time such as {@code 30s}, {@code 500ms} or {@code 2h}. */
    public Duration duration(String key, Duration min, Duration max) {
        String expected = "a time from " + words(min) + " to " + words(max) + ", such as 500ms, 30s or 2h";
        Duration value = read(key, expected, Config::getDuration);
        return within(key, value, value.compareTo(min) >= 0 && value.compareTo(max) <= 0, expected);
    }

    /** A number of bytes such as {@code 512 MiB} or {@code 4G}. */
    public long bytes(String key, long min, long max) {
        String expected = "a size from " + min + " to " + max + " bytes, such as 4096 or 64 KiB";
        long value = read(key, expected, Config::getBytes);
        return within(key, value, value >= min && value <= max, expected);
    }

    public List<String> texts(String key) {
        return List.copyOf(read(key, "a list of texts", Config::getStringList));
    }

    /** A section whose keys are free, such as the names of environment variables; each value is a text. */
    public Map<String, String> textMap(String key) {
        Settings section = section(key);
        Map<String, String> texts = new TreeMap<>();
        section.config.root().keySet().forEach(name -> texts.put(name, section.text(name)));
        return Collections.unmodifiableMap(texts);
    }

    /** The section under {@code key}; the caller reads it and calls its {@link #done}. */
    public Settings section(String key) {
        return new Settings(read(key, "a section in braces", Config::getConfig), path + "." + key);
    }

    /** A list of sections, named {@code key[0]}, {@code key[1]}, ... in errors. */
    public List<Settings> sections(String key) {
        List<? extends Config> configs = read(key, "a list of sections in braces", Config::getConfigList);
        List<Settings> sections = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            sections.add(new Settings(configs.get(i), path + "." + key + "[" + i + "]"));
        }
        return sections;
    }

    /** Refuses what nobody has asked for, the first in the file first; to be called when all has been read. */
    public void done() {
        config.root().entrySet().stream()
                .filter(entry -> !asked.contains(entry.getKey()))
                .min(Comparator.comparingInt((Map.Entry<String, ConfigValue> entry) ->
                                entry.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .ifPresent(entry -> {
                    throw unknown(entry.getKey(), entry.getValue().origin());
                });
    }

    private SettingsException unknown(String key, ConfigOrigin origin) {
        return new SettingsException(place(origin) + ": unknown key `" + path + "." + key + "`" + suggestion(key)
                + " known keys here: " + String.join(", ", asked));
    }

    /** What is wrong with a key, for checks of the caller's own. */
    public SettingsException error(String key, String expected) {
        ConfigValue value = config.root().get(key);
        if (value == null) {
            return new SettingsException(
                    place(config.origin()) + ": `" + path + "." + key + "` is missing; expected " + expected);
        }
        return new SettingsException(
                place(value.origin()) + ": " + path + "." + key + " = " + shown(value) + ": expected " + expected);
    }

    /** What is wrong with this section as a whole, for checks of the caller's own. */
    public SettingsException refused(String why) {
        return new SettingsException(place(config.origin()) + ": " + path + ": " + why);
    }

    private <T> T read(String key, String expected, Reader<T> reader) {
        asked.add(key);
        try {
            return reader.read(config, ConfigUtil.joinPath(key));
        } catch (ConfigException e) {
            throw error(key, expected);
        }
    }

    private interface Reader<T> {
        T read(Config config, String path);
    }

    private <T> T within(String key, T value, boolean allowed, String expected) {
        if (!allowed) {
            throw error(key, expected);
        }
        return value;
    }

    private static String shown(ConfigValue value) {
        String text = value.render(ConfigRenderOptions.concise());
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private static String place(ConfigOrigin origin) {
        String file = origin.filename() == null ? origin.description() : origin.filename();
        String name = file.replaceAll(": \\d+(-\\d+)?$", "");
        return origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : name;
    }

    private String suggestion(String key) {
        @Nullable String nearest = null;
        int least = 2 + key.length() / 4; // half the letters of a short word make another word
        for (String known : asked) {
            int distance = distance(key, known);
            if (distance < least) {
                least = distance;
                nearest = known;
            }
        }
        return nearest == null ? ";" : "; did you mean `" + nearest + "`?";
    }

    /** Levenshtein's: how many letters must be added, dropped or changed to make one word of the other. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
