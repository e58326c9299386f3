package dev.flysnap.sim.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.flysnap.problem.FailureText;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.machine.MachineService;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimMachine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The proxy of an app's public address, here {@code /public/APP/...}. It distributes requests over
 * the machines that have a service and are not cordoned, or sends them to the machine in the header
 * {@code fly-force-instance-id}. It starts the machine if necessary. Source: PLATFORM, Machines.
 * Fly does not document the response if there is no machine; here it is 503.
 */
final class PublicProxy implements HttpHandler {
    static final String PATH = "/public/";

    private static final String FORCE_INSTANCE_HEADER = "fly-force-instance-id";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

    /** Hop-by-hop headers, and headers that the HTTP client sets itself. */
    private static final Set<String> SKIPPED_HEADERS =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "upgrade",
                    "transfer-encoding");

    private final Engine engine;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger nextBackend = new AtomicInteger();

    PublicProxy(Engine engine) {
        this.engine = engine;
    }

    /** A machine and the service that it listens for. */
    private record Backend(SimMachine machine, MachineService service) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Backend> backend = backend(exchange).filter(this::ensureStarted);
            if (backend.isEmpty()) {
                respond(exchange, 503, "no machine of the app can serve this request");
                return;
            }
            forward(exchange, backend.get());
        }
    }

    private static String app(HttpExchange exchange) {
        String rest = exchange.getRequestURI().getRawPath().substring(PATH.length());
        return rest.replaceFirst("/.*", "");
    }

    private Optional<Backend> backend(HttpExchange exchange) {
        Optional<String> forced =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst(FORCE_INSTANCE_HEADER));
        String app = app(exchange);
        List<Backend> all =
                engine.world().machinesOf(app).stream()
                        .filter(it -> !it.cordoned())
                        .filter(it -> forced.isEmpty() || forced.get().equals(it.id()))
                        .flatMap(machine ->
                                MachineService.of(machine).stream()
                                        .map(service -> new Backend(machine, service)))
                        .toList();
        List<Backend> awake =
                all.stream().filter(it -> it.machine().is(SimMachine.State.STARTED)).toList();
        List<Backend> chosen = awake.isEmpty() ? all : awake;
        return chosen.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        chosen.get(Math.floorMod(nextBackend.getAndIncrement(), chosen.size())));
    }

    private boolean ensureStarted(Backend backend) {
        SimMachine machine = backend.machine();
        if (machine.is(SimMachine.State.STARTED)) {
            return true;
        }
        if (!backend.service().autostart()) {
            return false;
        }
        try {
            var _ =
                    engine.change(transition ->
                            LifecycleRules.start(
                                    transition,
                                    new MachineTarget(
                                            machine.app(), machine.id(), Optional.empty())));
        } catch (Refusal refused) {
            return false;
        }
        return engine.await(
                world ->
                        world.machine(machine.id())
                                .filter(it -> it.is(SimMachine.State.STARTED))
                                .isPresent(),
                START_TIMEOUT);
    }

    private void forward(HttpExchange exchange, Backend backend) throws IOException {
        try {
            HttpResponse<byte[]> response =
                    client.send(
                            request(exchange, backend), HttpResponse.BodyHandlers.ofByteArray());
            response.headers()
                    .firstValue("content-type")
                    .ifPresent(it -> exchange.getResponseHeaders().set("content-type", it));
            respond(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException unreachable) {
            respond(exchange, 502, "the machine does not answer: " + FailureText.of(unreachable));
        }
    }

    private static HttpRequest request(HttpExchange exchange, Backend backend) throws IOException {
        URI uri = exchange.getRequestURI();
        String path = uri.getRawPath().substring(PATH.length() + app(exchange).length());
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://%s:%d%s%s"
                                                .formatted(
                                                        backend.machine().birth().privateIp(),
                                                        backend.service().port(),
                                                        path.isEmpty() ? "/" : path,
                                                        query)))
                        .timeout(RESPONSE_TIMEOUT)
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(
                                        exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders()
                .forEach((name, values) -> {
                    if (!SKIPPED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                        values.forEach(it -> request.header(name, it));
                    }
                });
        return request.build();
    }

    private static void respond(HttpExchange exchange, int status, String why) throws IOException {
        respond(exchange, status, (why + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
