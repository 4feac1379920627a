package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.result;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.jarsl.App1;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.interchange.InterchangeAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With {@code head.transport = tls-tcp} a run's processes talk to each other, and to nobody else. */
@Timeout(600)
class TlsTest {
    private static final int MILLIS = 10_000;
    /** Artery's: four letters and the number of a stream. */
    private static final byte[] START_OF_A_CONNECTION = {'A', 'K', 'K', 'A', 1};

    @TempDir
    private Path directory;

    @Test
    void managersAndInterchangeTakePartForTheyCanReadTheRunsKey() throws IOException {
        try (DataFlowKernel dfk = load("interchange.mode = process")) {
            App1<Integer, Integer> twice = dfk.app(Numbers::twice);
            assertThat(result(twice.call(twice.call(1)))).isEqualTo(4);
            Path keys = dfk.runDirectory().resolve("certificates");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void whoHasNotTheKeyIsTurnedAwayAndTheRunGoesOn() throws IOException, GeneralSecurityException {
        try (DataFlowKernel dfk = load("interchange.mode = embedded")) {
            App1<Integer, Integer> twice = dfk.app(Numbers::twice);
            assertThat(result(twice.call(1))).isEqualTo(2);
            Address head = AddressFromURIString.parse(
                    InterchangeAddress.read(dfk.runDirectory().resolve("htex"))
                            .orElseThrow()
                            .seed());
            assertThat(isTurnedAway(head, new Socket())).as("without TLS").isTrue();
            assertThat(isTurnedAway(head, credulous()))
                    .as("without a certificate")
                    .isTrue();
            assertThat(result(twice.call(2))).isEqualTo(4);
        }
    }

    private DataFlowKernel load(String executor) {
        return DataFlowKernel.load(
                Configs.managers(directory, executor).withHead(new Config.Head("127.0.0.1", 0, "tls-tcp")));
    }

    /** Not if the other side keeps the connection, to wait for more. */
    private static boolean isTurnedAway(Address head, Socket socket) {
        try (socket) {
            socket.connect(
                    new InetSocketAddress(
                            head.getHost().orElseThrow(), head.getPort().orElseThrow()),
                    MILLIS);
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream().write(START_OF_A_CONNECTION);
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Takes any certificate, and has none. */
    private static Socket credulous() throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Credulous()}, null);
        return context.getSocketFactory().createSocket();
    }

    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
