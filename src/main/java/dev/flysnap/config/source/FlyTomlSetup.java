package dev.flysnap.config.source;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What an app's fly.toml says about its data directories and start command. For {@code flysnap
 * init} only: other commands must not rely on it. Source: Fly docs, App configuration.
 *
 * @param present whether the file is there at all
 * @param environment the texts in {@code [env]}
 * @param processes what each process group runs, by its name; empty where there are no groups
 * @param dockerfile as the file names it, relative to it
 * @param image of an app that is not built here
 */
public record FlyTomlSetup(
        boolean present,
        Optional<AppName> app,
        Optional<Region> primaryRegion,
        List<MountedVolume> mounts,
        SequencedMap<String, String> environment,
        SequencedMap<String, String> processes,
        Optional<String> dockerfile,
        Optional<String> image) {
    private static final List<String> MOUNTS = List.of("mounts", "mount");

    /**
     * A mount with a destination.
     *
     * @param processes the process groups that have it; empty means each
     */
    public record MountedVolume(FlyTomlMount mount, String destination, List<String> processes) {
        /** Whether a path in the machine lies on the volume. */
        public boolean holds(String path) {
            return path.startsWith(destination.endsWith("/") ? destination : destination + "/");
        }
    }

    public FlyTomlSetup {
        mounts = List.copyOf(mounts);
    }

    /**
     * @param folder where fly.toml lies, if it is there
     * @throws dev.flysnap.problem.FlysnapException with every mistake at once
     */
    public static FlyTomlSetup in(Path folder) {
        ConfigErrors errors = new ConfigErrors();
        Path path = folder.resolve("fly.toml");
        TomlSection file = TomlSection.readIfThere(path, errors);
        FlyToml known = FlyToml.read(file, errors);
        FlyTomlSetup read =
                new FlyTomlSetup(
                        java.nio.file.Files.exists(path),
                        errors.parsed(known.app(), AppName::new),
                        errors.parsed(known.primaryRegion(), Region::new),
                        mounts(file, errors),
                        texts(file, "env"),
                        texts(file, "processes"),
                        file.text("build.dockerfile").map(SourcedValue::text),
                        file.text("build.image").map(SourcedValue::text));
        errors.throwIfAny();
        return read;
    }

    private static List<MountedVolume> mounts(TomlSection file, ConfigErrors errors) {
        List<MountedVolume> mounts = new ArrayList<>();
        for (String key : MOUNTS) {
            for (TomlSection section : file.sections(key)) {
                FlyToml.mount(section, errors)
                        .ifPresent(mount ->
                                mount.destination()
                                        .ifPresent(at ->
                                                mounts.add(
                                                        new MountedVolume(
                                                                mount,
                                                                at,
                                                                section.texts("processes").stream()
                                                                        .map(SourcedValue::text)
                                                                        .toList()))));
            }
        }
        return mounts;
    }

    private static SequencedMap<String, String> texts(TomlSection file, String table) {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        file.sections(table)
                .forEach(section ->
                        section.keys()
                                .forEach(key ->
                                        section.textIfOne(key)
                                                .ifPresent(text -> texts.put(key, text))));
        return texts;
    }

    /** The mount that a path in the machine lies on. */
    public Optional<MountedVolume> mountOf(String path) {
        return mounts.stream().filter(it -> it.holds(path)).findFirst();
    }

    /** The groups that have a volume, and what they run. */
    public Map<String, String> processesOf(MountedVolume mount) {
        Map<String, String> those = new LinkedHashMap<>();
        processes.forEach((group, command) -> {
            if (mount.processes().isEmpty() || mount.processes().contains(group)) {
                those.put(group, command);
            }
        });
        return those;
    }
}
