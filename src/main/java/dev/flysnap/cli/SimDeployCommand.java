package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap sim deploy}. */
@Command(
        name = "deploy",
        description = {
            "Plays fly deploy on a running simulator: as flyctl does it to the machines.",
            "Machines with the platform's metadata are updated, and started where they are stopped. Where there is none, one is made on an unattached volume of the mount's name."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  flysnap sim deploy --app shop --image registry.fly.io/shop:2 --mount data:/data"
        })
final class SimDeployCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--app", paramLabel = "NAME", required = true, description = "The app.")
    private String app;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "What to deploy. Default: what runs.")
    private Optional<String> image;

    @Option(
            names = "--mount",
            paramLabel = "VOLUME:PATH",
            description = "What fly.toml's mount says. Default: what the machines have.")
    private Optional<String> mount;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public void run() {
        Json.Obj outcome =
                SimPlayer.of(System.getenv()).play("apps/" + app + "/deploy", toml(image, mount));
        spec.commandLine()
                .getOut()
                .println(json ? JsonText.printPretty(outcome) : SimPlayer.words(outcome));
    }

    static Json.Obj toml(Optional<String> image, Optional<String> mount) {
        return Json.Obj.empty()
                .withText("image", image)
                .withText("volume", mount.map(it -> it.split(":", 2)[0]))
                .withText(
                        "path",
                        mount.filter(it -> it.contains(":")).map(it -> it.split(":", 2)[1]));
    }
}
