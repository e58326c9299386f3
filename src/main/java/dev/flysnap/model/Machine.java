package dev.flysnap.model;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine as the platform last described it.
 *
 * @param instanceId changes with every start and update
 * @param config as the JSON that came; absent while its host does not answer (then the platform
 *     sends only an {@code incomplete_config}, which must not be cloned). Source: fly-go.
 * @param imageRef the image that it runs, as {@code registry/repository[:tag][@digest]}
 * @param checks its health checks, by name
 */
@JsonName("machine")
public record Machine(
        MachineId id,
        String name,
        MachineState state,
        Region region,
        Optional<String> instanceId,
        Optional<String> privateIp,
        Optional<Json.Obj> config,
        Optional<String> imageRef,
        Optional<Instant> createdAt,
        HostStatus hostStatus,
        boolean cordoned,
        List<Check> checks,
        List<Event> events) {

    /** A health check and what it says: {@code passing}, {@code warning} or {@code critical}. */
    public record Check(String name, String status, String output) {
        public boolean isPassing() {
            return status.equals("passing");
        }
    }

    /** Something that happened to the machine, newest first. */
    public record Event(String type, String status, Optional<Instant> at, Optional<Exit> exit) {
        public Optional<Integer> exitCode() {
            return exit.map(Exit::code);
        }
    }

    /**
     * How its main process ended.
     *
     * @param code of a signal, 128 and its number
     * @param outOfMemory whether the kernel killed it for want of memory
     * @param requested whether somebody had the machine stopped
     */
    public record Exit(int code, boolean outOfMemory, boolean requested) {}

    /** The same machine with another config. */
    public Machine withConfig(Json.Obj other) {
        return with(state, other);
    }

    /** The same machine with another state and config. */
    public Machine with(MachineState otherState, Json.Obj otherConfig) {
        return new Machine(
                id,
                name,
                otherState,
                region,
                instanceId,
                privateIp,
                Optional.of(otherConfig),
                imageRef,
                createdAt,
                hostStatus,
                cordoned,
                checks,
                events);
    }

    /**
     * One of several containers in a machine.
     *
     * @param mountPaths where the machine's volume is mounted in it; none where it is not
     */
    public record Container(String name, List<String> mountPaths) {
        public boolean mountsVolume() {
            return !mountPaths.isEmpty();
        }
    }

    /** Its containers in their order; none for a machine that runs one image. Source: fly-go. */
    public List<Container> containers() {
        return config.map(json -> json.objects("containers")).orElse(List.of()).stream()
                .map(container ->
                        new Container(
                                container.text("name").orElse(""),
                                container.objects("mounts").stream()
                                        .map(mount -> mount.text("path").orElse(""))
                                        .toList()))
                .toList();
    }

    /** The volumes that it mounts. */
    public List<VolumeId> mountedVolumes() {
        return config.map(json ->
                        json.objects("mounts").stream()
                                .flatMap(mount -> mount.text("volume").stream())
                                .filter(id -> id.startsWith("vol_"))
                                .map(VolumeId::new)
                                .toList())
                .orElse(List.of());
    }

    /** The entries of {@code config.metadata}. */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        config.flatMap(it -> it.object("metadata"))
                .ifPresent(entries ->
                        entries.fields()
                                .keySet()
                                .forEach(key ->
                                        entries.text(key)
                                                .ifPresent(text -> metadata.put(key, text))));
        return metadata;
    }
}
