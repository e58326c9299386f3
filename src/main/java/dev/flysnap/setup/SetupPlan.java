package dev.flysnap.setup;

import dev.flysnap.config.VolumeReference;
import dev.flysnap.config.source.FlyTomlSetup.MountedVolume;
import dev.flysnap.config.source.TomlText;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.AppName;
import java.util.List;
import java.util.Optional;

/**
 * The setup of flysnap for an app, before anything is written.
 *
 * @param mount the mount of the databases, if fly.toml has it
 * @param found what was found in the app's files, and where
 */
public record SetupPlan(
        AppName app,
        Optional<VolumeReference> volume,
        Optional<String> container,
        Optional<MountedVolume> mount,
        List<DatabaseLocation> databases,
        HookKind hook,
        int hookPort,
        List<String> found) {
    public SetupPlan {
        databases = List.copyOf(databases);
        found = List.copyOf(found);
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

    /** The volumes that fly.toml mounts for the databases. */
    public Optional<VolumeReference> mountedVolume() {
        return mount.map(it -> new VolumeReference.ByName(it.mount().source()));
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
        text.append("\n[hook]\n");
        switch (hook) {
            case AGENT -> {
                text.append(
                        """
                        # The Machines API runs the agent's own client in the machine. That works from everywhere and
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
                                    .formatted(
                                            TomlText.quoted(
                                                    databases.stream()
                                                            .map(DatabaseLocation::toString)
                                                            .toList())));
            case OWN -> {
                text.append(
                        """
                        # Through fly proxy, as the app's own hook is reached only inside Fly's private network.
                        via = "flyctl"
                        """);
                port(text);
            }
        }
        return text.toString();
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
