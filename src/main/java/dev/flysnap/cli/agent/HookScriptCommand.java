package dev.flysnap.cli.agent;

import dev.flysnap.hook.spool.SpoolScript;
import dev.flysnap.hook.sqlite3.ExecScript;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap hook script}. */
@Command(
        name = "script",
        description = {
            "Prints the script (for sh -c) that flysnap runs in the machine, to read it, or to limit a token to it.",
            "It is the same text for every run; that of --hook exec as long as the databases are the same."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap hook script --database main=/data/app.db",
            "  flysnap hook script --agent"
        })
final class HookScriptCommand implements Runnable {
    @Spec private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    private static final class Choice {
        @Option(
                names = "--database",
                required = true,
                paramLabel = "NAME=PATH",
                description =
                        "That of --hook exec: a database and its path in the machine; may be repeated.")
        private List<String> databases = List.of();

        @Option(
                names = "--agent",
                required = true,
                description = "That of --via exec, which asks an agent.")
        private boolean agent;

        @Option(
                names = "--agent-copies",
                required = true,
                description = "The same with the copy token, which reads and replaces databases.")
        private boolean agentCopies;
    }

    @Override
    public void run() {
        spec.commandLine().getOut().println(text());
    }

    private String text() {
        if (choice.agent) {
            return SpoolScript.HOOK.text();
        }
        return choice.agentCopies ? SpoolScript.COPIES.text() : ExecScript.of(choice.databases);
    }
}
