package org.jarsl.provider;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;

/**
 * Runs bash scripts on hosts over SSH. Each has a connection of its own, since minutes lie between them. The script
 * travels as bash's standard input: so it may be long, no shell but bash reads it, whatever the user's is, and none of
 * it is seen in the host's list of processes. Thread-safe.
 */
final class SshShell implements AutoCloseable {
    private static final int MAX_OUTPUT_BYTES = 1024 * 1024;

    private final SshSettings settings;
    private final SshClient client;

    SshShell(SshSettings settings, Path knownHosts) {
        this.settings = settings;
        this.client = SshClient.setUpDefaultClient();
        // A password or an answer could not be asked for.
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        if (settings.identityFile() != null) {
            client.setKeyIdentityProvider(new FileKeyPairProvider(settings.identityFile()));
        }
        ServerKeyVerifier unknown = settings.hostKeys() == SshSettings.HostKeys.ACCEPT_NEW
                ? AcceptAllServerKeyVerifier.INSTANCE
                : RejectAllServerKeyVerifier.INSTANCE;
        client.setServerKeyVerifier(new KnownHostsServerKeyVerifier(unknown, knownHosts));
        client.start();
    }

    /**
     * Runs a script to its end; it is no error here that the exit code is not 0.
     *
     * @throws ProviderException {@code UNAVAILABLE} if the host cannot be reached, {@code REFUSED} if it or its key is
     *     not accepted, {@code UNCLEAR} if the script did not end in time or the connection broke
     */
    Answer run(SshHost host, String script) throws ProviderException {
        ClientSession session = connect(host);
        try {
            login(session, host);
            return run(session, host, script);
        } finally {
            session.close(true);
        }
    }

    private ClientSession connect(SshHost host) throws ProviderException {
        try {
            return client.connect(host.user(), host.name(), host.port())
                    .verify(settings.connectTimeout())
                    .getSession();
        } catch (IOException | IllegalStateException e) {
            throw new ProviderException(
                    ProviderException.Kind.UNAVAILABLE, "host " + host + " cannot be reached: " + e.getMessage(), e);
        }
    }

    private void login(ClientSession session, SshHost host) throws ProviderException {
        try {
            session.auth().verify(settings.connectTimeout());
        } catch (IOException e) {
            int code = e instanceof SshException ssh ? ssh.getDisconnectCode() : 0;
            throw switch (code) {
                case SshConstants.SSH2_DISCONNECT_HOST_KEY_NOT_VERIFIABLE ->
                    new ProviderException(
                            ProviderException.Kind.REFUSED,
                            "the key of host " + host + " is not the one in ~/.ssh/known_hosts, or is not there;"
                                    + " `ssh " + host.name() + "` once by hand shows it, or set"
                                    + " host-keys = accept-new",
                            e);
                case SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE ->
                    new ProviderException(
                            ProviderException.Kind.REFUSED,
                            "host " + host + " accepts no key of this user; is the public key of "
                                    + (settings.identityFile() == null ? "~/.ssh/id_*" : settings.identityFile())
                                    + " in ~/.ssh/authorized_keys there? It must have no passphrase; an agent is not"
                                    + " asked",
                            e);
                default ->
                    new ProviderException(
                            ProviderException.Kind.UNAVAILABLE,
                            "host " + host + " lets nobody in: " + e.getMessage(),
                            e);
            };
        }
    }

    private Answer run(ClientSession session, SshHost host, String script) throws ProviderException {
        String shown = "bash -s on " + host;
        Duration timeout = settings.commandTimeout();
        try (ByteArrayOutputStream out = new Bounded();
                ByteArrayOutputStream err = new Bounded();
                ChannelExec channel = session.createExecChannel("bash -s")) {
            channel.setIn(new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)));
            channel.setOut(out);
            channel.setErr(err);
            channel.open().verify(timeout);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), timeout);
            Integer exitCode = channel.getExitStatus();
            if (exitCode == null) {
                throw new ProviderException(
                        ProviderException.Kind.UNCLEAR,
                        "`" + shown + "` has not ended after " + timeout.toSeconds() + " s, or the connection broke");
            }
            return new Answer(
                    shown, exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ProviderException(ProviderException.Kind.UNCLEAR, "`" + shown + "` failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.stop();
    }

    /** Forgets what is more than it may hold. */
    private static final class Bounded extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, Math.min(length, MAX_OUTPUT_BYTES - count));
        }
    }
}
