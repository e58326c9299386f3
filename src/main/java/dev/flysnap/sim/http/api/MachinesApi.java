package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.machine.HealthChecks;
import dev.flysnap.sim.machine.LeaseRules;
import dev.flysnap.sim.machine.MachineRules;
import dev.flysnap.sim.settings.SimRules;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimLease;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.Transition;
import dev.flysnap.sim.world.World;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operations on machines as resources: create, update, list, lease, metadata. */
public final class MachinesApi {
    private static final String METADATA_FILTER = "metadata.";

    private final Engine engine;

    public MachinesApi(Engine engine) {
        this.engine = engine;
    }

    public List<Route> routes() {
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

    private SimResponse list(SimRequest request) {
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
        View view =
                engine.read(transition ->
                        View.at(transition, MachineRules.list(transition, request.app(), filter)));
        return SimResponse.list(
                view.machines().stream()
                        .map(it -> MachineResource.of(view.world(), it, view.health(engine)))
                        .toList());
    }

    private SimResponse create(SimRequest request) {
        return engine.change(transition -> {
            SimMachine created =
                    MachineRules.create(
                            transition,
                            request.app(),
                            request.scope().owner(),
                            request.bodyRequired());
            return SimResponse.view(
                    MachineResource.of(
                            transition.world(),
                            created,
                            notCheckedYet(transition),
                            created.lease().map(SimLease::nonce)));
        });
    }

    private SimResponse get(SimRequest request) {
        View view =
                engine.read(transition ->
                        View.at(
                                transition,
                                List.of(MachineRules.show(transition, request.target()))));
        return SimResponse.view(
                MachineResource.of(view.world(), view.machines().getFirst(), view.health(engine)));
    }

    /** Health checks run after the engine's lock is released: they can take long. */
    private record View(World world, List<SimMachine> machines, Instant at, SimRules rules) {
        static View at(Transition transition, List<SimMachine> machines) {
            return new View(transition.world(), machines, transition.now(), transition.rules());
        }

        MachineResource.Health health(Engine engine) {
            return (machine, check) -> {
                if (!machine.is(SimMachine.State.STARTED)) {
                    return Optional.of(
                            new MachineResource.CheckStatus(
                                    "critical", "the machine is not started"));
                }
                if (HealthChecks.isFirstCheckPending(machine, check, at, rules.delays())) {
                    return MachineResource.notRunYet(rules.switches());
                }
                Optional<String> healthProblem = engine.healthProblem(machine.id(), check);
                return Optional.of(
                        new MachineResource.CheckStatus(
                                healthProblem.isEmpty() ? "passing" : "critical",
                                healthProblem.orElse("")));
            };
        }
    }

    /** Right after a change no check has run yet. */
    private static MachineResource.Health notCheckedYet(Transition transition) {
        return (_, _) -> MachineResource.notRunYet(transition.rules().switches());
    }

    private SimResponse update(SimRequest request) {
        return engine.change(transition -> {
            SimMachine updated =
                    MachineRules.update(transition, request.target(), request.bodyRequired());
            return SimResponse.view(
                    MachineResource.of(transition.world(), updated, notCheckedYet(transition)));
        });
    }

    private SimResponse cordon(SimRequest request, boolean cordoned) {
        engine.apply(transition -> MachineRules.cordon(transition, request.target(), cordoned));
        return SimResponse.ok();
    }

    private SimResponse metadata(SimRequest request) {
        Map<String, String> metadata =
                engine.read(transition -> MachineRules.metadata(transition, request.target()));
        return SimResponse.of(Json.texts(metadata));
    }

    private SimResponse setMetadata(SimRequest request) {
        String value =
                request.bodyRequired()
                        .text("value")
                        .orElseThrow(() -> Refusal.invalid("value is required"));
        return putMetadata(request, Optional.of(value));
    }

    private SimResponse putMetadata(SimRequest request, Optional<String> value) {
        String key = request.path().getOrDefault("key", "");
        engine.apply(
                transition -> MachineRules.setMetadata(transition, request.target(), key, value));
        return SimResponse.empty(204);
    }

    private SimResponse lease(SimRequest request) {
        return SimResponse.view(
                row(engine.read(transition -> LeaseRules.show(transition, request.target()))));
    }

    private SimResponse acquire(SimRequest request) {
        Json.Obj body = request.bodyOrEmpty();
        Optional<String> ttl = request.query("ttl").filter(it -> it.matches("\\d{1,9}"));
        Json.Obj options = ttl.map(it -> body.with("ttl", Long.parseLong(it))).orElse(body);
        SimLease lease =
                engine.change(transition ->
                        LeaseRules.acquire(
                                transition, request.target(), request.scope().owner(), options));
        return SimResponse.view(row(lease));
    }

    private SimResponse release(SimRequest request) {
        engine.apply(transition -> LeaseRules.release(transition, request.target()));
        return SimResponse.ok();
    }

    private record LeaseRow(String status, LeaseData data) {}

    private record LeaseData(
            String nonce, long expiresAt, String owner, String description, String version) {}

    private static LeaseRow row(SimLease lease) {
        return new LeaseRow(
                "success",
                new LeaseData(
                        lease.nonce(),
                        lease.expiresAt().getEpochSecond(),
                        lease.owner(),
                        lease.description(),
                        lease.version()));
    }

    private SimMachine machine(SimRequest request) {
        return engine.read(transition -> MachineRules.show(transition, request.target()));
    }

    private SimResponse events(SimRequest request) {
        return SimResponse.list(MachineResource.events(machine(request)));
    }

    private SimResponse versions(SimRequest request) {
        return SimResponse.list(MachineResource.versions(machine(request)));
    }
}
