package dev.flysnap.cli.sim;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap sim scale}. */
@Command(
        name = "scale",
        description = {
            "Does to the machines of a running simulator what fly scale count does.",
            "Makes the missing machines, on an unattached volume with the mount's name or else on a new empty one."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  flysnap sim scale --app shop --count 2"})
final class SimScaleCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--app", paramLabel = "NAME", required = true, description = "The app.")
    private String app;

    @Option(
            names = "--count",
            paramLabel = "N",
            required = true,
            description = "The number of machines; never fewer than exist.")
    private int count;

    @Option(names = "--mount", paramLabel = "VOLUME:PATH", description = "As in sim deploy.")
    private Optional<String> mount;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public void run() {
        Json.Obj body = SimDeployCommand.Toml.json(Optional.empty(), mount, Optional.of(count));
        Json.Obj outcome = SimClient.of(System.getenv()).send("apps/" + app + "/scale", body);
        spec.commandLine()
                .getOut()
                .println(json ? JsonText.printPretty(outcome) : SimClient.describe(outcome));
    }
}
