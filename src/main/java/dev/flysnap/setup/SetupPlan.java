package dev.flysnap.setup;

import dev.flysnap.config.VolumeReference;
import dev.flysnap.config.source.TomlText;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.AppName;
import java.util.List;
import java.util.Optional;

/**
 * The setup of flysnap for an app, before anything is written.
 *
 * @param targets at least one; several where the databases lie on several volumes
 * @param ignored patterns of databases that need no quiesce
 * @param hasSqlite3 whether the image has it already
 * @param found what was found in the app's files, and where
 * @param warnings sentences about what is probably not meant
 */
public record SetupPlan(
        AppName app,
        Optional<VolumeReference> volume,
        Optional<String> container,
        List<SetupTarget> targets,
        List<String> ignored,
        HookKind hook,
        int hookPort,
        boolean hasSqlite3,
        List<String> found,
        List<String> warnings) {
    public SetupPlan {
        targets = List.copyOf(targets);
        ignored = List.copyOf(ignored);
        warnings = List.copyOf(warnings);
        found = List.copyOf(found);
    }

    /** Of all volumes. */
    public List<DatabaseLocation> databases() {
        return targets.stream().flatMap(it -> it.databases().stream()).toList();
    }

    boolean usesDefaultPort() {
        return hookPort == HookPaths.DEFAULT_PORT;
    }

    /** The value for {@code --hook}: flysnap.toml may contain no addresses. */
    public Optional<String> hookAddress() {
        return switch (hook) {
            case AGENT -> Optional.empty();
            case EXEC -> Optional.of("exec");
            case OWN -> Optional.of("http://{private_ip}:" + hookPort);
        };
    }

    /** The volume that the app's configuration mounts for the databases, if there is just one. */
    public Optional<VolumeReference> mountedVolume() {
        return targets.size() == 1 ? volumeOf(targets.getFirst()) : Optional.empty();
    }

    private static Optional<VolumeReference> volumeOf(SetupTarget target) {
        return target.mount()
                .flatMap(it -> it.volume().<VolumeReference>map(VolumeReference.ByName::new));
    }

    /** The text of flysnap.toml. */
    public String toml() {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Made by flysnap. Tokens and addresses come from the environment, never from here.
                app = %s
                """
                        .formatted(TomlText.quoted(app.value())));
        volume.ifPresent(
                it -> text.append("volume = ").append(TomlText.quoted(reference(it))).append('\n'));
        container.ifPresent(
                it -> text.append("container = ").append(TomlText.quoted(it)).append('\n'));
        if (targets.size() > 1) {
            targets.forEach(it -> target(it, text));
            return text.toString();
        }
        text.append("\n[hook]\n");
        switch (hook) {
            case AGENT -> {
                text.append(
                        """
                        # The Machines API runs a few lines of sh in the machine, which ask the agent. That works from everywhere and
                        # needs nothing but Fly's token. Inside Fly's private network, direct is quicker.
                        via = "exec"
                        """);
                port(text);
            }
            case EXEC ->
                    text.append(
                            """
                            # With FLYSNAP_HOOK_URL=exec: sqlite3, sh and coreutils or BusyBox in the image are enough.
                            databases = %s
                            """
                                    .formatted(databaseList(databases())));
            case OWN -> {
                text.append(
                        """
                        # Through fly proxy, as the app's own hook is reached only inside Fly's private network.
                        via = "flyctl"
                        """);
                port(text);
            }
        }
        ignored(text);
        return text.toString();
    }

    private void ignored(StringBuilder text) {
        if (!ignored.isEmpty()) {
            text.append("ignore = %s\n".formatted(TomlText.quoted(ignored)));
        }
    }

    /** "flysnap create" without an app takes each of them. */
    private void target(SetupTarget target, StringBuilder text) {
        text.append("\n[[targets]]\napp = %s\n".formatted(TomlText.quoted(app.value())));
        volumeOf(target)
                .ifPresent(it ->
                        text.append("volume = %s\n".formatted(TomlText.quoted(reference(it)))));
        text.append("\n[targets.hook]\n");
        switch (hook) {
            case AGENT -> text.append("via = \"exec\"\n");
            case EXEC ->
                    text.append("databases = %s\n".formatted(databaseList(target.databases())));
            case OWN -> text.append("via = \"flyctl\"\n");
        }
        port(text);
        ignored(text);
    }

    private static String databaseList(List<DatabaseLocation> databases) {
        return TomlText.quoted(databases.stream().map(DatabaseLocation::toString).toList());
    }

    private void port(StringBuilder text) {
        if (!usesDefaultPort()) {
            text.append("port = ").append(hookPort).append('\n');
        }
    }

    private static String reference(VolumeReference choice) {
        return switch (choice) {
            case VolumeReference.ById(var id) -> id.value();
            case VolumeReference.ByName(var name) -> name.value();
        };
    }
}
