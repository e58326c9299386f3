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

/** Operations on machines as resources: create, update, list, lease, metadata. */
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

    private Answer list(Call request) {
        Map<String, String> metadata = new LinkedHashMap<>();
        request.query()
                .forEach((name, value) -> {
                    if (name.startsWith(METADATA_FILTER)) {
                        metadata.put(name.substring(METADATA_FILTER.length()), value);
                    }
                });
        MachineRules.Filter filter =
                new MachineRules.Filter(
                        request.query("region").filter(it -> !it.isEmpty()),
                        metadata,
                        request.isSet("include_deleted"));
        Seen seen =
                engine.look(transition ->
                        Seen.at(transition, MachineRules.list(transition, request.app(), filter)));
        return Answer.list(
                seen.machines().stream()
                        .map(it -> MachineJson.of(seen.world(), it, seen.health(engine)))
                        .toList());
    }

    private Answer create(Call request) {
        return engine.change(transition -> {
            Machine made =
                    MachineRules.create(
                            transition,
                            request.app(),
                            request.access().owner(),
                            request.bodyRequired());
            return Answer.view(
                    MachineJson.of(transition.world(), made, notCheckedYet(transition))
                            .withNonce(made.lease().map(Lease::nonce)));
        });
    }

    private Answer get(Call request) {
        Seen seen =
                engine.look(transition ->
                        Seen.at(
                                transition,
                                List.of(MachineRules.show(transition, request.target()))));
        return Answer.view(
                MachineJson.of(seen.world(), seen.machines().getFirst(), seen.health(engine)));
    }

    /** Health checks run after the engine's lock is released: they can take long. */
    private record Seen(World world, List<Machine> machines, Instant at, Laws rules) {
        static Seen at(Turn transition, List<Machine> machines) {
            return new Seen(transition.world(), machines, transition.now(), transition.rules());
        }

        MachineJson.Health health(Engine engine) {
            return (machine, check) -> {
                if (!machine.is(Machine.State.STARTED)) {
                    return Optional.of(
                            new MachineJson.CheckStatus("critical", "the machine is not started"));
                }
                if (HealthChecks.isToCome(machine, check, at, rules.delays())) {
                    return MachineJson.notRunYet(rules.switches());
                }
                Optional<String> healthProblem = engine.healthProblem(machine.id(), check);
                return Optional.of(
                        new MachineJson.CheckStatus(
                                healthProblem.isEmpty() ? "passing" : "critical",
                                healthProblem.orElse("")));
            };
        }
    }

    /** Right after a change no check has run yet. */
    private static MachineJson.Health notCheckedYet(Turn transition) {
        return (_, _) -> MachineJson.notRunYet(transition.rules().switches());
    }

    private Answer update(Call request) {
        return engine.change(transition -> {
            Machine updated =
                    MachineRules.update(transition, request.target(), request.bodyRequired());
            return Answer.view(
                    MachineJson.of(transition.world(), updated, notCheckedYet(transition)));
        });
    }

    private Answer cordon(Call request, boolean cordoned) {
        engine.apply(transition -> MachineRules.cordon(transition, request.target(), cordoned));
        return Answer.ok();
    }

    private Answer metadata(Call request) {
        Map<String, String> metadata =
                engine.look(transition -> MachineRules.metadata(transition, request.target()));
        return Answer.of(Json.texts(metadata));
    }

    private Answer setMetadata(Call request) {
        String value =
                request.bodyRequired()
                        .text("value")
                        .orElseThrow(() -> Refusal.invalid("value is required"));
        return putMetadata(request, Optional.of(value));
    }

    private Answer putMetadata(Call request, Optional<String> value) {
        String key = request.path().getOrDefault("key", "");
        engine.apply(
                transition -> MachineRules.setMetadata(transition, request.target(), key, value));
        return Answer.nothing(204);
    }

    private Answer lease(Call request) {
        return Answer.view(
                row(engine.look(transition -> LeaseRules.show(transition, request.target()))));
    }

    private Answer acquire(Call request) {
        Json.Obj body = request.bodyOrEmpty();
        Optional<String> ttl = request.query("ttl").filter(it -> it.matches("\\d{1,9}"));
        Json.Obj asked = ttl.map(it -> body.with("ttl", Long.parseLong(it))).orElse(body);
        Lease lease =
                engine.change(transition ->
                        LeaseRules.acquire(
                                transition, request.target(), request.access().owner(), asked));
        return Answer.view(row(lease));
    }

    private Answer release(Call request) {
        engine.apply(transition -> LeaseRules.release(transition, request.target()));
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

    private Answer events(Call request) {
        return Answer.list(
                MachineJson.events(
                        engine.look(
                                transition -> MachineRules.show(transition, request.target()))));
    }

    private Answer versions(Call request) {
        return Answer.list(
                MachineJson.versions(
                        engine.look(
                                transition -> MachineRules.show(transition, request.target()))));
    }
}
