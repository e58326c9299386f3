package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.World;
import java.util.List;
import java.util.Optional;

/** Operations on apps, and the scope of the token. */
public final class AppsApi {
    private final Engine engine;

    public AppsApi(Engine engine) {
        this.engine = engine;
    }

    public List<Route> routes() {
        return List.of(
                Route.of("apps.list", "GET /v1/apps", this::list),
                Route.of("apps.create", "POST /v1/apps", this::create),
                Route.of("apps.get", "GET /v1/apps/{app}", this::get),
                Route.of("apps.secrets", "GET /v1/apps/{app}/secrets", this::secrets),
                Route.of("apps.delete", "DELETE /v1/apps/{app}", this::delete),
                Route.of("tokens.current", "GET /v1/tokens/current", AppsApi::token));
    }

    public static Refusal unknownApp() {
        return Refusal.notFound("app");
    }

    private SimResponse list(SimRequest request) {
        World world = engine.world();
        Optional<String> org = request.query("org_slug");
        List<AppRow> apps =
                world.apps().values().stream()
                        .filter(it -> org.map(it.org()::equals).orElse(true))
                        .filter(it -> request.scope().covers(it.name(), it.org()))
                        .map(it -> row(world, it))
                        .toList();
        return SimResponse.view(new AppList(apps.size(), apps));
    }

    private SimResponse create(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        SimApp app =
                engine.change(transition ->
                        AppRules.create(
                                transition,
                                body.text("app_name").or(() -> body.text("name")).orElse(""),
                                body.text("org_slug").orElse("")));
        return SimResponse.view(201, new CreatedApp(app.name(), app.createdAt().toEpochMilli()));
    }

    private SimResponse get(SimRequest request) {
        World world = engine.world();
        return SimResponse.view(
                row(world, world.app(request.app()).orElseThrow(AppsApi::unknownApp)));
    }

    /** Names and digests, without the values. Source: fly-go. */
    private SimResponse secrets(SimRequest request) {
        SimApp app = engine.world().app(request.app()).orElseThrow(AppsApi::unknownApp);
        return SimResponse.view(
                new SecretList(
                        app.secrets().values().keySet().stream()
                                .sorted()
                                .map(it -> new SecretRow(it, Integer.toHexString(it.hashCode())))
                                .toList()));
    }

    private SimResponse delete(SimRequest request) {
        engine.apply(transition -> AppRules.delete(transition, request.app()));
        return SimResponse.empty(202);
    }

    private static SimResponse token(SimRequest request) {
        TokenScope scope = request.scope();
        String org = scope.org().orElse("personal");
        TokenRow token =
                new TokenRow(
                        "sim",
                        scope.owner(),
                        org,
                        org,
                        scope.app().map(List::of).orElse(List.of("*")));
        return SimResponse.view(new TokenList(List.of(token)));
    }

    private record AppList(int totalApps, List<AppRow> apps) {}

    private record CreatedApp(String id, long createdAt) {}

    private record SecretRow(String name, String digest) {}

    private record SecretList(List<SecretRow> secrets) {}

    private record TokenRow(
            String tokenId, String user, String orgSlug, String organization, List<String> apps) {}

    private record TokenList(List<TokenRow> tokens) {}

    private record AppRow(
            String id,
            String name,
            String status,
            long machineCount,
            long volumeCount,
            String network,
            OrganizationRow organization) {}

    private record OrganizationRow(String name, String slug, int internalNumericId) {}

    private static AppRow row(World world, SimApp app) {
        return new AppRow(
                app.name(),
                app.name(),
                isDeployed(world, app) ? "deployed" : "pending",
                world.machinesOf(app.name()).stream().filter(it -> !it.isGone()).count(),
                world.volumesOf(app.name()).stream().filter(it -> !it.isDead()).count(),
                "default",
                new OrganizationRow(app.org(), app.org(), 1));
    }

    static boolean isDeployed(World world, SimApp app) {
        return world.machinesOf(app.name()).stream()
                .anyMatch(it -> it.is(SimMachine.State.STARTED));
    }
}
