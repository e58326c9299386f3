package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.sim.http.exchange.ApiTimes;
import dev.flysnap.sim.machine.HealthChecks;
import dev.flysnap.sim.platform.Machinery.HealthCheck;
import dev.flysnap.sim.settings.ImageRef;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine as the platform describes it.
 *
 * @param incompleteConfig replaces the config while the host is unreachable. Source: fly-go
 * @param nonce of the lease, if the machine was created with one
 */
record MachineResource(
        String id,
        String name,
        SimMachine.State state,
        String region,
        ImageRow imageRef,
        String instanceId,
        String privateIp,
        String createdAt,
        String updatedAt,
        Optional<Json.Obj> incompleteConfig,
        Optional<Json.Obj> config,
        List<EventRow> events,
        List<CheckRow> checks,
        boolean cordoned,
        String hostStatus,
        Optional<String> nonce) {

    record ImageRow(
            String registry,
            String repository,
            Optional<String> tag,
            String digest,
            Map<String, String> labels) {}

    record EventRow(
            String id,
            String type,
            String status,
            String source,
            long timestamp,
            Optional<String> message,
            Optional<ExitRow> request) {}

    record ExitRow(ExitEvent exitEvent, int restartCount) {}

    record ExitEvent(
            int exitCode,
            int guestExitCode,
            int signal,
            int guestSignal,
            boolean oomKilled,
            boolean requestedStop,
            String exitedAt) {}

    record CheckRow(String name, String status, String output, String updatedAt) {}

    record VersionRow(String version, Json.Obj userConfig) {}

    static MachineResource of(World world, SimMachine machine, Health health) {
        return of(world, machine, health, Optional.empty());
    }

    static MachineResource of(
            World world, SimMachine machine, Health health, Optional<String> nonce) {
        SimMachine.Birth birth = machine.birth();
        boolean dead = world.isUnreachable(birth.host());
        Json.Obj config = machine.config().json();
        return new MachineResource(
                birth.id(),
                birth.name(),
                machine.state(),
                birth.region(),
                imageRef(machine.config().image()),
                machine.instanceId(),
                birth.privateIp(),
                ApiTimes.text(birth.createdAt()),
                ApiTimes.text(machine.updatedAt()),
                dead ? Optional.of(incomplete(config)) : Optional.empty(),
                dead ? Optional.empty() : Optional.of(config),
                events(machine),
                checks(machine, health),
                machine.cordoned(),
                dead ? "unreachable" : "ok",
                nonce);
    }

    private static Json.Obj incomplete(Json.Obj config) {
        Json.Obj part = Json.Obj.empty();
        for (String field : List.of("image", "guest", "metadata")) {
            if (config.get(field).isPresent()) {
                part = part.with(field, config.get(field).orElseThrow());
            }
        }
        return part;
    }

    private static ImageRow imageRef(String image) {
        ImageRef ref = ImageRef.parse(image);
        return new ImageRow(
                ref.registry(), ref.repository(), ref.tag(), ref.digestOrFake(), Map.of());
    }

    static List<EventRow> events(SimMachine machine) {
        List<EventRow> events = new ArrayList<>();
        for (SimMachine.Event event : machine.events()) {
            long timestamp = event.at().toEpochMilli();
            events.add(
                    new EventRow(
                            "%s-%d".formatted(machine.id(), timestamp + events.size()),
                            event.type(),
                            event.status(),
                            event.source(),
                            timestamp,
                            event.message(),
                            event.ended().map(ended -> exit(event, ended))));
        }
        return events;
    }

    private static ExitRow exit(SimMachine.Event event, SimMachine.Ended ended) {
        int signal = ended.signal().orElse(-1);
        return new ExitRow(
                new ExitEvent(
                        ended.exitCode(),
                        ended.exitCode(),
                        signal,
                        signal,
                        false,
                        ended.requested(),
                        ApiTimes.text(event.at())),
                0);
    }

    private static List<CheckRow> checks(SimMachine machine, Health health) {
        return HealthChecks.of(machine.config()).stream()
                .flatMap(check ->
                        health.status(machine, check).stream()
                                .map(result ->
                                        new CheckRow(
                                                check.name(),
                                                result.status(),
                                                result.output(),
                                                ApiTimes.text(machine.updatedAt()))))
                .toList();
    }

    /** How a health check is listed. */
    record CheckStatus(String status, String output) {}

    /** Runs a health check. */
    @FunctionalInterface
    interface Health {
        /** Empty if the check is not listed yet. */
        Optional<CheckStatus> status(SimMachine machine, HealthCheck check);
    }

    /** The status of a check that has not run yet. */
    static Optional<CheckStatus> notRunYet(Switches switches) {
        String waiting = "waiting for the first check";
        return switch (switches.firstChecks()) {
            case WARNING -> Optional.of(new CheckStatus("warning", waiting));
            case CRITICAL -> Optional.of(new CheckStatus("critical", waiting));
            case UNLISTED -> Optional.empty();
        };
    }

    static List<VersionRow> versions(SimMachine machine) {
        return machine.versions().stream()
                .map(it -> new VersionRow(it.instanceId(), it.config().json()))
                .toList();
    }
}
