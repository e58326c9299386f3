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

/** Apps, and what the token is good for. */
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

    private Answer list(Call call) {
        World world = engine.world();
        List<Json> apps =
                world.apps().values().stream()
                        .filter(it ->
                                call.query("org_slug").isEmpty()
                                        || call.query("org_slug").equals(Optional.of(it.org())))
                        .filter(it -> call.access().opens(it.name(), it.org()))
                        .<Json>map(it -> json(world, it))
                        .toList();
        return Answer.of(
                Json.Obj.empty().with("total_apps", apps.size()).with("apps", new Json.Arr(apps)));
    }

    private Answer create(Call call) {
        Json.Obj body = call.bodyRequired();
        App app =
                engine.change(turn ->
                        AppRules.create(
                                turn,
                                body.text("app_name").or(() -> body.text("name")).orElse(""),
                                body.text("org_slug").orElse("")));
        return Answer.of(
                201,
                Json.Obj.empty()
                        .with("id", app.name())
                        .with("created_at", app.createdAt().toEpochMilli()));
    }

    private Answer get(Call call) {
        World world = engine.world();
        return Answer.of(json(world, world.app(call.app()).orElseThrow(AppsApi::unknownApp)));
    }

    /** Names and digests; the values stay. Source: fly-go. */
    private Answer secrets(Call call) {
        App app = engine.world().app(call.app()).orElseThrow(AppsApi::unknownApp);
        List<Json> secrets =
                app.secrets().values().keySet().stream()
                        .sorted()
                        .<Json>map(it ->
                                Json.Obj.empty()
                                        .with("name", it)
                                        .with("digest", Integer.toHexString(it.hashCode())))
                        .toList();
        return Answer.of(Json.Obj.empty().with("secrets", new Json.Arr(secrets)));
    }

    private Answer delete(Call call) {
        engine.change(turn -> {
            AppRules.delete(turn, call.app());
            return true;
        });
        return Answer.nothing(202);
    }

    private static Answer token(Call call) {
        Access access = call.access();
        Json.Obj token =
                Json.Obj.empty()
                        .with("token_id", "sim")
                        .with("user", access.owner())
                        .with("org_slug", access.org().orElse("personal"))
                        .with("organization", access.org().orElse("personal"))
                        .with("apps", Json.texts(access.app().map(List::of).orElse(List.of("*"))))
                        .with("access", access.readOnly() ? "read" : "full");
        return Answer.of(Json.Obj.empty().with("tokens", new Json.Arr(List.of(token))));
    }

    static Json.Obj json(World world, App app) {
        long machines = world.machinesOf(app.name()).stream().filter(it -> !it.isGone()).count();
        long volumes = world.volumesOf(app.name()).stream().filter(it -> !it.isDead()).count();
        boolean deployed =
                world.machinesOf(app.name()).stream().anyMatch(it -> it.is(Machine.State.STARTED));
        return Json.Obj.empty()
                .with("id", app.name())
                .with("name", app.name())
                .with("status", deployed ? "deployed" : "pending")
                .with("machine_count", machines)
                .with("volume_count", volumes)
                .with("network", "default")
                .with(
                        "organization",
                        Json.Obj.empty()
                                .with("name", app.org())
                                .with("slug", app.org())
                                .with("internal_numeric_id", 1));
    }
}
