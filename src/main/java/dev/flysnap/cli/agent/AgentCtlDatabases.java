package dev.flysnap.cli.agent;

import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.model.sqlite.CheckDepth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code flysnap agent ctl databases}: level 3 of the contract, for callers that can only run a
 * command.
 */
@Command(
        name = "databases",
        description = {
            "Shows the databases, and the old ones that are kept of each; puts new ones in place.",
            "flysnap restore --in-place uses it. The token comes from FLYSNAP_COPY_TOKEN or --copy-token-file."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap agent ctl databases",
            "  flysnap agent ctl databases replace --attempt run7 --db main"
        })
final class AgentCtlDatabases implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @ParentCommand private AgentCtlCommand ctl;

    @Override
    public Integer call() {
        return ctl.print(ctl.copyClient().databases());
    }

    @Command(
            name = "put",
            description =
                    "Sends a part of a new database, which is read from stdin in base64. It replaces nothing yet.",
            mixinStandardHelpOptions = true)
    int put(
            @Option(
                            names = "--attempt",
                            paramLabel = "ID",
                            required = true,
                            description = "Groups what is replaced together.")
                    String attempt,
            @Option(
                            names = "--db",
                            paramLabel = "NAME",
                            required = true,
                            description = "The database that it is to replace.")
                    String database,
            @Option(
                            names = "--offset",
                            paramLabel = "BYTES",
                            required = true,
                            description = "Where the part begins.")
                    long offset,
            @Option(
                            names = "--bytes",
                            paramLabel = "BYTES",
                            required = true,
                            description = "Size of the whole file.")
                    long bytes,
            @Option(
                            names = "--sha256",
                            paramLabel = "HEX",
                            required = true,
                            description = "Of the whole file.")
                    String sha256)
            throws IOException {
        UploadPart part = valid(() -> new UploadPart(attempt, database, offset, bytes, sha256));
        byte[] encoded = System.in.readNBytes(2 * UploadPart.MAX_PART_BYTES);
        byte[] content =
                valid(() ->
                        Base64.getMimeDecoder()
                                .decode(new String(encoded, StandardCharsets.US_ASCII)));
        return ctl.print(ctl.copyClient().put(part, content));
    }

    @Command(
            name = "replace",
            description = {
                "Replaces databases by those that were sent: stops the app, swaps the files, starts the app, and puts the old ones back if it does not come up.",
                "The same command, given again, shows how far that is."
            },
            mixinStandardHelpOptions = true)
    int replace(
            @Option(
                            names = "--attempt",
                            paramLabel = "ID",
                            required = true,
                            description = "The one under which they were sent.")
                    String attempt,
            @Option(
                            names = "--db",
                            paramLabel = "NAME",
                            required = true,
                            description = "A database to be replaced. May be repeated.")
                    List<String> databases,
            @Option(
                            names = "--check",
                            paramLabel = "LEVEL",
                            defaultValue = "quick",
                            description =
                                    "none, quick (quick_check) or full (integrity_check). Default: ${DEFAULT-VALUE}.")
                    CheckDepth check,
            @Option(
                            names = "--force",
                            description =
                                    "Also if the new one has another application_id or user_version.")
                    boolean force,
            @Option(
                            names = "--trial-ms",
                            paramLabel = "MS",
                            description =
                                    "How long the app has to stay up with the new databases. Default: 5000.")
                    Optional<Long> trialMs,
            @Option(
                            names = "--restores",
                            paramLabel = "ID",
                            description =
                                    "Bring back the old databases that this attempt has set aside.")
                    Optional<String> restores) {
        ReplaceRequest request =
                valid(() ->
                        new ReplaceRequest(
                                attempt,
                                databases,
                                check,
                                Optional.of(force).filter(it -> it),
                                trialMs,
                                restores));
        return ctl.print(ctl.copyClient().replace(request));
    }

    @Command(
            name = "discard",
            description = "Deletes what an attempt has sent, or set aside.",
            mixinStandardHelpOptions = true)
    int discard(
            @Option(
                            names = "--attempt",
                            paramLabel = "ID",
                            required = true,
                            description = "The attempt.")
                    String attempt,
            @Option(
                            names = "--set-aside",
                            description =
                                    "The old databases that it has set aside. Default: what it has sent.")
                    boolean setAside) {
        DiscardRequest request = valid(() -> new DiscardRequest(attempt, setAside));
        return ctl.print(ctl.copyClient().discard(request));
    }

    private <T> T valid(Supplier<T> parsed) {
        try {
            return parsed.get();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
