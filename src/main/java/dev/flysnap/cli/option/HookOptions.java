package dev.flysnap.cli.option;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The quiesce hook, and how it is reached. */
public final class HookOptions {
    @Option(
            names = "--hook",
            paramLabel = "URL",
            description =
                    "What checkpoints and syncs the database; {private_ip}, {machine_id} and {app} are filled in. Or exec: no agent, only sqlite3, sh and coreutils or BusyBox in the image; then --database names the files. Default: FLYSNAP_HOOK_URL.")
    public Optional<String> hook;

    @Option(
            names = "--via",
            paramLabel = "TRANSPORT",
            description =
                    "How the hook is reached: direct (from inside Fly or over WireGuard), exec (by the Machines API; needs no URL and no hook token, only sh in the machine), public (by the app's public URL), flyctl (by fly proxy). Default: auto, which takes exec from outside Fly.")
    public Optional<String> via;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description =
                    "The container in which flysnap runs commands, on a machine of several. Default: FLYSNAP_CONTAINER, flysnap.toml, then the only one that mounts the volume.")
    public Optional<String> container;
}
