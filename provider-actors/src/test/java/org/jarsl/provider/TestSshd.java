package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real sshd on 127.0.0.1, 127.0.0.2 and 127.0.0.3, run by this user, with keys of its own. Ended by {@link #kill}. */
final class TestSshd {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final String INSTALL = "apt-get -qq update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive"
            + " apt-get -qq install -y --no-install-recommends openssh-server";

    private final Path directory;
    private final int port;
    private Process sshd;

    private TestSshd(Path directory, int port) throws Exception {
        this.directory = directory;
        this.port = port;
        this.sshd = launch();
    }

    static TestSshd start(Path directory) throws Exception {
        boolean root = System.getProperty("user.name").equals("root");
        if (!Files.isExecutable(SSHD) && root) {
            run(List.of("bash", "-c", INSTALL));
        }
        if (!Files.isExecutable(SSHD)) {
            System.err.println("SKIPPED: tests over SSH need " + SSHD + ", of Debian's package openssh-server");
        }
        Assumptions.assumeTrue(Files.isExecutable(SSHD), "no " + SSHD);
        if (root) {
            Files.createDirectories(Path.of("/run/sshd")); // its system service makes it otherwise
        }
        keygen(directory.resolve("host"));
        keygen(directory.resolve("user"));
        keygen(directory.resolve("stranger"));
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(directory.resolve("config"), config(directory, port));
        TestSshd started = new TestSshd(directory, port);
        started.knowHost("host.pub");
        return started;
    }

    private static String config(Path directory, int port) {
        return String.join(
                "\n",
                "ListenAddress 127.0.0.1:" + port,
                "ListenAddress 127.0.0.2:" + port,
                "ListenAddress 127.0.0.3:" + port,
                "HostKey " + directory.resolve("host"),
                "PidFile " + directory.resolve("pid"),
                "AuthorizedKeysFile " + directory.resolve("user.pub"),
                "StrictModes no",
                "UsePAM no",
                "PermitRootLogin yes",
                "PasswordAuthentication no",
                "");
    }

    private static void keygen(Path file) throws Exception {
        run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("%s", command).isTrue();
        assertThat(process.exitValue()).as("%s", command).isZero();
    }

    private Process launch() throws Exception {
        Process started = new ProcessBuilder(
                        SSHD.toString(),
                        "-D",
                        "-E",
                        directory.resolve("log").toString(),
                        "-f",
                        directory.resolve("config").toString())
                .redirectInput(new File("/dev/null"))
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answers()) {
            assertThat(System.nanoTime() < end && started.isAlive())
                    .as("sshd in %s answers", directory)
                    .isTrue();
        }
        return started;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.3", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A host that this server is. */
    SshHost host(int number) {
        return new SshHost(System.getProperty("user.name"), "127.0.0." + number, port);
    }

    Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    /** The file of the private key that the server accepts is {@code user}; another is {@code stranger}. */
    Path key(String name) {
        return directory.resolve(name);
    }

    /** Takes the public key in this file for the hosts'. */
    void knowHost(String publicKey) throws IOException {
        String key = Files.readString(directory.resolve(publicKey));
        List<String> lines = Stream.of(1, 2, 3)
                .map(number -> "[127.0.0." + number + "]:" + port + " " + key.strip())
                .toList();
        Files.write(knownHosts(), lines);
    }

    /** Ends the server with all its connections, as a restart of it does not, but that of the network does. */
    void kill() throws InterruptedException {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(sshd.toHandle()), sshd.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        assertThat(sshd.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    void restart() throws Exception {
        sshd = launch();
    }
}
