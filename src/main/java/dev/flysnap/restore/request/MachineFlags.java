package dev.flysnap.restore.request;

import dev.flysnap.json.Json;
import dev.flysnap.model.VolumeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The flags that change a machine's config, or make one where none is known.
 *
 * @param size such as {@code shared-cpu-1x} or {@code performance-2x}
 * @param mountPath where the machine sees the volume
 * @param command what it runs in place of the image's own command
 * @param internalPort where the app listens: it is served on 80 and 443
 */
public record MachineFlags(
        Optional<String> size,
        Optional<Integer> memoryMb,
        Optional<String> mountPath,
        List<String> command,
        Optional<Integer> internalPort) {

    public static final MachineFlags NONE =
            new MachineFlags(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    private static final Pattern SIZE = Pattern.compile("(shared-cpu|performance)-([1-9]|1[0-6])x");

    /**
     * The least memory that one cpu of a kind comes with, in MB. Source: Fly docs, Machine sizing.
     */
    private static final Map<String, Integer> MIN_MB_PER_CPU =
            Map.of("shared", 256, "performance", 2048);

    /** Of a machine of which nothing is known. */
    public static final String DEFAULT_MOUNT_PATH = "/data";

    public MachineFlags {
        command = List.copyOf(command);
        size.filter(it -> !SIZE.matcher(it).matches())
                .ifPresent(text -> {
                    throw new IllegalArgumentException(
                            "\"%s\" is no size of a machine: those look like shared-cpu-1x or performance-2x"
                                    .formatted(text));
                });
        mountPath
                .filter(it -> !it.matches("/[^\\s/][^\\s]*"))
                .ifPresent(text -> {
                    throw new IllegalArgumentException(
                            "\"%s\" is no place for a mount: those look like /data"
                                    .formatted(text));
                });
        memoryMb.filter(it -> it < 256 || it % 256 != 0)
                .ifPresent(number -> {
                    throw new IllegalArgumentException(
                            number + " MB is no size of memory: it comes in steps of 256 MB");
                });
        internalPort
                .filter(it -> it < 1 || it > 65_535)
                .ifPresent(number -> {
                    throw new IllegalArgumentException(number + " is no port");
                });
    }

    /** The config, changed as the flags say. */
    public Json.Obj applyTo(Json.Obj config) {
        Json.Obj changed = config;
        if (size.isPresent() || memoryMb.isPresent()) {
            changed = changed.with("guest", guest(config.object("guest").orElse(Json.Obj.empty())));
        }
        if (!command.isEmpty()) {
            Json.Obj init = config.object("init").orElse(Json.Obj.empty());
            changed = changed.with("init", init.with("cmd", Json.texts(command)));
        }
        if (internalPort.isPresent()) {
            changed = changed.with("services", services(internalPort.get()));
        }
        return changed;
    }

    private Json.Obj guest(Json.Obj before) {
        Json.Obj guest = before;
        if (size.isPresent()) {
            Matcher parts = SIZE.matcher(size.get());
            boolean _ = parts.matches();
            String kind = parts.group(1).equals("performance") ? "performance" : "shared";
            int cpus = Integer.parseInt(parts.group(2));
            // A size comes without what another one had besides.
            guest =
                    before.without("gpu_kind")
                            .without("gpus")
                            .with("cpu_kind", kind)
                            .with("cpus", cpus)
                            .with(
                                    "memory_mb",
                                    (long) cpus * MIN_MB_PER_CPU.getOrDefault(kind, 256));
        }
        return memoryMb.isPresent() ? guest.with("memory_mb", memoryMb.get()) : guest;
    }

    private static Json.Arr services(int port) {
        Json.Obj http =
                Json.Obj.empty()
                        .with("port", 80)
                        .with("handlers", Json.texts(List.of("http")))
                        .with("force_https", true);
        Json.Obj https =
                Json.Obj.empty()
                        .with("port", 443)
                        .with("handlers", Json.texts(List.of("tls", "http")));
        return new Json.Arr(
                List.of(
                        Json.Obj.empty()
                                .with("protocol", "tcp")
                                .with("internal_port", port)
                                .with("ports", new Json.Arr(List.of(http, https)))));
    }

    /**
     * A config where nothing else is known. It has the metadata by which {@code fly deploy}
     * recognises the app's machines: the next deploy applies the rest of fly.toml.
     */
    public Json.Obj minimalConfig(String image) {
        Json.Obj guest =
                Json.Obj.empty().with("cpu_kind", "shared").with("cpus", 1).with("memory_mb", 256);
        return applyTo(
                Json.Obj.empty()
                        .with("image", image)
                        .with("guest", guest)
                        .with(
                                "metadata",
                                Json.Obj.empty()
                                        .with("fly_platform_version", "v2")
                                        .with("fly_process_group", "app")));
    }

    /** A mount of the volume, where the config has none. */
    public Json.Obj mount(VolumeId volume) {
        return Json.Obj.empty()
                .with("volume", volume.value())
                .with("path", mountPath.orElse(DEFAULT_MOUNT_PATH));
    }

    /** The mount, at another path if a flag says so. */
    public Json.Obj applyToMount(Json.Obj mount) {
        return mount.withText("path", mountPath.or(() -> mount.text("path")));
    }
}
