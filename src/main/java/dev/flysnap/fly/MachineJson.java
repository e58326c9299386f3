package dev.flysnap.fly;

import dev.flysnap.fly.http.JsonFields;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.MachineLease;
import dev.flysnap.json.Json;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Parses answers about machines. */
final class MachineJson {
    static Machine machine(Json.Obj json) {
        HostStatus host = JsonFields.hostStatus(json);
        return new Machine(
                new MachineId(JsonFields.text(json, "id")),
                JsonFields.text(json, "name"),
                new MachineState(JsonFields.text(json, "state")),
                new Region(JsonFields.text(json, "region")),
                JsonFields.optionalText(json, "instance_id"),
                JsonFields.optionalText(json, "private_ip"),
                // The config from a host that does not answer must not be cloned: fly-go.
                host == HostStatus.OK ? json.object("config") : Optional.empty(),
                json.object("image_ref").flatMap(MachineJson::imageRef),
                JsonFields.time(json, "created_at"),
                host,
                json.bool("cordoned").orElse(false),
                json.objects("checks").stream().map(MachineJson::check).toList(),
                json.objects("events").stream().map(MachineJson::event).toList());
    }

    private static Optional<String> imageRef(Json.Obj image) {
        return JsonFields.optionalText(image, "repository")
                .map(repository ->
                        before(JsonFields.optionalText(image, "registry"), "/")
                                + repository
                                + after(":", JsonFields.optionalText(image, "tag"))
                                + after("@", JsonFields.optionalText(image, "digest")));
    }

    private static String before(Optional<String> text, String separator) {
        return text.map(it -> it + separator).orElse("");
    }

    private static String after(String separator, Optional<String> text) {
        return text.map(it -> separator + it).orElse("");
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
                        .flatMap(MachineJson::exit));
    }

    private static Optional<Machine.Exit> exit(Json.Obj json) {
        return JsonFields.optionalWhole(json, "exit_code")
                .map(code ->
                        new Machine.Exit(
                                code,
                                json.bool("oom_killed").orElse(false),
                                json.bool("requested_stop").orElse(false)));
    }

    /**
     * A command's result. Fields that are zero or empty may be missing. Source: fly-go, where each
     * field is "omitempty".
     */
    static ExecResult execResult(Json.Obj json) {
        if (json.get("error").isPresent()) {
            throw new MalformedJson("there is an error in a successful answer", null);
        }
        Optional<Integer> signal =
                JsonFields.optionalWhole(json, "exit_signal").filter(it -> it != 0);
        return new ExecResult(
                JsonFields.optionalWhole(json, "exit_code")
                        .orElse(signal.map(it -> 128 + it).orElse(0)),
                signal,
                json.text("stdout").orElse(""),
                json.text("stderr").orElse(""));
    }

    static Map<String, String> metadata(Json.Obj json) {
        Map<String, String> metadata = new LinkedHashMap<>();
        json.fields()
                .keySet()
                .forEach(key -> json.text(key).ifPresent(text -> metadata.put(key, text)));
        return Collections.unmodifiableMap(metadata);
    }

    static MachineLease lease(Json.Obj json) {
        Json.Obj data = json.object("data").orElse(json);
        return new MachineLease(
                JsonFields.text(data, "nonce"),
                Instant.ofEpochSecond(JsonFields.whole(data, "expires_at")),
                data.text("owner").orElse(""));
    }

    /** The lease, if that is its description and its nonce is told. Source: Fly docs, Get lease. */
    static Optional<MachineLease> describedLease(Json.Obj json, String description) {
        Json.Obj data = json.object("data").orElse(json);
        boolean isIt =
                data.text("description").filter(description::equals).isPresent()
                        && JsonFields.optionalText(data, "nonce").isPresent();
        return isIt ? Optional.of(lease(json)) : Optional.empty();
    }

    private MachineJson() {}
}
