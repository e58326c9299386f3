package dev.flysnap.setup.shape;

import dev.flysnap.config.source.FlyAppConfig;
import dev.flysnap.config.source.FlyAppConfig.Build;
import dev.flysnap.config.source.FlyAppConfig.Mount;
import dev.flysnap.config.source.FlyAppConfig.StartOverride;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The same conclusions from what runs on Fly: a machine's config in place of the app's files. */
public final class DeployedApp {
    private static final String GROUP = "fly_process_group";

    /** What a machine's config says of its databases. Secrets are not in it. */
    public static AppShape shapeOf(Machine machine) {
        Json.Obj config = machine.config().orElse(Json.Obj.empty());
        String group = groupOf(machine);
        Json.Obj init = config.object("init").orElse(Json.Obj.empty());
        SequencedMap<String, String> processes = new LinkedHashMap<>();
        processes.put(group, String.join(" ", words(init, "cmd")));
        FlyAppConfig fly =
                new FlyAppConfig(
                        "machine %s".formatted(machine.id()),
                        true,
                        Optional.empty(),
                        config.objects("mounts").stream()
                                .filter(it -> it.text("path").isPresent())
                                .map(it ->
                                        new Mount(
                                                it.text("name").orElse("data"),
                                                it.text("path").orElseThrow(),
                                                List.of(group)))
                                .toList(),
                        environment(config),
                        processes,
                        new Build(Optional.empty(), Optional.empty(), config.text("image")),
                        new StartOverride(
                                words(init, "entrypoint"), List.of(), words(init, "exec")),
                        Optional.empty());
        return AppShapeReader.read(
                new AppFiles(fly, Optional.empty(), Optional.empty(), List.of()));
    }

    /** The process group; {@code app} where the machine names none. */
    public static String groupOf(Machine machine) {
        return machine.metadata().getOrDefault(GROUP, "app");
    }

    /** Whether a deploy made it: only then its config is the app's. */
    public static boolean isDeployed(Machine machine) {
        return machine.metadata().containsKey(GROUP) && machine.config().isPresent();
    }

    private static SequencedMap<String, String> environment(Json.Obj config) {
        SequencedMap<String, String> environment = new LinkedHashMap<>();
        Json.Obj env = config.object("env").orElse(Json.Obj.empty());
        new TreeMap<>(env.fields())
                .keySet()
                .forEach(key -> env.text(key).ifPresent(it -> environment.put(key, it)));
        return environment;
    }

    private static List<String> words(Json.Obj init, String key) {
        return init.array(key).stream()
                .filter(Json.Str.class::isInstance)
                .map(it -> ((Json.Str) it).value())
                .toList();
    }

    private DeployedApp() {}
}
