package dev.flysnap.agent.http;

import dev.flysnap.agent.check.LiveChecks;
import dev.flysnap.agent.copy.CopyJobs;
import dev.flysnap.agent.http.server.Answer;
import dev.flysnap.agent.http.server.Exchange;
import dev.flysnap.agent.http.server.RequestHandler;
import dev.flysnap.agent.http.server.RequestHead;
import dev.flysnap.agent.http.server.Server;
import dev.flysnap.agent.http.server.ServerLimits;
import dev.flysnap.agent.look.VolumeLook;
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
import dev.flysnap.contract.FilesAnswer;
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
import java.time.Duration;
import java.util.Optional;

/**
 * The contract over HTTP. Bodies and threads are bounded here, connections and the time that a
 * client may take by the {@link Server}.
 */
public final class HookServer implements AutoCloseable {
    static final String HEALTH = "/healthz";
    static final String METRICS = "/metrics";
    static final int MAX_BODY_BYTES = 64 * 1024;

    private static final String JSON = "application/json";

    private final AgentSettings settings;
    private final LeaseRegistry leases;
    private final StatusReporter statusReporter;
    private final LiveChecks checks;
    private final ReplaceRoutes replaceRoutes;
    private final CopyRoutes copies;
    private final Counters counters;
    private final WorkLane work = new WorkLane("work", 8, 32);

    /** Writers wait for its end: nothing else is done in it. */
    private final WorkLane release = new WorkLane("release", 2, 32);

    /** Looks through all files of a volume: one at a time is enough. */
    private final WorkLane looking = new WorkLane("look", 1, 4);

    /** Who asks for the metrics needs no token. */
    private final WorkLane strangers = new WorkLane("metrics", 1, 4);

    private final SpareHeap spareHeap = new SpareHeap();
    private final VolumeLook volume;
    private final RequestHandler handler = new Handler();
    private final Server server;

    private HookServer(
            AgentSettings settings,
            LeaseRegistry leases,
            StatusReporter statusReporter,
            LiveChecks checks,
            CopyJobs copies,
            Replacements replacements,
            Counters counters)
            throws IOException {
        this.settings = settings;
        this.leases = leases;
        this.statusReporter = statusReporter;
        this.checks = checks;
        this.copies = new CopyRoutes(copies);
        this.replaceRoutes = new ReplaceRoutes(replacements);
        this.counters = counters;
        this.volume = new VolumeLook(settings);
        this.server = Server.bind(settings.listen(), ServerLimits.DEFAULT, handler);
    }

    /**
     * Takes the address, and answers nobody before {@link #serve}.
     *
     * @throws FlysnapException if the address is not free, or not ours
     */
    public static HookServer bind(
            AgentSettings settings,
            LeaseRegistry leases,
            StatusReporter statusReporter,
            LiveChecks checks,
            CopyJobs copies,
            Replacements replacements,
            Counters counters) {
        try {
            return new HookServer(
                    settings, leases, statusReporter, checks, copies, replacements, counters);
        } catch (IOException e) {
            throw AgentProblems.listenFailed(
                            ListenAddress.text(settings.listen()), FailureText.of(e))
                    .exception(e);
        }
    }

    /** Once. */
    public void serve() {
        server.serve();
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /** Answers also what did not come over a connection, by the same rules. */
    public RequestHandler handler() {
        return handler;
    }

    static Answer json(Json body) {
        return Answer.of(200, JSON, JsonText.print(body));
    }

    static Answer answerOf(HookException refusal) {
        Answer answer =
                Answer.of(
                        refusal.status(),
                        JSON,
                        JsonText.print(Records.write(ErrorAnswer.class, refusal.answer())));
        if (refusal.status() == 401) {
            answer = answer.with("WWW-Authenticate", "Bearer");
        }
        Optional<Duration> retryAfter = refusal.retryAfter();
        return retryAfter.isPresent()
                ? answer.with(HookPaths.RETRY_AFTER, String.valueOf(retryAfter.get().toSeconds()))
                : answer;
    }

    private final class Handler implements RequestHandler {
        @Override
        public boolean isTrusted(RequestHead head) {
            Optional<String> shown = head.header(HookPaths.AUTHORIZATION);
            return settings.token().isShownBy(shown)
                    || settings.copyToken().filter(it -> it.isShownBy(shown)).isPresent();
        }

        @Override
        public Answer malformed(String why) {
            return answerOf(HookException.badRequest(why));
        }

        @Override
        public void handle(Exchange exchange) throws IOException {
            Optional<Answer> answer = answered(exchange);
            if (answer.isPresent()) {
                exchange.answer(answer.get());
            }
            if (leases.isIdle()) {
                spareHeap.giveBack();
            }
        }
    }

    /** Empty where it was sent already. */
    private Optional<Answer> answered(Exchange exchange) throws IOException {
        try {
            if (CopyRoutes.isContent(exchange.head().path())) {
                copyAuthorised(exchange);
                return copies.content(exchange);
            }
            return Optional.of(answer(exchange));
        } catch (HookException refusal) {
            return Optional.of(answerOf(refusal));
        } catch (FlysnapException e) {
            return Optional.of(answerOf(HookException.of(e.problem())));
        } catch (MalformedJson | IllegalArgumentException e) {
            return Optional.of(answerOf(HookException.badRequest(String.valueOf(e.getMessage()))));
        } catch (RuntimeException | Error e) {
            return Optional.of(answerOf(HookException.defect(e)));
        }
    }

    private Answer answer(Exchange exchange) throws IOException {
        String path = exchange.head().path();
        return switch (path) {
            case HEALTH -> {
                getOrHead(exchange);
                yield Answer.of(200, "text/plain; charset=utf-8", "ok\n");
            }
            // Fly's own scraper sends no token: nothing but numbers and names is told here.
            case METRICS -> {
                getOrHead(exchange);
                yield Answer.of(200, MetricsText.CONTENT_TYPE, strangers.call(this::metrics));
            }
            case HookPaths.QUIESCE -> {
                authorised(exchange, "POST");
                QuiesceRequest request = body(exchange, QuiesceRequest.class);
                yield json(work.call(() -> quiesce(request, exchange.receivedNanos())));
            }
            case HookPaths.RESUME -> {
                authorised(exchange, "POST");
                ResumeRequest request = body(exchange, ResumeRequest.class);
                ResumeAnswer answer = release.call(() -> leases.resume(request.lease()));
                yield json(Records.write(ResumeAnswer.class, answer));
            }
            case HookPaths.CHECK -> {
                authorised(exchange, "POST");
                CheckRequest request = body(exchange, CheckRequest.class);
                CheckAnswer answer = work.call(() -> checks.check(request));
                yield json(Records.write(CheckAnswer.class, answer));
            }
            case HookPaths.FILES -> {
                authorised(exchange, "GET");
                FilesAnswer answer = looking.call(volume::look);
                yield json(Records.write(FilesAnswer.class, answer));
            }
            case HookPaths.STATUS -> {
                authorised(exchange, "GET");
                StatusAnswer answer = work.call(statusReporter::status);
                yield json(Records.write(StatusAnswer.class, answer));
            }
            default -> {
                if (HookPaths.isOfLevel3(path)) {
                    copyAuthorised(exchange);
                    if (CopyRoutes.has(path)) {
                        yield copies.answer(exchange);
                    }
                    yield json(replaceRoutes.answer(exchange, path));
                }
                throw HookException.noSuchPath(path);
            }
        };
    }

    private Json quiesce(QuiesceRequest request, long receivedNanos) {
        // A reader that stays open would keep the WAL from being copied completely.
        checks.giveWay();
        return Records.write(QuiesceAnswer.class, leases.quiesce(request, receivedNanos));
    }

    private String metrics() {
        return MetricsText.of(counters, leases.active().isPresent(), settings.databases().all());
    }

    private void authorised(Exchange exchange, String method) {
        if (!settings.token().isShownBy(exchange.head().header(HookPaths.AUTHORIZATION))) {
            throw HookException.unauthorised();
        }
        method(exchange, method);
    }

    /** Level 3 has a token of its own; that of a quiesce does not open it. */
    private void copyAuthorised(Exchange exchange) {
        AgentToken token = settings.copyToken().orElseThrow(HookException::copiesOff);
        if (!token.isShownBy(exchange.head().header(HookPaths.AUTHORIZATION))) {
            throw HookException.copiesUnauthorised();
        }
    }

    static void method(Exchange exchange, String method) {
        if (!exchange.head().method().equals(method)) {
            throw HookException.methodNotAllowed(exchange.head().method());
        }
    }

    private static void getOrHead(Exchange exchange) {
        String method = exchange.head().method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw HookException.methodNotAllowed(method);
        }
    }

    static <T> T body(Exchange exchange, Class<T> type) throws IOException {
        byte[] body = exchange.body().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw HookException.bodyTooLarge(MAX_BODY_BYTES);
        }
        return Records.read(type, JsonText.parseStrictly(body));
    }

    @Override
    public void close() {
        server.close();
        work.close();
        release.close();
        looking.close();
        copies.close();
        strangers.close();
        replaceRoutes.close();
    }
}
