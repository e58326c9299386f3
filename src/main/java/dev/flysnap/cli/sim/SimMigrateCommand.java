package dev.flysnap.cli.sim;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap sim migrate}. */
@Command(
        name = "migrate",
        description = {
            "Moves an app of a running simulator to other hosts, as Fly does by itself.",
            "Each volume gets a new id, and its machine keeps its own: the machine is stopped and started on the copy, which is hydrating for a while. The old volume is pending_destroy for a week."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  flysnap sim migrate --app shop"})
final class SimMigrateCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--app", paramLabel = "NAME", required = true, description = "The app.")
    private String app;

    @Option(
            names = "--volume",
            paramLabel = "VOLUME",
            description = "The volume to move. Default: all of the app.")
    private Optional<String> volume;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public void run() {
        Json.Obj outcome =
                SimClient.of(System.getenv())
                        .send(
                                "apps/" + app + "/migrate",
                                Json.Obj.empty().withText("volume", volume));
        spec.commandLine()
                .getOut()
                .println(json ? JsonText.printPretty(outcome) : describe(outcome));
    }

    private static String describe(Json.Obj outcome) {
        String moves =
                outcome.objects("moved").stream()
                        .map(move ->
                                "moved %s to %s%s"
                                        .formatted(
                                                move.text("from").orElse("?"),
                                                move.text("to").orElse("?"),
                                                move.text("machine")
                                                        .map(" with machine %s"::formatted)
                                                        .orElse("")))
                        .collect(Collectors.joining("\n"));
        return moves.isEmpty() ? "there is no volume to move" : moves;
    }
}
