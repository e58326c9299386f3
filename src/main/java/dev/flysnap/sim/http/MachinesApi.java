package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.world.HealthChecks;
import dev.flysnap.sim.world.Laws;
import dev.flysnap.sim.world.Lease;
import dev.flysnap.sim.world.LeaseRules;
import dev.flysnap.sim.world.Machine;
import dev.flysnap.sim.world.MachineRules;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.Turn;
import dev.flysnap.sim.world.World;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Machines, as things: made, changed, described, leased, labelled. */
final class MachinesApi {
    private static final String METADATA_FILTER = "metadata.";

    private final Engine engine;

    MachinesApi(Engine engine) {
        this.engine = engine;
    }

    List<Route> routes() {
        String all = "/v1/apps/{app}/machines";
        String one = all + "/{id}";
        return List.of(
                Route.of("machines.list", "GET " + all, this::list),
                Route.of("machines.create", "POST " + all, this::create),
                Route.of("machines.get", "GET " + one, this::get),
                Route.of("machines.update", "POST " + one, this::update),
                Route.of("machines.cordon", "POST " + one + "/cordon", it -> cordon(it, true)),
                Route.of("machines.uncordon", "POST " + one + "/uncordon", it -> cordon(it, false)),
                Route.of("metadata.get", "GET " + one + "/metadata", this::metadata),
                Route.of("metadata.set", "POST " + one + "/metadata/{key}", this::setMetadata),
                Route.of(
                        "metadata.delete",
                        "DELETE " + one + "/metadata/{key}",
                        it -> putMetadata(it, Optional.empty())),
                Route.of("lease.get", "GET " + one + "/lease", this::lease),
                Route.of("lease.acquire", "POST " + one + "/lease", this::acquire),
                Route.of("lease.release", "DELETE " + one + "/lease", this::release),
                Route.of("machines.events", "GET " + one + "/events", this::events),
                Route.of("machines.versions", "GET " + one + "/versions", this::versions));
    }

    private Answer list(Call call) {
        Map<String, String> metadata = new LinkedHashMap<>();
        call.query()
                .forEach((name, value) -> {
                    if (name.startsWith(METADATA_FILTER)) {
                        metadata.put(name.substring(METADATA_FILTER.length()), value);
                    }
                });
        MachineRules.Filter filter =
                new MachineRules.Filter(
                        call.query("region").filter(it -> !it.isEmpty()),
                        metadata,
                        call.isSet("include_deleted"));
        Seen seen = engine.look(turn -> Seen.at(turn, MachineRules.list(turn, call.app(), filter)));
        return Answer.list(
                seen.machines().stream()
                        .map(it -> MachineJson.of(seen.world(), it, seen.health(engine)))
                        .toList());
    }

    private Answer create(Call call) {
        return engine.change(turn -> {
            Machine made =
                    MachineRules.create(
                            turn, call.app(), call.access().owner(), call.bodyRequired());
            return Answer.view(
                    MachineJson.of(turn.world(), made, notCheckedYet(turn))
                            .withNonce(made.lease().map(Lease::nonce)));
        });
    }

    private Answer get(Call call) {
        Seen seen =
                engine.look(turn -> Seen.at(turn, List.of(MachineRules.show(turn, call.target()))));
        return Answer.view(
                MachineJson.of(seen.world(), seen.machines().getFirst(), seen.health(engine)));
    }

    /** Processes are asked when the world is let go of: an answer can take its time. */
    private record Seen(World world, List<Machine> machines, Instant at, Laws laws) {
        static Seen at(Turn turn, List<Machine> machines) {
            return new Seen(turn.world(), machines, turn.now(), turn.laws());
        }

        MachineJson.Health health(Engine engine) {
            return (machine, check) -> {
                if (!machine.is(Machine.State.STARTED)) {
                    return Optional.of(
                            new MachineJson.CheckStatus("critical", "the machine is not started"));
                }
                if (HealthChecks.isToCome(machine, check, at, laws.delays())) {
                    return MachineJson.notRunYet(laws.switches());
                }
                Optional<String> ailment = engine.ailment(machine.id(), check);
                return Optional.of(
                        new MachineJson.CheckStatus(
                                ailment.isEmpty() ? "passing" : "critical", ailment.orElse("")));
            };
        }
    }

    /** Right after a change nothing has been checked yet. */
    private static MachineJson.Health notCheckedYet(Turn turn) {
        return (_, _) -> MachineJson.notRunYet(turn.laws().switches());
    }

    private Answer update(Call call) {
        return engine.change(turn -> {
            Machine updated = MachineRules.update(turn, call.target(), call.bodyRequired());
            return Answer.view(MachineJson.of(turn.world(), updated, notCheckedYet(turn)));
        });
    }

    private Answer cordon(Call call, boolean cordoned) {
        engine.apply(turn -> MachineRules.cordon(turn, call.target(), cordoned));
        return Answer.ok();
    }

    private Answer metadata(Call call) {
        Map<String, String> metadata =
                engine.look(turn -> MachineRules.metadata(turn, call.target()));
        return Answer.of(Json.texts(metadata));
    }

    private Answer setMetadata(Call call) {
        String value =
                call.bodyRequired()
                        .text("value")
                        .orElseThrow(() -> Refusal.invalid("value is required"));
        return putMetadata(call, Optional.of(value));
    }

    private Answer putMetadata(Call call, Optional<String> value) {
        String key = call.path().getOrDefault("key", "");
        engine.apply(turn -> MachineRules.setMetadata(turn, call.target(), key, value));
        return Answer.nothing(204);
    }

    private Answer lease(Call call) {
        return Answer.view(row(engine.look(turn -> LeaseRules.show(turn, call.target()))));
    }

    private Answer acquire(Call call) {
        Json.Obj body = call.bodyOrEmpty();
        Optional<String> ttl = call.query("ttl").filter(it -> it.matches("\\d{1,9}"));
        Json.Obj asked = ttl.map(it -> body.with("ttl", Long.parseLong(it))).orElse(body);
        Lease lease =
                engine.change(turn ->
                        LeaseRules.acquire(turn, call.target(), call.access().owner(), asked));
        return Answer.view(row(lease));
    }

    private Answer release(Call call) {
        engine.apply(turn -> LeaseRules.release(turn, call.target()));
        return Answer.ok();
    }

    private record LeaseRow(String status, LeaseData data) {}

    private record LeaseData(
            String nonce, long expiresAt, String owner, String description, String version) {}

    private static LeaseRow row(Lease lease) {
        return new LeaseRow(
                "success",
                new LeaseData(
                        lease.nonce(),
                        lease.expiresAt().getEpochSecond(),
                        lease.owner(),
                        lease.description(),
                        lease.version()));
    }

    private Answer events(Call call) {
        return Answer.list(
                MachineJson.events(engine.look(turn -> MachineRules.show(turn, call.target()))));
    }

    private Answer versions(Call call) {
        return Answer.list(
                MachineJson.versions(engine.look(turn -> MachineRules.show(turn, call.target()))));
    }
}
