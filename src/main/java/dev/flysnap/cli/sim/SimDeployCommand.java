package dev.flysnap.cli.sim;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap sim deploy}. */
@Command(
        name = "deploy",
        description = {
            "Does to the machines of a running simulator what fly deploy does.",
            "Updates machines that have the platform's metadata, and starts those that are stopped. If there is none, makes one on an unattached volume with the mount's name."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  flysnap sim deploy --app shop --image registry.fly.io/shop:2 \\",
            "      --mount data:/data"
        })
final class SimDeployCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--app", paramLabel = "NAME", required = true, description = "The app.")
    private String app;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "The image to deploy. Default: the one that runs.")
    private Optional<String> image;

    @Option(
            names = "--mount",
            paramLabel = "VOLUME:PATH",
            description = "The mount in fly.toml. Default: that of the machines.")
    private Optional<String> mount;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public void run() {
        Json.Obj outcome =
                SimClient.of(System.getenv())
                        .send("apps/" + app + "/deploy", Toml.json(image, mount, Optional.empty()));
        spec.commandLine()
                .getOut()
                .println(json ? JsonText.printPretty(outcome) : SimClient.describe(outcome));
    }

    /** What fly.toml would say, as the simulator reads it. */
    record Toml(
            Optional<String> image,
            Optional<String> volume,
            Optional<String> path,
            Optional<Integer> count) {

        static Json.Obj json(
                Optional<String> image, Optional<String> mount, Optional<Integer> count) {
            Optional<String[]> parts = mount.map(it -> it.split(":", 2));
            return Records.write(
                    Toml.class,
                    new Toml(
                            image,
                            parts.map(it -> it[0]),
                            parts.filter(it -> it.length > 1).map(it -> it[1]),
                            count));
        }
    }
}
