package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.fault.FaultQueue;
import dev.flysnap.sim.http.exchange.ApiTimes;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.player.HostMigration;
import dev.flysnap.sim.settings.SimRules;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.World;
import java.time.Duration;
import java.util.List;

/** The simulator's own API, under {@code /sim}: for a token with access to everything. */
public final class AdminApi {
    private static final long MAX_SECONDS = 400L * 24 * 60 * 60;

    private final Engine engine;
    private final FaultQueue faults;
    private final HostMigration migration;

    public AdminApi(Engine engine, FaultQueue faults) {
        this.engine = engine;
        migration = new HostMigration(engine);
        this.faults = faults;
    }

    public List<Route> routes() {
        return List.of(
                Route.of("sim.world", "GET /sim/world", this::world),
                Route.of("sim.faults", "GET /sim/faults", this::listFaults),
                Route.of("sim.faults", "POST /sim/faults", this::queueFault),
                Route.of("sim.faults", "DELETE /sim/faults", this::clearFaults),
                Route.of("sim.switches", "GET /sim/switches", this::switches),
                Route.of("sim.switches", "POST /sim/switches", this::setSwitches),
                Route.of("sim.hosts", "POST /sim/hosts", this::host),
                Route.of("sim.regions", "POST /sim/regions", this::region),
                Route.of("sim.clock", "POST /sim/clock", this::advance),
                Route.of("sim.migrate", "POST /sim/apps/{app}/migrate", this::migrate),
                Route.of("sim.secrets", "POST /sim/apps/{app}/secrets", this::secrets));
    }

    private SimResponse world(SimRequest request) {
        Json.Obj world = Records.write(World.class, engine.world());
        Json.Obj apps = world.object("apps").orElse(Json.Obj.empty());
        for (String name : apps.fields().keySet()) {
            apps = apps.with(name, apps.object(name).orElseThrow().without("secrets"));
        }
        return SimResponse.of(world.with("apps", apps));
    }

    private SimResponse listFaults(SimRequest request) {
        return SimResponse.list(faults.pending());
    }

    /** Takes {@code {"fault":"volumes.create@2=cut-after"}}. */
    private SimResponse queueFault(SimRequest request) {
        try {
            faults.queue(Fault.parse(request.bodyRequired().text("fault").orElse("")));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
        return SimResponse.ok();
    }

    private SimResponse clearFaults(SimRequest request) {
        faults.clear();
        return SimResponse.ok();
    }

    private SimResponse switches(SimRequest request) {
        return SimResponse.of(Records.write(Switches.class, engine.rules().switches()));
    }

    /** Takes {@code {"skip-launch":"ignored"}}. */
    private SimResponse setSwitches(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        SimRules rules = engine.rules();
        Switches changed = rules.switches();
        try {
            for (String name : body.fields().keySet()) {
                changed = changed.with(name, body.text(name).orElse(""));
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
        engine.setRules(rules.withSwitches(changed));
        return SimResponse.ok();
    }

    /** Takes {@code {"of":MACHINE-OR-VOLUME,"unreachable":true}}. */
    private SimResponse host(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        engine.apply(transition ->
                AppRules.setHostUnreachable(
                        transition,
                        body.text("of").orElse(""),
                        body.bool("unreachable").orElse(true)));
        return SimResponse.ok();
    }

    /** Takes {@code {"region":"fra","full":true}}. */
    private SimResponse region(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        engine.apply(transition ->
                AppRules.setRegionFull(
                        transition,
                        body.text("region").orElse(""),
                        body.bool("full").orElse(true)));
        return SimResponse.ok();
    }

    /** Takes {@code {"advance_seconds":86400}}; only on a virtual clock. */
    private SimResponse advance(SimRequest request) {
        long seconds = request.bodyRequired().number("advance_seconds").orElse(0L);
        if (!engine.clock().isVirtual()) {
            throw Refusal.precondition("this simulator runs on the real clock");
        }
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw Refusal.invalid("advance_seconds must be between 0 and " + MAX_SECONDS);
        }
        engine.sleep(Duration.ofSeconds(seconds));
        return SimResponse.view(new Now(ApiTimes.text(engine.clock().instant())));
    }

    private record Now(String now) {}

    /** Takes {@code {"volume":"vol_…"}}, or nothing for all volumes of the app. */
    private SimResponse migrate(SimRequest request) {
        return SimResponse.view(
                new Moves(migration.migrate(request.app(), request.bodyOrEmpty().text("volume"))));
    }

    private record Moves(List<HostMigration.Move> moved) {}

    /** Takes {@code {"NAME":"value",…}}. */
    private SimResponse secrets(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        engine.apply(transition -> {
            for (String name : body.fields().keySet()) {
                AppRules.setSecret(transition, request.app(), name, body.text(name).orElse(""));
            }
        });
        return SimResponse.ok();
    }
}
