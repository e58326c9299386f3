package dev.flysnap.cli.agent;

import dev.flysnap.agent.AgentClient;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code flysnap agent ctl copy}: what {@code flysnap extract --via exec} runs in the machine. */
@Command(
        name = "copy",
        description = {
            "Makes a copy of a database and prints it part by part, as flysnap extract --via exec needs it.",
            "The token comes from FLYSNAP_COPY_TOKEN."
        },
        mixinStandardHelpOptions = true)
final class AgentCtlCopyCommand implements Runnable {
    @Spec private CommandSpec spec;
    @ParentCommand private AgentCtlCommand agent = new AgentCtlCommand();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a command: begin, state, read or end");
    }

    @Command(
            name = "begin",
            description = "Begins a copy, or shows how far the one of the same attempt is.",
            mixinStandardHelpOptions = true)
    int begin(
            @Option(
                            names = "--attempt",
                            paramLabel = "ID",
                            required = true,
                            description = "Names the copy.")
                    String attempt,
            @Option(
                            names = "--db",
                            paramLabel = "NAME",
                            required = true,
                            description = "The database.")
                    String database,
            @Option(
                            names = "--method",
                            paramLabel = "METHOD",
                            defaultValue = "vacuum",
                            description = "vacuum, backup or raw. Default: ${DEFAULT-VALUE}.")
                    CopyMethod method,
            @Option(
                            names = "--check",
                            paramLabel = "LEVEL",
                            defaultValue = "quick",
                            description =
                                    "How it is checked: none, quick or full. Default: ${DEFAULT-VALUE}.")
                    CheckDepth check,
            @Option(
                            names = "--compress",
                            paramLabel = "LEVEL",
                            description = "zstd's level, 1 to 9. Default: not compressed.")
                    Integer compress,
            @Option(
                            names = "--recipient",
                            paramLabel = "age1…",
                            description = "Encrypt to this age recipient; may be repeated.")
                    List<String> recipients) {
        CopyRequest request;
        try {
            request =
                    new CopyRequest(
                            attempt,
                            database,
                            method,
                            Optional.ofNullable(compress),
                            Optional.ofNullable(recipients).filter(it -> !it.isEmpty()),
                            check,
                            true);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return agent.print(client().beginCopy(request));
    }

    @Command(
            name = "state",
            description = "Shows how far a copy is.",
            mixinStandardHelpOptions = true)
    int state(@Parameters(paramLabel = "COPY") String id) {
        return agent.print(client().copyState(id));
    }

    @Command(
            name = "read",
            description = "Prints a part of a copy's content, as base64.",
            mixinStandardHelpOptions = true)
    int read(
            @Parameters(paramLabel = "COPY") String id,
            @Option(
                            names = "--from",
                            paramLabel = "OFFSET",
                            required = true,
                            description = "Where the part begins.")
                    long from,
            @Option(
                            names = "--bytes",
                            paramLabel = "N",
                            required = true,
                            description = "How much of it.")
                    int bytes) {
        return agent.print(client().copyPart(id, from, bytes));
    }

    @Command(name = "end", description = "Removes a copy.", mixinStandardHelpOptions = true)
    int end(@Parameters(paramLabel = "COPY") String id) {
        return agent.print(client().deleteCopy(id));
    }

    private AgentClient client() {
        return agent.copyClient();
    }
}
