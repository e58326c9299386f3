package dev.flysnap.cli.sim;

import dev.flysnap.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap sim secrets}. */
@Command(
        name = "secrets",
        description = {
            "Sets an app's secrets in a running simulator, as fly secrets set --stage does.",
            "Machines have them in their environment from their next start."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  flysnap sim secrets --app shop \\",
            "      FLYSNAP_HOOK_TOKEN=0123456789abcdef0123456789abcdef"
        })
final class SimSecretsCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--app", paramLabel = "NAME", required = true, description = "The app.")
    private String app;

    @Parameters(arity = "1..*", paramLabel = "NAME=VALUE", description = "The secrets.")
    private Map<String, String> secrets = new LinkedHashMap<>();

    @Override
    public void run() {
        Json.Obj _ =
                SimClient.of(System.getenv()).send("apps/" + app + "/secrets", Json.texts(secrets));
        spec.commandLine()
                .getOut()
                .println(
                        "set "
                                + secrets.keySet().stream()
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
    }
}
