package org.jarsl.dfk;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jarsl.actor.Endpoint;
import org.jarsl.settings.SettingsException;

/** Makes the key and certificate of a run, in a directory that only its user can read. */
final class RunCertificate {
    private static final X500Name NAME = new X500Name("CN=jarsl");
    /** Pekko reads no other kind of key. */
    private static final String KIND = "RSA";

    /** 3072 take half a second more at each start; TLS 1.3 lets nobody read later what was said under a key found out. */
    private static final int BITS = 2048;

    private static final Duration LIFE = Duration.ofDays(3650);
    /** A node's clock may be behind. */
    private static final Duration BEHIND = Duration.ofDays(1);

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private RunCertificate() {}

    /** Of a run that is resumed there is one, which managers know that have outlived their head. */
    static void ensure(Endpoint endpoint) {
        Path directory = Objects.requireNonNull(endpoint.key().getParent());
        if (Files.exists(endpoint.key())) {
            return;
        }
        try {
            if (!Files.exists(directory)) {
                Files.createDirectory(directory, OWNER_ONLY);
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance(KIND);
            generator.initialize(BITS);
            KeyPair keys = generator.generateKeyPair();
            write(endpoint.certificate(), certificate(keys));
            // Last and at once: where there is a key, there is all.
            Path written = directory.resolve("key.new");
            write(written, new JcaPKCS8Generator(keys.getPrivate(), null));
            Files.move(written, endpoint.key(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new SettingsException(
                    "no key for transport " + endpoint.transport() + " can be made in " + directory + ": " + e);
        }
    }

    private static X509CertificateHolder certificate(KeyPair keys) throws OperatorCreationException {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        NAME,
                        new BigInteger(Long.SIZE, new SecureRandom()),
                        Date.from(now.minus(BEHIND)),
                        Date.from(now.plus(LIFE)),
                        NAME,
                        keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
    }

    private static void write(Path file, Object keyOrCertificate) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(writer)) {
            pem.writeObject(keyOrCertificate);
        }
    }
}
