package dev.flysnap.hook.check;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a hook that keeps the contract, and breaks one rule of it: a real implementation
 * that is wrong.
 */
final class TamperingProxy implements AutoCloseable {

    /** What comes back for one request. */
    record Reply(int status, String body) {}

    /** What is done to a request and its reply. */
    @FunctionalInterface
    interface Tampering {
        Reply reply(String path, String token, String body, Forward forward);
    }

    /** Asks the real hook. */
    @FunctionalInterface
    interface Forward {
        Reply send(String token, String body);
    }

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String behind;
    private final Tampering tampering;

    TamperingProxy(int behindPort, Tampering tampering) throws IOException {
        this.behind = "http://127.0.0.1:" + behindPort;
        this.tampering = tampering;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String method = exchange.getRequestMethod();
            Reply reply =
                    tampering.reply(
                            path,
                            given == null ? "" : given,
                            body,
                            (token, changed) -> forward(method, path, token, changed));
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Reply forward(String method, String path, String token, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(behind + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", token);
        }
        try {
            HttpResponse<String> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        http.shutdownNow();
    }
}
