package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.world.App;
import dev.flysnap.sim.world.AppRules;
import dev.flysnap.sim.world.Machine;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.World;
import java.util.List;
import java.util.Optional;

/** Operations on apps, and the scope of the token. */
final class AppsApi {
    private final Engine engine;

    AppsApi(Engine engine) {
        this.engine = engine;
    }

    List<Route> routes() {
        return List.of(
                Route.of("apps.list", "GET /v1/apps", this::list),
                Route.of("apps.create", "POST /v1/apps", this::create),
                Route.of("apps.get", "GET /v1/apps/{app}", this::get),
                Route.of("apps.secrets", "GET /v1/apps/{app}/secrets", this::secrets),
                Route.of("apps.delete", "DELETE /v1/apps/{app}", this::delete),
                Route.of("tokens.current", "GET /v1/tokens/current", AppsApi::token));
    }

    static Refusal unknownApp() {
        return Refusal.notFound("app");
    }

    private Answer list(Call request) {
        World world = engine.world();
        List<AppRow> apps =
                world.apps().values().stream()
                        .filter(it ->
                                request.query("org_slug").isEmpty()
                                        || request.query("org_slug").equals(Optional.of(it.org())))
                        .filter(it -> request.access().opens(it.name(), it.org()))
                        .map(it -> row(world, it))
                        .toList();
        return Answer.view(new AppList(apps.size(), apps));
    }

    private Answer create(Call request) {
        Json.Obj body = request.bodyRequired();
        App app =
                engine.change(transition ->
                        AppRules.create(
                                transition,
                                body.text("app_name").or(() -> body.text("name")).orElse(""),
                                body.text("org_slug").orElse("")));
        return Answer.view(201, new CreatedApp(app.name(), app.createdAt().toEpochMilli()));
    }

    private Answer get(Call request) {
        World world = engine.world();
        return Answer.view(row(world, world.app(request.app()).orElseThrow(AppsApi::unknownApp)));
    }

    /** Names and digests, without the values. Source: fly-go. */
    private Answer secrets(Call request) {
        App app = engine.world().app(request.app()).orElseThrow(AppsApi::unknownApp);
        return Answer.view(
                new SecretList(
                        app.secrets().values().keySet().stream()
                                .sorted()
                                .map(it -> new SecretRow(it, Integer.toHexString(it.hashCode())))
                                .toList()));
    }

    private Answer delete(Call request) {
        engine.apply(transition -> AppRules.delete(transition, request.app()));
        return Answer.nothing(202);
    }

    private static Answer token(Call request) {
        Access access = request.access();
        String org = access.org().orElse("personal");
        TokenRow token =
                new TokenRow(
                        "sim",
                        access.owner(),
                        org,
                        org,
                        access.app().map(List::of).orElse(List.of("*")),
                        access.readOnly() ? "read" : "full");
        return Answer.view(new TokenList(List.of(token)));
    }

    private record AppList(int totalApps, List<AppRow> apps) {}

    private record CreatedApp(String id, long createdAt) {}

    private record SecretRow(String name, String digest) {}

    private record SecretList(List<SecretRow> secrets) {}

    private record TokenRow(
            String tokenId,
            String user,
            String orgSlug,
            String organization,
            List<String> apps,
            String access) {}

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

    private static AppRow row(World world, App app) {
        return new AppRow(
                app.name(),
                app.name(),
                isDeployed(world, app) ? "deployed" : "pending",
                world.machinesOf(app.name()).stream().filter(it -> !it.isGone()).count(),
                world.volumesOf(app.name()).stream().filter(it -> !it.isDead()).count(),
                "default",
                new OrganizationRow(app.org(), app.org(), 1));
    }

    static boolean isDeployed(World world, App app) {
        return world.machinesOf(app.name()).stream().anyMatch(it -> it.is(Machine.State.STARTED));
    }
}
