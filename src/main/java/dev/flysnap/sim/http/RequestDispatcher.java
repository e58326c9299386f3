package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.fault.FaultQueue;
import dev.flysnap.sim.http.api.AppsApi;
import dev.flysnap.sim.http.exchange.QueryString;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimApp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Authenticates a request, applies faults and rate limits, and calls its operation. */
final class RequestDispatcher {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** POST requests that change nothing. */
    private static final Set<String> ASKING = Set.of("platform.placements", "graphql");

    private final Engine engine;
    private final FaultQueue faults;
    private final List<TokenScope> accesses;
    private final RouteTable routes;
    private final RateLimits rateLimits;

    RequestDispatcher(Engine engine, FaultQueue faults, List<TokenScope> accesses) {
        this.engine = engine;
        this.faults = faults;
        this.accesses = List.copyOf(accesses);
        routes = new RouteTable(engine, faults);
        rateLimits = new RateLimits(engine.clock());
    }

    /** A request as received. */
    record Request(
            String method,
            String rawPath,
            Optional<String> rawQuery,
            Optional<String> authorization,
            Optional<String> nonce,
            String body) {
        @Override
        public String toString() {
            return method + " " + rawPath;
        }
    }

    /** A response, and the fault to apply when it is sent. */
    record Served(SimResponse answer, Optional<Fault.Kind> fault) {}

    Served serve(Request request) {
        try {
            return serveOrRefuse(request);
        } catch (Refusal refusal) {
            return sound(SimResponse.of(refusal));
        } catch (MalformedJson e) {
            return sound(
                    SimResponse.of(
                            Refusal.invalid("the body is no JSON object: " + e.getMessage())));
        }
    }

    private static Served sound(SimResponse answer) {
        return new Served(answer, Optional.empty());
    }

    private Served serveOrRefuse(Request request) {
        List<TokenScope> given =
                accesses.stream()
                        .filter(it -> request.authorization().filter(it::isIn).isPresent())
                        .toList();
        if (given.isEmpty()) {
            return sound(SimResponse.error(401, "unknown", "unauthorized"));
        }
        List<String> path = RouteTable.parts(request.rawPath());
        Optional<RouteTable.Match> match = routes.find(request.method(), path);
        if (match.isEmpty()) {
            return sound(
                    routes.knows(path)
                            ? SimResponse.error(405, "unknown", "method not allowed")
                            : SimResponse.error(404, "unknown", "404 page not found"));
        }
        String operation = match.get().route().operation();
        Optional<Fault.Kind> fault = faults.hit(operation, request.method(), request.rawPath());
        if (fault.orElse(null) instanceof Fault.Kind.CutBefore) {
            return new Served(SimResponse.nothing(200), fault);
        }
        if (fault.orElse(null) instanceof Fault.Kind.Status status) {
            return sound(given(status));
        }
        try {
            return new Served(answer(request, fitting(given, match.get()), match.get()), fault);
        } catch (Refusal refusal) {
            return new Served(SimResponse.of(refusal), fault);
        }
    }

    /** Of several tokens in one header, the one with access to the app. Source: fly-go, tokens. */
    private TokenScope fitting(List<TokenScope> given, RouteTable.Match match) {
        String name = match.path().getOrDefault("app", "");
        String org = engine.world().app(name).map(SimApp::org).orElse("");
        return given.stream()
                .filter(it -> it.opens(name, org))
                .findFirst()
                .orElse(given.getFirst());
    }

    private static SimResponse given(Fault.Kind.Status status) {
        SimResponse answer = new SimResponse(status.code(), status.body(), status.headers());
        return status.headers().containsKey("Content-Type")
                ? answer
                : answer.with("Content-Type", "application/json");
    }

    private SimResponse answer(Request request, TokenScope access, RouteTable.Match match) {
        String operation = match.route().operation();
        Optional<Json.Obj> body =
                request.body().isEmpty()
                        ? Optional.empty()
                        : Optional.of(JsonText.parseObject(request.body()));
        SimRequest call =
                new SimRequest(
                        access,
                        match.path(),
                        QueryString.parse(request.rawQuery().orElse(null)),
                        body,
                        request.nonce());
        checkAllowed(access, operation, request.method(), call);
        if (!operation.startsWith("sim.") && !operation.equals("graphql")) {
            String target = call.app() + "/" + (call.id().startsWith("vol_") ? "" : call.id());
            Optional<Duration> pause = rateLimits.tooEarly(operation, target);
            if (pause.isPresent()) {
                long seconds = pause.get().plusMillis(999).toSeconds();
                return SimResponse.error(429, "unknown", "rate limit exceeded")
                        .with("Retry-After", Long.toString(Math.max(1, seconds)));
            }
        }
        return match.route().handler().answer(call);
    }

    private void checkAllowed(TokenScope access, String operation, String method, SimRequest call) {
        if (operation.startsWith("sim.") && !access.isToEverything()) {
            throw Refusal.forbidden("the simulator's own API requires its first token");
        }
        boolean asks = READING.contains(method) || ASKING.contains(operation);
        if (access.readOnly() && !asks) {
            throw Refusal.forbidden("this token can only read");
        }
        if (operation.equals("apps.create") && access.app().isPresent()) {
            throw Refusal.forbidden("this token is for one app");
        }
        if (call.app().isEmpty()) {
            return;
        }
        boolean otherApp = access.app().isPresent() && !access.app().get().equals(call.app());
        Optional<SimApp> app = engine.world().app(call.app());
        boolean otherOrg =
                access.org().isPresent()
                        && app.isPresent()
                        && !access.org().get().equals(app.get().org());
        if (otherApp || otherOrg) {
            throw engine.rules().switches().foreignApp() == Switches.ForeignApp.FORBIDDEN
                    ? Refusal.forbidden("unauthorized")
                    : AppsApi.unknownApp();
        }
    }
}
