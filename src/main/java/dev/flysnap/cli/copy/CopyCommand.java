package dev.flysnap.cli.copy;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.JsonText;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command on copies: it asks no Fly, and needs no journal. */
abstract class CopyCommand implements Callable<Integer> {
    @Spec protected CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    protected final void print(View view) {
        spec.commandLine().getOut().println(json ? JsonText.printPretty(view.json()) : view.text());
    }

    /** Prints what does not end the command. */
    protected final void warn(List<Problem> problems) {
        problems.forEach(new ProblemView(spec.commandLine().getErr(), json)::warn);
    }

    protected final StoreAddress address(String text) {
        return OptionParser.parse(spec, text, StoreAddress::parse);
    }

    /** Where temporary files go, unless an option says. */
    static Path temporaryDirectory() {
        return Path.of(System.getenv().getOrDefault("TMPDIR", "/tmp"));
    }
}
