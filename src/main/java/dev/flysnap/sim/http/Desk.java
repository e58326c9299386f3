package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.fault.Faults;
import dev.flysnap.sim.world.App;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.Switches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Authenticates a request, applies faults and rate limits, and calls its operation. */
final class Desk {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** POST requests that change nothing. */
    private static final Set<String> ASKING = Set.of("platform.placements", "graphql");

    private final Engine engine;
    private final Faults faults;
    private final List<Access> accesses;
    private final Routes routes;
    private final RateLimits rateLimits;

    Desk(Engine engine, Faults faults, List<Access> accesses) {
        this.engine = engine;
        this.faults = faults;
        this.accesses = List.copyOf(accesses);
        routes = new Routes(engine, faults);
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
    record Served(Answer answer, Optional<Fault.Kind> fault) {}

    Served serve(Request request) {
        try {
            return serveOrRefuse(request);
        } catch (Refusal refusal) {
            return sound(Answer.of(refusal));
        } catch (MalformedJson e) {
            return sound(
                    Answer.of(Refusal.invalid("the body is no JSON object: " + e.getMessage())));
        }
    }

    private static Served sound(Answer answer) {
        return new Served(answer, Optional.empty());
    }

    private Served serveOrRefuse(Request request) {
        List<Access> given =
                accesses.stream()
                        .filter(it -> request.authorization().filter(it::isIn).isPresent())
                        .toList();
        if (given.isEmpty()) {
            return sound(Answer.error(401, "unknown", "unauthorized"));
        }
        List<String> path = Routes.parts(request.rawPath());
        Optional<Routes.Match> match = routes.find(request.method(), path);
        if (match.isEmpty()) {
            return sound(
                    routes.knows(path)
                            ? Answer.error(405, "unknown", "method not allowed")
                            : Answer.error(404, "unknown", "404 page not found"));
        }
        String operation = match.get().route().operation();
        Optional<Fault.Kind> fault = faults.hit(operation, request.method(), request.rawPath());
        if (fault.orElse(null) instanceof Fault.Kind.CutBefore) {
            return new Served(Answer.nothing(200), fault);
        }
        if (fault.orElse(null) instanceof Fault.Kind.Status status) {
            return sound(given(status));
        }
        try {
            return new Served(answer(request, fitting(given, match.get()), match.get()), fault);
        } catch (Refusal refusal) {
            return new Served(Answer.of(refusal), fault);
        }
    }

    /** Of several tokens in one header, the one with access to the app. Source: fly-go, tokens. */
    private Access fitting(List<Access> given, Routes.Match match) {
        String name = match.path().getOrDefault("app", "");
        String org = engine.world().app(name).map(App::org).orElse("");
        return given.stream()
                .filter(it -> it.opens(name, org))
                .findFirst()
                .orElse(given.getFirst());
    }

    private static Answer given(Fault.Kind.Status status) {
        Answer answer = new Answer(status.code(), status.body(), status.headers());
        return status.headers().containsKey("Content-Type")
                ? answer
                : answer.with("Content-Type", "application/json");
    }

    private Answer answer(Request request, Access access, Routes.Match match) {
        String operation = match.route().operation();
        Optional<Json.Obj> body =
                request.body().isEmpty()
                        ? Optional.empty()
                        : Optional.of(JsonText.parseObject(request.body()));
        Call call =
                new Call(
                        access,
                        match.path(),
                        Query.parse(request.rawQuery().orElse(null)),
                        body,
                        request.nonce());
        checkAllowed(access, operation, request.method(), call);
        if (!operation.startsWith("sim.") && !operation.equals("graphql")) {
            String target = call.app() + "/" + (call.id().startsWith("vol_") ? "" : call.id());
            Optional<Duration> pause = rateLimits.tooEarly(operation, target);
            if (pause.isPresent()) {
                long seconds = pause.get().plusMillis(999).toSeconds();
                return Answer.error(429, "unknown", "rate limit exceeded")
                        .with("Retry-After", Long.toString(Math.max(1, seconds)));
            }
        }
        return match.route().handler().answer(call);
    }

    private void checkAllowed(Access access, String operation, String method, Call call) {
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
        Optional<App> app = engine.world().app(call.app());
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
