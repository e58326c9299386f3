package dev.flysnap.agent.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.contract.ErrorAnswer;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Stands in for a {@link HookServer} that could not start: answers every request with 503 and the
 * reason, so that it reads why who looks from outside. It knows no token and tells no secret.
 */
public final class ProblemServer implements AutoCloseable {
    private static final int BACKLOG = 8;

    private final HttpServer server;
    private final byte[] body;

    private ProblemServer(HttpServer server, Problem problem) {
        this.server = server;
        this.body =
                JsonText.print(
                                Records.write(
                                        ErrorAnswer.class,
                                        HookException.notStarted(problem).answer()))
                        .getBytes(StandardCharsets.UTF_8);
    }

    /** Empty if the address cannot be listened on: then the problem stands in the log only. */
    public static Optional<ProblemServer> start(InetSocketAddress listen, Problem problem) {
        try {
            HttpServer server = HttpServer.create(listen, BACKLOG);
            ProblemServer problems = new ProblemServer(server, problem);
            server.createContext("/", problems::handle);
            server.start();
            return Optional.of(problems);
        } catch (IOException busy) {
            return Optional.empty();
        }
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(HookException.UNAVAILABLE, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
