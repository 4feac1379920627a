package org.jarsl.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Classes in a byte array, as in a jar; of the same classes always the same bytes. */
public final class ClassBundle {
    private static final LocalDateTime NEVER = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final String SUFFIX = ".class";

    private ClassBundle() {}

    /** {@code classes} are class files by the names of the classes, as {@link Class#getName()}. */
    public static byte[] pack(SortedMap<String, byte[]> classes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey().replace('.', '/') + SUFFIX);
                entry.setTimeLocal(NEVER);
                out.putNextEntry(entry);
                out.write(each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory is no file", e);
        }
        return packed.toByteArray();
    }

    /** What {@link #pack} was given. */
    public static Map<String, byte[]> unpack(byte[] packed) throws IOException {
        Map<String, byte[]> classes = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(packed))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String file = entry.getName();
                String name = file.substring(0, file.length() - SUFFIX.length()).replace('/', '.');
                classes.put(name, in.readAllBytes());
            }
        }
        return classes;
    }
}
