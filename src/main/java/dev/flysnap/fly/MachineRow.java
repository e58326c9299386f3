package dev.flysnap.fly;

import dev.flysnap.json.Json;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import java.time.Instant;
import java.util.Optional;

/** Reads a machine. */
final class MachineRow {
    static Machine machine(Json.Obj json) {
        HostStatus host = Field.hostStatus(json);
        return new Machine(
                new MachineId(Field.text(json, "id")),
                Field.text(json, "name"),
                new MachineState(Field.text(json, "state")),
                new Region(Field.text(json, "region")),
                Field.optionalText(json, "instance_id"),
                Field.optionalText(json, "private_ip"),
                // A config from a host that does not answer is not suitable to clone: fly-go.
                host == HostStatus.OK ? json.object("config") : Optional.empty(),
                json.object("image_ref").flatMap(MachineRow::imageRef),
                Field.time(json, "created_at"),
                host,
                json.bool("cordoned").orElse(false),
                json.objects("checks").stream().map(MachineRow::check).toList(),
                json.objects("events").stream().map(MachineRow::event).toList());
    }

    private static Optional<String> imageRef(Json.Obj image) {
        return Field.optionalText(image, "repository")
                .map(repository ->
                        before(Field.optionalText(image, "registry"), "/")
                                + repository
                                + after(":", Field.optionalText(image, "tag"))
                                + after("@", Field.optionalText(image, "digest")));
    }

    private static String before(Optional<String> text, String mark) {
        return text.map(it -> it + mark).orElse("");
    }

    private static String after(String mark, Optional<String> text) {
        return text.map(it -> mark + it).orElse("");
    }

    private static Machine.Check check(Json.Obj json) {
        return new Machine.Check(
                json.text("name").orElse(""),
                json.text("status").orElse(""),
                json.text("output").orElse(""));
    }

    private static Machine.Event event(Json.Obj json) {
        return new Machine.Event(
                json.text("type").orElse(""),
                json.text("status").orElse(""),
                json.number("timestamp").map(Instant::ofEpochMilli),
                json.object("request")
                        .flatMap(it -> it.object("exit_event"))
                        .flatMap(it -> Field.optionalWhole(it, "exit_code")));
    }

    private MachineRow() {}
}
