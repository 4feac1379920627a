package org.jarsl.dfk;

import com.fasterxml.jackson.databind.JavaType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jarsl.Memoization;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * Says which calls are identical, by a SHA-256 hash of: the function, the version of its code, the environment, working
 * directory, inputs and outputs, and the canonical bytes of the arguments that count. Thread-safe.
 */
final class CallIdentity {
    /**
     * What counts.
     *
     * @param version null for a hash of the function's class
     */
    record Rule(@Nullable String version, Memoization memoization) {}

    private final AppRegistry apps;
    private final ValueCodec codec;
    /** By the app's number. */
    private final Map<Integer, String> classHashes = new ConcurrentHashMap<>();

    /** By the app's number, the hash as far as all its calls have it in common; never changed, only copied. */
    private final Map<Integer, MessageDigest> begun = new ConcurrentHashMap<>();

    CallIdentity(AppRegistry apps, ValueCodec codec) {
        this.apps = apps;
        this.codec = codec;
    }

    /** Whether {@link #of} takes no time to speak of: it encodes nothing, reads no file. */
    boolean isQuick(TaskCall call, Rule rule) {
        return call.isBytes()
                && isCanonical(call, rule)
                && (countsPathsOnly(rule) || inputs(call).isEmpty());
    }

    private static boolean countsPathsOnly(Rule rule) {
        return rule.memoization().files() == Memoization.Files.PATH;
    }

    private static List<String> inputs(TaskCall call) {
        return call.options() == null ? List.of() : call.options().inputs();
    }

    /** Whether the arguments' bytes, as they are sent, say all that counts and nothing else. */
    private boolean isCanonical(TaskCall call, Rule rule) {
        if (!rule.memoization().ignored().isEmpty()) {
            return false;
        }
        for (Type type : apps.parameterTypes(call.app().id())) {
            boolean canonical = codec.canonicalForm().isThatOfTheCodec(type);
            if (!canonical || (!countsPathsOnly(rule) && hasPaths(type))) {
                return false;
            }
        }
        return true;
    }

    private boolean hasPaths(Type type) {
        JavaType seen = codec.javaType(type);
        JavaType content = seen.getContentType();
        return Path.class.isAssignableFrom(seen.getRawClass())
                || (content != null && Path.class.isAssignableFrom(content.getRawClass()));
    }

    /**
     * To be called when all results that are arguments are there.
     *
     * @throws CodecException when an argument cannot be encoded
     * @throws IOException when a file that counts, or the function's class, cannot be read
     */
    CallKey of(TaskCall call, Rule rule) throws CodecException, IOException {
        MessageDigest hash = copy(begun.computeIfAbsent(call.app().id(), id -> begin(call.app())));
        text(hash, rule.version() == null ? classHash(call.app()) : rule.version());
        TaskOptions options = call.options() == null ? TaskOptions.NONE : call.options();
        new TreeMap<>(options.environment()).forEach((name, value) -> text(hash, name + "=" + value));
        text(hash, String.valueOf(options.workingDirectory()));
        options.outputs().forEach(output -> text(hash, output));
        for (String input : options.inputs()) {
            file(hash, Path.of(input), rule);
        }
        Type[] types = apps.parameterTypes(call.app().id());
        if (isCanonical(call, rule)) {
            hash.update(call.encode(codec, types));
        } else {
            arguments(hash, call.values(codec, types), types, rule);
        }
        return CallKey.of(hash.digest());
    }

    private static MessageDigest begin(AppDescriptor app) {
        MessageDigest hash = sha256();
        text(hash, app.kind().name());
        text(hash, app.function().owner());
        text(hash, app.function().name());
        text(hash, app.function().descriptor());
        return hash;
    }

    private static MessageDigest copy(MessageDigest hash) {
        try {
            return (MessageDigest) hash.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("Java's own SHA-256 can be copied", e);
        }
    }

    private void arguments(MessageDigest hash, @Nullable Object[] values, Type[] types, Rule rule)
            throws CodecException, IOException {
        for (int i = 0; i < values.length; i++) {
            if (!rule.memoization().ignored().contains(i + 1)) {
                try {
                    hash.update(codec.canonicalForm().encode(values[i], types[i]));
                } catch (CodecException e) {
                    throw CallArguments.ofArgument(i, e);
                }
                for (Path path : paths(values[i])) {
                    file(hash, path, rule);
                }
            }
        }
    }

    private static Collection<Path> paths(@Nullable Object value) {
        Collection<?> items = value instanceof Map<?, ?> map
                ? map.values()
                : value instanceof Collection<?> several ? several : value == null ? List.of() : List.of(value);
        return items.stream()
                .filter(Path.class::isInstance)
                .map(Path.class::cast)
                .sorted()
                .toList();
    }

    private static void file(MessageDigest hash, Path path, Rule rule) throws IOException {
        text(hash, path.toString());
        try {
            switch (rule.memoization().files()) {
                case PATH -> {}
                case STAMP -> {
                    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                    text(hash, attributes.size() + " " + attributes.lastModifiedTime());
                }
                case CONTENT -> text(hash, contentHash(path));
            }
        } catch (NoSuchFileException e) {
            text(hash, "is not there");
        }
    }

    private static String contentHash(Path path) throws IOException {
        MessageDigest hash = sha256();
        if (Files.isRegularFile(path)) {
            try (InputStream in = new DigestInputStream(Files.newInputStream(path), hash)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    /**
     * Of the classes that are sent with the app; else of its function's class as it was compiled, and a class that it
     * uses is another matter.
     */
    private String classHash(AppDescriptor app) throws IOException {
        String known = classHashes.get(app.id());
        if (known == null) {
            byte[] classes = app.classes() == null ? bytes(apps.owner(app.id())) : app.classes();
            known = HexFormat.of().formatHex(sha256().digest(classes));
            classHashes.put(app.id(), known);
        }
        return known;
    }

    private static byte[] bytes(Class<?> owner) throws IOException {
        byte[] bytes = ClassFile.bytes(owner);
        if (bytes == null) {
            throw new IOException("the bytes of " + owner.getName() + " are not to be had, which would tell one"
                    + " version of it from another; give the app a version(...)");
        }
        return bytes;
    }

    /** With its length, so that two texts are never taken for two others. */
    private static void text(MessageDigest hash, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hash.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        hash.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has it", e);
        }
    }
}
