package dev.flysnap.cli.run;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.option.StateOptions;
import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.cli.view.SuggestedCommands;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap runs show}. */
@Command(
        name = "show",
        description = "Shows what one run did, step by step, and when.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  flysnap runs show run_k3v9x2m7qa"})
final class RunsShowCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private StateOptions state;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
    private String id = "";

    @Override
    public Integer call() {
        RunId run = OptionParser.parse(spec, id, RunId::new);
        try (Journal journal =
                state.journal(
                        new ProblemView(spec, state.json)::warn,
                        spec.commandLine().getErr()::println)) {
            RunView view = new RunView(RunProblems.requireRun(journal, run), journal);
            SuggestedCommands commands = SuggestedCommands.of(spec);
            spec.commandLine()
                    .getOut()
                    .println(
                            state.json
                                    ? JsonText.printPretty(commands.complete(view.json()))
                                    : commands.complete(view.text()));
        }
        return 0;
    }
}
