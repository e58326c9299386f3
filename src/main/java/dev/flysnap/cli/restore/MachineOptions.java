package dev.flysnap.cli.restore;

import dev.flysnap.cli.file.MachineConfigFile;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.json.Json;
import dev.flysnap.restore.request.ImageChoice;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.RestoreRequest.MachineRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of the new machine. */
final class MachineOptions {
    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description =
                    "snapshot (the image that ran when the snapshot was taken), current (the one that runs now), or an image's name. Needed when the two differ and nobody can be asked.")
    private Optional<String> image;

    @Option(
            names = "--machine-config",
            paramLabel = "FILE",
            description =
                    "Make the machine from this config: JSON, alone or in its machine's entry of fly machine list --json. Default: the config of the existing machine, else of the journal or --receipt.")
    private Optional<Path> configFile;

    @Option(
            names = "--vm-size",
            paramLabel = "SIZE",
            description = "Another size, such as shared-cpu-2x. Default: as in the config.")
    private Optional<String> size;

    @Option(
            names = "--vm-memory",
            paramLabel = "MB",
            description = "Another amount of memory, in MB.")
    private Optional<Integer> memoryMb;

    @Option(
            names = "--mount-path",
            paramLabel = "PATH",
            description =
                    "Where the machine mounts the volume. Default: as in the config, else /data.")
    private Optional<String> mountPath;

    @Option(
            names = "--command",
            paramLabel = "COMMAND",
            description =
                    "What the machine runs instead of the image's own command: words separated by spaces.")
    private Optional<String> command;

    @Option(
            names = "--internal-port",
            paramLabel = "PORT",
            description =
                    "The port on which the app listens; it is served on 80 and 443. Default: as in the config.")
    private Optional<Integer> internalPort;

    @Option(
            names = "--verifier-image",
            paramLabel = "IMAGE",
            description =
                    "An image whose entrypoint is flysnap, which verifies the data. Default: what the app's own image has, flysnap or else sqlite3; --dry-run says which.")
    private Optional<String> verifierImage;

    MachineRequest request(CommandSpec spec) {
        Optional<Json.Obj> config = configFile.map(MachineConfigFile::read);
        return new MachineRequest(
                config,
                image.map(it -> OptionParser.parse(spec, it, ImageChoice::parse)),
                OptionParser.parse(spec, this, MachineOptions::flags),
                verifierImage);
    }

    private static MachineFlags flags(MachineOptions options) {
        return new MachineFlags(
                options.size,
                options.memoryMb,
                options.mountPath,
                options.command.map(it -> List.of(it.strip().split("\\s+"))).orElse(List.of()),
                options.internalPort);
    }
}
