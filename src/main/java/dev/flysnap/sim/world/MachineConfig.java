package dev.flysnap.sim.world;

import dev.flysnap.json.Json;
import dev.flysnap.sim.platform.GoDuration;
import dev.flysnap.sim.settings.ImageEntrypoints;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Typed access to a machine's config; the JSON is kept unchanged. */
public record MachineConfig(Json.Obj json) {
    private static final int DEFAULT_TRIES = 10;
    private static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(5);

    /** One entry of {@code mounts}. */
    public record Mount(Optional<String> volume, Optional<String> name, String path) {}

    /** What the platform does when the main process ends by itself. */
    public enum RestartPolicy {
        NO,
        ON_FAILURE,
        ALWAYS
    }

    public String image() {
        return json.text("image").orElse("");
    }

    public List<String> init(String field) {
        return json.object("init").map(it -> ContainerConfig.words(it, field)).orElse(List.of());
    }

    /** Several images in one machine; none for a machine that runs just {@link #image}. */
    public List<ContainerConfig> containers() {
        return json.objects("containers").stream().map(ContainerConfig::new).toList();
    }

    /** What a machine of one image runs. Empty when neither its config nor its image says what. */
    public List<String> command(ImageEntrypoints images) {
        return ContainerConfig.command(
                json.object("init").orElse(Json.Obj.empty()), image(), images);
    }

    public List<Mount> mounts() {
        return json.objects("mounts").stream()
                .map(mount ->
                        new Mount(
                                mount.text("volume").filter(it -> !it.isEmpty()),
                                mount.text("name").filter(it -> !it.isEmpty()),
                                mount.text("path").orElse("")))
                .toList();
    }

    public Map<String, String> env() {
        return texts(json, "env");
    }

    public Map<String, String> metadata() {
        return texts(json, "metadata");
    }

    static Map<String, String> texts(Json.Obj json, String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        Json.Obj object = json.object(field).orElse(Json.Obj.empty());
        for (String name : object.fields().keySet()) {
            object.text(name).ifPresent(text -> texts.put(name, text));
        }
        return texts;
    }

    public MachineConfig withMetadata(Map<String, String> metadata) {
        return new MachineConfig(json.with("metadata", Json.texts(metadata)));
    }

    /** With another volume in place of the one that it mounts. */
    public MachineConfig withVolume(String id) {
        List<Json> mounts =
                json.objects("mounts").stream().<Json>map(it -> it.with("volume", id)).toList();
        return new MachineConfig(json.with("mounts", new Json.Arr(mounts)));
    }

    public int memoryMb() {
        return json.object("guest").flatMap(it -> it.number("memory_mb")).orElse(256L).intValue();
    }

    public boolean autoDestroy() {
        return json.bool("auto_destroy").orElse(false);
    }

    public boolean ignoresAppSecrets() {
        return json.objects("processes").stream()
                .anyMatch(it -> it.bool("ignore_app_secrets").orElse(false));
    }

    public RestartPolicy restartPolicy() {
        String policy = json.object("restart").flatMap(it -> it.text("policy")).orElse("");
        return switch (policy) {
            case "no" -> RestartPolicy.NO;
            case "always" -> RestartPolicy.ALWAYS;
            default -> RestartPolicy.ON_FAILURE;
        };
    }

    /** How often the platform tries again after a failure; on {@code always} there is no limit. */
    public int maxTries() {
        return json.object("restart")
                .flatMap(it -> it.number("max_retries"))
                .filter(it -> it > 0)
                .map(Long::intValue)
                .orElse(DEFAULT_TRIES);
    }

    public String stopSignal() {
        return stopConfig()
                .flatMap(it -> it.text("signal"))
                .filter(it -> !it.isEmpty())
                .orElse("SIGINT");
    }

    public Duration stopTimeout() {
        return stopConfig()
                .flatMap(it -> it.get("timeout"))
                .flatMap(GoDuration::read)
                .filter(it -> !it.isZero())
                .orElse(DEFAULT_STOP_TIMEOUT);
    }

    private Optional<Json.Obj> stopConfig() {
        return json.object("stop_config");
    }

    /** How often the platform starts it, for a machine that has a schedule. */
    public Optional<Duration> schedule() {
        return switch (json.text("schedule").orElse("")) {
            case "hourly" -> Optional.of(Duration.ofHours(1));
            case "daily" -> Optional.of(Duration.ofDays(1));
            case "weekly" -> Optional.of(Duration.ofDays(7));
            case "monthly" -> Optional.of(Duration.ofDays(30));
            default -> Optional.empty();
        };
    }

    /** Refuses an invalid config. */
    public void check() {
        if (image().isBlank() && containers().isEmpty()) {
            throw Refusal.invalid("config.image is required");
        }
        List<String> volumes = mounts().stream().flatMap(it -> it.name().stream()).toList();
        Set<String> names = new HashSet<>();
        for (ContainerConfig container : containers()) {
            container.check(volumes);
            if (!names.add(container.name())) {
                throw Refusal.invalid("there are two containers named " + container.name());
            }
        }
        String schedule = json.text("schedule").orElse("");
        if (!schedule.isEmpty() && schedule().isEmpty()) {
            throw Refusal.invalid(
                    "schedule must be one of hourly, daily, weekly, monthly, not " + schedule);
        }
        if (mounts().size() > 1) {
            throw Refusal.invalid("a machine can only have one volume mounted");
        }
        for (Mount mount : mounts()) {
            if (!mount.path().startsWith("/") || mount.path().equals("/")) {
                throw Refusal.invalid("mount path must be absolute and not /");
            }
            if (mount.volume().isEmpty() && mount.name().isEmpty()) {
                throw Refusal.invalid("a mount needs a volume");
            }
        }
    }
}
