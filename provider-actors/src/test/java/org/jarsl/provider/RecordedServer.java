package org.jarsl.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers as a real slurmrestd of Slurm 22.05 has answered; the files are in {@code recorded}. */
final class RecordedServer {
    /** A request as it has arrived. */
    record Request(String line, String user, String token, String body) {}

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    RecordedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * @param line such as {@code GET /jobs}
     * @param answer the name of a recorded one, or {@code silence} or {@code half} of one
     */
    void on(String line, String answer) {
        answers.put(line, answer);
    }

    Queue<Request> requests() {
        return requests;
    }

    void stop() {
        threads.shutdownNow();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath().replaceFirst("^/slurm/v0.0.38", "");
        requests.add(new Request(
                line,
                exchange.getRequestHeaders().getFirst("X-SLURM-USER-NAME"),
                exchange.getRequestHeaders().getFirst("X-SLURM-USER-TOKEN"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        String answer = answers.getOrDefault(line, "bad-version");
        if (answer.equals("silence")) {
            awaitStop();
        }
        String[] recorded =
                read(answer.equals("half") ? "jobs-running" : answer).split("\n\n", 2);
        byte[] body = recorded[1].getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", recorded[0].replaceFirst("(?s).*Content-Type: ([^\n]*).*", "$1"));
        exchange.sendResponseHeaders(Integer.parseInt(recorded[0].split(" ", 3)[1]), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (answer.equals("half")) {
                out.write(body, 0, body.length / 2);
                out.flush();
                awaitStop();
            }
            out.write(body);
        }
    }

    /** {@link #stop} interrupts it. */
    private static void awaitStop() throws IOException {
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String read(String name) throws IOException {
        try (InputStream file =
                RecordedServer.class.getResourceAsStream("/recorded/slurmrestd-22.05/" + name + ".http")) {
            if (file == null) {
                throw new IOException("nothing is recorded as " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
