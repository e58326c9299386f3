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
    private static final Set<String> READ_METHODS = Set.of("GET", "HEAD");

    /** POST requests that change nothing. */
    private static final Set<String> READ_OPERATIONS = Set.of("platform.placements", "graphql");

    /** Rate limits are documented for this API only. */
    private static final String MACHINES_API = "/v1/";

    private final Engine engine;
    private final FaultQueue faults;
    private final List<TokenScope> scopes;
    private final RouteTable routes;
    private final RateLimits rateLimits;

    RequestDispatcher(Engine engine, FaultQueue faults, List<TokenScope> scopes) {
        this.engine = engine;
        this.faults = faults;
        this.scopes = List.copyOf(scopes);
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
    record Result(SimResponse response, Optional<Fault.Kind> fault) {}

    Result dispatch(Request request) {
        try {
            return dispatchUnchecked(request);
        } catch (Refusal refusal) {
            return withoutFault(SimResponse.of(refusal));
        } catch (MalformedJson e) {
            return withoutFault(
                    SimResponse.of(
                            Refusal.invalid("the body is not a JSON object: " + e.getMessage())));
        }
    }

    private static Result withoutFault(SimResponse response) {
        return new Result(response, Optional.empty());
    }

    private Result dispatchUnchecked(Request request) {
        List<TokenScope> tokens =
                scopes.stream()
                        .filter(it -> request.authorization().filter(it::isIn).isPresent())
                        .toList();
        if (tokens.isEmpty()) {
            return withoutFault(SimResponse.error(401, "unknown", "unauthorized"));
        }
        List<String> path = RouteTable.parts(request.rawPath());
        Optional<RouteTable.Match> match = routes.find(request.method(), path);
        if (match.isEmpty()) {
            return withoutFault(
                    routes.knows(path)
                            ? SimResponse.error(405, "unknown", "method not allowed")
                            : SimResponse.error(404, "unknown", "404 page not found"));
        }
        String operation = match.get().route().operation();
        Optional<Fault.Kind> fault = faults.match(operation, request.method(), request.rawPath());
        if (fault.orElse(null) instanceof Fault.Kind.CutBefore) {
            return new Result(SimResponse.empty(200), fault);
        }
        if (fault.orElse(null) instanceof Fault.Kind.Status status) {
            return withoutFault(faultResponse(status));
        }
        try {
            return new Result(
                    call(request, matchingScope(tokens, match.get()), match.get()), fault);
        } catch (Refusal refusal) {
            return new Result(SimResponse.of(refusal), fault);
        }
    }

    /** Of several tokens in a header, the one with access to the app. Source: fly-go, tokens. */
    private TokenScope matchingScope(List<TokenScope> tokens, RouteTable.Match match) {
        String name = match.path().getOrDefault("app", "");
        String org = engine.world().app(name).map(SimApp::org).orElse("");
        return tokens.stream()
                .filter(it -> it.covers(name, org))
                .findFirst()
                .orElse(tokens.getFirst());
    }

    private static SimResponse faultResponse(Fault.Kind.Status status) {
        SimResponse response = new SimResponse(status.code(), status.body(), status.headers());
        return status.headers().containsKey("Content-Type")
                ? response
                : response.withHeader("Content-Type", "application/json");
    }

    private SimResponse call(Request request, TokenScope scope, RouteTable.Match match) {
        String operation = match.route().operation();
        Optional<Json.Obj> body =
                request.body().isEmpty()
                        ? Optional.empty()
                        : Optional.of(JsonText.parseObject(request.body()));
        SimRequest call =
                new SimRequest(
                        scope,
                        match.path(),
                        QueryString.parse(request.rawQuery().orElse(null)),
                        body,
                        request.nonce());
        checkAllowed(scope, operation, request.method(), call);
        if (request.rawPath().startsWith(MACHINES_API)
                && engine.rules().switches().rateLimits() == Switches.RateLimits.DOCUMENTED) {
            String target = call.app() + "/" + (call.id().startsWith("vol_") ? "" : call.id());
            Optional<Duration> pause = rateLimits.retryAfter(operation, target);
            if (pause.isPresent()) {
                long seconds = pause.get().plusMillis(999).toSeconds();
                return SimResponse.error(429, "unknown", "rate limit exceeded")
                        .withHeader("Retry-After", Long.toString(Math.max(1, seconds)));
            }
        }
        return match.route().handler().handle(call);
    }

    private void checkAllowed(TokenScope scope, String operation, String method, SimRequest call) {
        if (operation.startsWith("sim.") && !scope.isUnrestricted()) {
            throw Refusal.forbidden("the simulator's own API requires its first token");
        }
        boolean reads = READ_METHODS.contains(method) || READ_OPERATIONS.contains(operation);
        if (scope.readOnly() && !reads) {
            throw Refusal.forbidden("this token can only read");
        }
        if (operation.equals("apps.create") && scope.app().isPresent()) {
            throw Refusal.forbidden("this token is for one app");
        }
        if (call.app().isEmpty()) {
            return;
        }
        boolean otherApp = scope.app().isPresent() && !scope.app().get().equals(call.app());
        Optional<SimApp> app = engine.world().app(call.app());
        boolean otherOrg =
                scope.org().isPresent()
                        && app.isPresent()
                        && !scope.org().get().equals(app.get().org());
        if (otherApp || otherOrg) {
            throw engine.rules().switches().foreignApp() == Switches.ForeignApp.FORBIDDEN
                    ? Refusal.forbidden("unauthorized")
                    : AppsApi.unknownApp();
        }
    }
}
