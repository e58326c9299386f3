package dev.flysnap.config.source;

import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ShellWords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What an app's fly.toml, fly.yaml or fly.json says about its volumes and start commands, by
 * flyctl's own rules. For {@code flysnap init} only: other commands must not rely on it. A value
 * that Fly would refuse is kept as it is written: who needs it says so. Source: Fly docs, App
 * configuration; flyctl internal/appconfig.
 *
 * @param file its name, for messages
 * @param present whether the file is there at all
 * @param app absent where it names none, or a template's placeholder
 * @param environment the texts and numbers in {@code [env]}
 * @param processes what each process group runs, by its name; empty where there are no groups
 * @param container the one that Fly's own tools enter, on machines of several
 */
public record FlyAppConfig(
        String file,
        boolean present,
        Optional<AppName> app,
        List<Mount> mounts,
        SequencedMap<String, String> environment,
        SequencedMap<String, String> processes,
        Build build,
        StartOverride start,
        Optional<String> container) {
    /** The group of an app without groups. */
    private static final String APP = "app";

    /**
     * A volume and where machines see it.
     *
     * @param source the volume's name as it is written
     * @param destination without a slash at the end
     * @param groups the process groups that have it, at least one
     */
    public record Mount(String source, String destination, List<String> groups) {
        /** Whether a path in the machine lies on the volume. */
        public boolean holds(String path) {
            return path.startsWith(destination + "/");
        }

        /** Absent where Fly would take no such name. */
        public Optional<VolumeName> volume() {
            try {
                return Optional.of(new VolumeName(source));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * Where the image comes from.
     *
     * @param dockerfile relative to the file
     * @param target the stage of the Dockerfile; absent = the last
     * @param image of an app that is not built here
     */
    public record Build(
            Optional<String> dockerfile, Optional<String> target, Optional<String> image) {}

    /**
     * What {@code [experimental]} starts in place of the image's own; empty = as the image says.
     *
     * @param exec in place of both
     */
    public record StartOverride(List<String> entrypoint, List<String> command, List<String> exec) {}

    public FlyAppConfig {
        mounts = List.copyOf(mounts);
    }

    /**
     * @param folder where the file lies, if it is there
     * @param named the file, or a folder with a fly.toml; absent = as flyctl finds it
     * @throws dev.flysnap.problem.FlysnapException if it cannot be read
     */
    public static FlyAppConfig in(Path folder, Optional<Path> named) {
        ConfigErrors errors = new ConfigErrors();
        Path path =
                named.map(folder::resolve)
                        .map(it -> Files.isDirectory(it) ? it.resolve("fly.toml") : it)
                        .orElseGet(() -> FlyToml.fileIn(folder));
        ConfigSection file =
                named.isPresent()
                        ? ConfigSection.read(path, errors)
                        : ConfigSection.readIfThere(path, errors);
        FlyToml known = FlyToml.read(file, errors);
        SequencedMap<String, String> processes = processes(file);
        FlyAppConfig read =
                new FlyAppConfig(
                        String.valueOf(path.getFileName()),
                        Files.exists(path),
                        known.app()
                                .flatMap(it ->
                                        new ConfigErrors().parsed(Optional.of(it), AppName::new)),
                        mounts(file, defaultGroup(processes)),
                        scalars(file, "env"),
                        processes,
                        new Build(
                                file.scalar("build.dockerfile"),
                                file.scalar("build.build-target")
                                        .or(() -> file.scalar("build.build_target")),
                                file.scalar("build.image")),
                        new StartOverride(
                                words(file, "experimental.entrypoint"),
                                words(file, "experimental.cmd"),
                                words(file, "experimental.exec")),
                        file.scalar("container"));
        errors.throwIfAny();
        return read;
    }

    /** A mount, service or check without groups belongs to this one only. */
    private static String defaultGroup(SequencedMap<String, String> processes) {
        return processes.isEmpty() || processes.containsKey(APP)
                ? APP
                : new TreeMap<>(processes).firstKey();
    }

    private static List<Mount> mounts(ConfigSection file, String defaultGroup) {
        List<Mount> mounts = new ArrayList<>();
        for (String key : List.of("mounts", "mount")) {
            for (ConfigSection section : file.sections(key)) {
                Optional<String> destination = section.scalar("destination");
                List<String> groups = section.textsIfList("processes").orElse(List.of());
                if (destination.isPresent()) {
                    mounts.add(
                            new Mount(
                                    section.scalar("source").orElse(""),
                                    destination.get().replaceFirst("/+$", ""),
                                    groups.isEmpty() ? List.of(defaultGroup) : groups));
                }
            }
        }
        return mounts;
    }

    /** Also in their old form: tables with a name and a command. */
    private static SequencedMap<String, String> processes(ConfigSection file) {
        SequencedMap<String, String> processes = new LinkedHashMap<>();
        for (ConfigSection section : file.sections("processes")) {
            if (file.isList("processes")) {
                section.scalar("name")
                        .ifPresent(
                                name -> processes.put(name, section.scalar("command").orElse("")));
            } else {
                processes.putAll(scalars(section));
            }
        }
        return processes;
    }

    private static SequencedMap<String, String> scalars(ConfigSection file, String table) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        file.sections(table).forEach(section -> values.putAll(scalars(section)));
        return values;
    }

    private static SequencedMap<String, String> scalars(ConfigSection section) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        section.ownKeys().forEach(key -> section.scalar(key).ifPresent(it -> values.put(key, it)));
        return values;
    }

    /** A list, or a text that is split as a shell does. */
    private static List<String> words(ConfigSection file, String key) {
        return file.textsIfList(key)
                .or(() -> file.scalar(key).map(text -> ShellWords.parse(text).words()))
                .orElse(List.of());
    }

    /** With the mounts of running machines, where the file has none. */
    public FlyAppConfig orMounts(List<Mount> seen) {
        return mounts.isEmpty()
                ? new FlyAppConfig(
                        file, present, app, seen, environment, processes, build, start, container)
                : this;
    }

    /** The mounts that a path in the machine lies on: several where groups share a path. */
    public List<Mount> mountsOf(String path) {
        return mounts.stream().filter(it -> it.holds(path)).toList();
    }

    /** Every process group; just {@code app} where the file has none. */
    public List<String> groups() {
        return processes.isEmpty() ? List.of(APP) : List.copyOf(processes.keySet());
    }

    /** The groups whose machines have no volume at all. */
    public List<String> groupsWithoutVolume() {
        return groups().stream()
                .filter(group -> mounts.stream().noneMatch(it -> it.groups().contains(group)))
                .toList();
    }
}
