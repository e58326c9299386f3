package dev.flysnap.cli.sim;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap sim volume}. */
@Command(
        name = "volume",
        description = "Makes a volume in a running simulator, as fly volumes create does.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  flysnap sim volume --app shop --name data --region ams"})
final class SimVolumeCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--app", paramLabel = "NAME", required = true, description = "The app.")
    private String app;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "data",
            description = "The volume's name. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "ams",
            description = "Default: ${DEFAULT-VALUE}.")
    private String region;

    @Option(
            names = "--size-gb",
            paramLabel = "N",
            defaultValue = "1",
            description = "Default: ${DEFAULT-VALUE}.")
    private int sizeGb;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public void run() {
        Json.Obj volume =
                SimClient.of(System.getenv())
                        .post(
                                "/v1/apps/" + app + "/volumes",
                                Json.Obj.empty()
                                        .with("name", name)
                                        .with("region", region)
                                        .with("size_gb", sizeGb));
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? JsonText.printPretty(volume)
                                : "made %s (%s, %s, %d GB)"
                                        .formatted(
                                                volume.text("id").orElse("?"),
                                                name,
                                                region,
                                                sizeGb));
    }
}
