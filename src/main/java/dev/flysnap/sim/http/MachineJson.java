package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.sim.Machinery.HealthCheck;
import dev.flysnap.sim.world.HealthChecks;
import dev.flysnap.sim.world.ImageRef;
import dev.flysnap.sim.world.Machine;
import dev.flysnap.sim.world.Switches;
import dev.flysnap.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Machines as the platform describes them. */
final class MachineJson {

    static Json.Obj of(World world, Machine machine, Health health) {
        Machine.Birth birth = machine.birth();
        boolean dead = world.deadHosts().contains(birth.host());
        Json.Obj json =
                Json.Obj.empty()
                        .with("id", birth.id())
                        .with("name", birth.name())
                        .with("state", machine.state().word())
                        .with("region", birth.region())
                        .with("image_ref", imageRef(machine.config().image()))
                        .with("instance_id", machine.instanceId())
                        .with("private_ip", birth.privateIp())
                        .with("created_at", Times.text(birth.createdAt()))
                        .with("updated_at", Times.text(machine.updatedAt()));
        // Of a host that does not answer only a part is known. Source: fly-go.
        json =
                dead
                        ? json.with("incomplete_config", incomplete(machine.config().json()))
                        : json.with("config", machine.config().json());
        return json.with("events", events(machine))
                .with("checks", checks(machine, health))
                .with("cordoned", machine.cordoned())
                .with("host_status", dead ? "unreachable" : "ok");
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

    private static Json.Obj imageRef(String image) {
        ImageRef ref = ImageRef.parse(image);
        return Json.Obj.empty()
                .with("registry", ref.registry())
                .with("repository", ref.repository())
                .withText("tag", ref.tag())
                .with("digest", ref.digestOrFake())
                .with("labels", Json.Obj.empty());
    }

    static Json.Arr events(Machine machine) {
        List<Json> events = new ArrayList<>();
        for (int i = 0; i < machine.events().size(); i++) {
            Machine.Event event = machine.events().get(i);
            Json.Obj json =
                    Json.Obj.empty()
                            .with(
                                    "id",
                                    "%s-%d".formatted(machine.id(), event.at().toEpochMilli() + i))
                            .with("type", event.type())
                            .with("status", event.status())
                            .with("source", event.source())
                            .with("timestamp", event.at().toEpochMilli())
                            .withText("message", event.message());
            events.add(
                    event.ended()
                            .map(ended -> json.with("request", exit(event, ended)))
                            .orElse(json));
        }
        return new Json.Arr(events);
    }

    private static Json.Obj exit(Machine.Event event, Machine.Ended ended) {
        return Json.Obj.empty()
                .with(
                        "exit_event",
                        Json.Obj.empty()
                                .with("exit_code", ended.exitCode())
                                .with("guest_exit_code", ended.exitCode())
                                .with("signal", ended.signal().orElse(-1))
                                .with("guest_signal", ended.signal().orElse(-1))
                                .with("oom_killed", false)
                                .with("requested_stop", ended.requested())
                                .with("exited_at", Times.text(event.at())))
                .with("restart_count", 0);
    }

    private static Json.Arr checks(Machine machine, Health health) {
        return new Json.Arr(
                HealthChecks.of(machine.config()).stream()
                        .flatMap(check ->
                                health.row(machine, check).stream()
                                        .<Json>map(row ->
                                                Json.Obj.empty()
                                                        .with("name", check.name())
                                                        .with("status", row.status())
                                                        .with("output", row.output())
                                                        .with(
                                                                "updated_at",
                                                                Times.text(machine.updatedAt()))))
                        .toList());
    }

    /** What a health check of a machine is listed as. */
    record CheckRow(String status, String output) {}

    /** What a health check says. */
    @FunctionalInterface
    interface Health {
        /** Empty where it is not listed yet. */
        Optional<CheckRow> row(Machine machine, HealthCheck check);
    }

    /** A check that was not made for the first time yet. */
    static Optional<CheckRow> unmade(Switches switches) {
        String waiting = "waiting for the first check";
        return switch (switches.firstChecks()) {
            case WARNING -> Optional.of(new CheckRow("warning", waiting));
            case CRITICAL -> Optional.of(new CheckRow("critical", waiting));
            case UNLISTED -> Optional.empty();
        };
    }

    static Json.Arr versions(Machine machine) {
        return new Json.Arr(
                machine.versions().stream()
                        .<Json>map(it ->
                                Json.Obj.empty()
                                        .with("version", it.instanceId())
                                        .with("user_config", it.config().json()))
                        .toList());
    }

    private MachineJson() {}
}
