package dev.flysnap.agent.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flysnap.agent.check.LiveChecks;
import dev.flysnap.agent.quiesce.Counters;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.quiesce.LeaseRegistry;
import dev.flysnap.agent.quiesce.StatusReporter;
import dev.flysnap.agent.replace.Replacements;
import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.CheckRequest;
import dev.flysnap.contract.ErrorAnswer;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeAnswer;
import dev.flysnap.contract.ResumeRequest;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The contract over HTTP. Bodies, threads, connections and the time of a request are bounded. */
public final class HookServer implements AutoCloseable {
    static final String HEALTH = "/healthz";
    static final String METRICS = "/metrics";
    static final int MAX_BODY_BYTES = 64 * 1024;

    private static final String JSON = "application/json";
    private static final int THREADS = 8;
    private static final int QUEUE = 32;
    private static final int BACKLOG = 64;

    static {
        // Read once by the JDK's server, for every server of this process. Seconds.
        limit("sun.net.httpserver.maxReqTime", 10);
        // From the request's end to the answer's: a checkpoint of a large WAL stands between them.
        limit("sun.net.httpserver.maxRspTime", 300);
        limit("sun.net.httpserver.idleInterval", 30);
        limit("jdk.httpserver.maxConnections", 256);
    }

    private final AgentSettings settings;
    private final LeaseRegistry leases;
    private final StatusReporter statusReporter;
    private final LiveChecks checks;
    private final ReplaceRoutes replaceRoutes;
    private final Counters counters;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private HookServer(
            AgentSettings settings,
            LeaseRegistry leases,
            StatusReporter statusReporter,
            LiveChecks checks,
            Replacements replacements,
            Counters counters,
            HttpServer server) {
        this.settings = settings;
        this.leases = leases;
        this.statusReporter = statusReporter;
        this.checks = checks;
        this.replaceRoutes = new ReplaceRoutes(replacements);
        this.counters = counters;
        this.server = server;
        // Platform threads: SQLite's calls would pin virtual ones.
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(QUEUE),
                        Thread.ofPlatform().daemon().name("flysnap-hook-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * @throws FlysnapException if the address is not free, or not ours
     */
    public static HookServer start(
            AgentSettings settings,
            LeaseRegistry leases,
            StatusReporter statusReporter,
            LiveChecks checks,
            Replacements replacements,
            Counters counters) {
        try {
            HttpServer server = HttpServer.create(settings.listen(), BACKLOG);
            HookServer hook =
                    new HookServer(
                            settings,
                            leases,
                            statusReporter,
                            checks,
                            replacements,
                            counters,
                            server);
            server.setExecutor(hook.threads);
            server.createContext("/", hook::handle);
            server.start();
            return hook;
        } catch (IOException e) {
            throw AgentProblems.listenFailed(
                            ListenAddress.text(settings.listen()), FailureText.of(e))
                    .exception(e);
        }
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private record Answer(int status, String type, String body, Optional<Duration> retryAfter) {
        static Answer json(Json body) {
            return new Answer(200, JSON, JsonText.print(body), Optional.empty());
        }

        static Answer of(HookException refusal) {
            return new Answer(
                    refusal.status(),
                    JSON,
                    JsonText.print(Records.write(ErrorAnswer.class, refusal.answer())),
                    refusal.retryAfter());
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        long receivedNanos = System.nanoTime();
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange, receivedNanos);
            } catch (HookException refusal) {
                answer = Answer.of(refusal);
            } catch (FlysnapException e) {
                answer = Answer.of(HookException.of(e.problem()));
            } catch (MalformedJson | IllegalArgumentException e) {
                answer = Answer.of(HookException.badRequest(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                answer = Answer.of(HookException.defect(e));
            } catch (Error e) {
                send(exchange, Answer.of(HookException.defect(e)));
                throw e;
            }
            send(exchange, answer);
        }
    }

    private Answer answer(HttpExchange exchange, long receivedNanos) throws IOException {
        String path = exchange.getRequestURI().getPath();
        return switch (path) {
            case HEALTH -> {
                method(exchange, "GET");
                yield new Answer(200, "text/plain; charset=utf-8", "ok\n", Optional.empty());
            }
            // Fly's own scraper sends no token: nothing but numbers and names is told here.
            case METRICS -> {
                method(exchange, "GET");
                yield new Answer(
                        200,
                        MetricsText.CONTENT_TYPE,
                        MetricsText.of(
                                counters, leases.active().isPresent(), settings.databases().all()),
                        Optional.empty());
            }
            case HookPaths.QUIESCE -> {
                authorised(exchange, "POST");
                QuiesceRequest request = body(exchange, QuiesceRequest.class);
                // A reader that stays open would keep the WAL from being copied completely.
                checks.giveWay();
                yield Answer.json(
                        Records.write(QuiesceAnswer.class, leases.quiesce(request, receivedNanos)));
            }
            case HookPaths.RESUME -> {
                authorised(exchange, "POST");
                ResumeRequest request = body(exchange, ResumeRequest.class);
                yield Answer.json(
                        Records.write(ResumeAnswer.class, leases.resume(request.lease())));
            }
            case HookPaths.CHECK -> {
                authorised(exchange, "POST");
                CheckRequest request = body(exchange, CheckRequest.class);
                yield Answer.json(Records.write(CheckAnswer.class, checks.check(request)));
            }
            case HookPaths.STATUS -> {
                authorised(exchange, "GET");
                yield Answer.json(Records.write(StatusAnswer.class, statusReporter.status()));
            }
            default -> {
                if (HookPaths.isOfLevel3(path)) {
                    copyAuthorised(exchange);
                    yield Answer.json(replaceRoutes.answer(exchange, path));
                }
                throw HookException.noSuchPath(path);
            }
        };
    }

    private void authorised(HttpExchange exchange, String method) {
        if (!settings.token().isShownBy(authorization(exchange))) {
            throw HookException.unauthorised();
        }
        method(exchange, method);
    }

    /** Level 3 has a token of its own; that of a quiesce does not open it. */
    private void copyAuthorised(HttpExchange exchange) {
        AgentToken token = settings.copyToken().orElseThrow(HookException::copiesOff);
        if (!token.isShownBy(authorization(exchange))) {
            throw HookException.copiesUnauthorised();
        }
    }

    private static Optional<String> authorization(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(HookPaths.AUTHORIZATION));
    }

    static void method(HttpExchange exchange, String method) {
        if (!exchange.getRequestMethod().equals(method)) {
            throw HookException.methodNotAllowed(exchange.getRequestMethod());
        }
    }

    static <T> T body(HttpExchange exchange, Class<T> type) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw HookException.bodyTooLarge(MAX_BODY_BYTES);
        }
        return Records.read(type, JsonText.parse(new String(body, StandardCharsets.UTF_8)));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        answer.retryAfter()
                .ifPresent(duration ->
                        exchange.getResponseHeaders()
                                .set(HookPaths.RETRY_AFTER, String.valueOf(duration.toSeconds())));
        if (answer.status() == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        if (answer.status() == 413) {
            // What is left of the body is not read.
            exchange.getResponseHeaders().set("Connection", "close");
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }
}
