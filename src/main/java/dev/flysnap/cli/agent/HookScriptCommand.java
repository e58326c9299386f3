package dev.flysnap.cli.agent;

import dev.flysnap.hook.sqlite3.ExecScript;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap hook script}. */
@Command(
        name = "script",
        description = {
            "Prints the script (for sh -c) that --hook exec runs in the machine, to read it, or to limit a token to it.",
            "It is the same text as long as the databases are the same."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap hook script --database main=/data/app.db"})
final class HookScriptCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
            names = "--database",
            required = true,
            paramLabel = "NAME=PATH",
            description = "A database and its path in the machine; may be repeated.")
    private List<String> databases = List.of();

    @Override
    public void run() {
        spec.commandLine().getOut().println(ExecScript.of(databases));
    }
}
