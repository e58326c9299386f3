package dev.flysnap.sim.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.fault.FaultQueue;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The HTTP server, on loopback only because it can run commands. A request may take 30 seconds to
 * arrive, a response 170 seconds to be sent (a wait call takes up to 60, a stall up to 100).
 */
public final class SimServer implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 4 << 20;
    private static final int MAX_DRAINED_BYTES = 16 << 20;

    static {
        // Read once by the JDK's server, in seconds; properties that are already set take
        // precedence.
        setDefault("sun.net.httpserver.maxReqTime", "30");
        setDefault("sun.net.httpserver.maxRspTime", "170");
        // Clients keep idle connections for minutes; the server must not close them earlier.
        setDefault("sun.net.httpserver.idleInterval", "600");
        setDefault("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final RequestDispatcher dispatcher;
    private final AtomicLong requests = new AtomicLong();

    private SimServer(HttpServer server, RequestDispatcher dispatcher) {
        this.server = server;
        this.dispatcher = dispatcher;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any that is free
     * @throws IOException if it is taken
     */
    public static SimServer open(
            int port, Engine engine, FaultQueue faults, List<TokenScope> scopes)
            throws IOException {
        HttpServer http =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 128);
        SimServer server = new SimServer(http, new RequestDispatcher(engine, faults, scopes));
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.createContext(PublicProxy.PATH, new PublicProxy(engine));
        http.start();
        return server;
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String requestId = "01SIM%08d-%s".formatted(requests.incrementAndGet(), "lo");
            exchange.getResponseHeaders().set("fly-request-id", requestId);
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                // Drain the body: closing the connection while the client sends would lose the
                // response.
                var _ = exchange.getRequestBody().readNBytes(MAX_DRAINED_BYTES).length;
                send(exchange, SimResponse.error(413, "unknown", "the body is too large"));
                return;
            }
            serve(exchange, new String(body, StandardCharsets.UTF_8));
        }
    }

    private void serve(HttpExchange exchange, String body) throws IOException {
        RequestDispatcher.Request request =
                new RequestDispatcher.Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getRawPath(),
                        Optional.ofNullable(exchange.getRequestURI().getRawQuery()),
                        header(exchange, "Authorization"),
                        header(exchange, "fly-machine-lease-nonce"),
                        body);
        RequestDispatcher.Result served = dispatch(request);
        if (served.fault().isEmpty()) {
            send(exchange, served.response());
            return;
        }
        switch (served.fault().get()) {
            case Fault.Kind.CutBefore(), Fault.Kind.CutAfter() -> {
                // The caller closes the exchange without a response, which closes the connection.
            }
            case Fault.Kind.Stall(var duration) -> {
                Sleeper.REAL.sleep(duration);
                send(exchange, served.response());
            }
            case Fault.Kind.HalfBody() -> sendHalf(exchange, served.response());
            case Fault.Kind.Status _ -> send(exchange, served.response());
        }
    }

    private RequestDispatcher.Result dispatch(RequestDispatcher.Request request) {
        try {
            return dispatcher.dispatch(request);
        } catch (RuntimeException defect) {
            return new RequestDispatcher.Result(
                    SimResponse.error(500, "unknown", "a defect of the simulator: " + defect),
                    Optional.empty());
        }
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static void send(HttpExchange exchange, SimResponse response) throws IOException {
        byte[] body = bytes(response);
        sendHeaders(exchange, response, body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private static void sendHalf(HttpExchange exchange, SimResponse response) throws IOException {
        byte[] body = bytes(response);
        sendHeaders(exchange, response, body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(Arrays.copyOf(body, body.length / 2));
        out.flush();
    }

    private static byte[] bytes(SimResponse response) {
        return response.body().getBytes(StandardCharsets.UTF_8);
    }

    private static void sendHeaders(HttpExchange exchange, SimResponse response, int bodyBytes)
            throws IOException {
        response.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(response.status(), bodyBytes == 0 ? -1 : bodyBytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
