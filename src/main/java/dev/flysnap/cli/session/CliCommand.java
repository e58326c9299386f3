package dev.flysnap.cli.session;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.option.TargetOptions;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.cli.view.SuggestedCommands;
import dev.flysnap.cli.view.View;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.config.ConfiguredTarget;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.InterruptedRuns;
import dev.flysnap.restore.recovery.Sweep;
import dev.flysnap.restore.run.PendingFences;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command whose result is text or one JSON document. */
public abstract class CliCommand implements Callable<Integer> {
    @Spec protected CommandSpec spec;
    @Mixin protected TargetOptions target;

    /** Refuses wrong arguments before any file is read and before Fly is called. */
    protected void check() {}

    protected ConfigFlags flags() {
        return target.flags(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * @param onlyLooks changes nothing, so that it works without a journal
     */
    protected final FlySession open(Config config, boolean onlyLooks) {
        FlySession session =
                onlyLooks
                        ? FlySession.openToLook(config, err(), problems())
                        : FlySession.open(config, err());
        tellInterrupted(session, session.app(), Optional.empty());
        return session;
    }

    /**
     * What a scheduled run of this command does first, if the command changes anything: see {@link
     * Sweep}.
     *
     * @return what is left to do
     */
    public List<Problem> sweep() {
        Config config = Config.load(flags());
        List<AppName> apps = worksOn(config);
        if (apps.isEmpty() || FlySession.onlyReads(config)) {
            return List.of();
        }
        try (FlySession session = FlySession.open(config, apps.getFirst(), err())) {
            Sweep sweep = new Sweep(session.context(), session.hooks());
            return apps.stream().flatMap(it -> sweep.run(it).stream()).toList();
        }
    }

    /** The apps that are named to it; none where it needs none. */
    protected List<AppName> worksOn(Config config) {
        return config.appNamed() || config.targets().isEmpty()
                ? config.app().stream().toList()
                : config.targets().stream().map(ConfiguredTarget::app).distinct().toList();
    }

    /** Told first, by every command: runs on the app that were interrupted and are not over. */
    protected final void tellInterrupted(FlySession session, AppName app, Optional<RunId> except) {
        new InterruptedRuns(session.context()).of(app, except).forEach(problems()::printLine);
    }

    /** Done is what the store of a shared journal has too. */
    protected final ExitCode recorded(FlySession session, ExitCode exit) {
        return recorded(session.context().journal(), exit);
    }

    /** The same where there is no session. */
    protected final ExitCode recorded(Journal journal, ExitCode exit) {
        Optional<Problem> undelivered = journal.undelivered();
        undelivered.ifPresent(problems()::warn);
        return undelivered.isPresent() && exit == ExitCode.DONE ? ExitCode.PARTLY_DONE : exit;
    }

    /** Prints the result to stdout. */
    protected void print(View view) {
        if (target.json) {
            printJson(view.json());
        } else {
            printText(view.text());
        }
        out().flush();
    }

    /** Prints to stdout, unless with {@code --json}. */
    protected final void printText(String text) {
        if (!target.json) {
            out().println(SuggestedCommands.of(spec).complete(text));
        }
    }

    /** Prints to stdout only with {@code --json}. */
    protected final void printJson(Json json) {
        if (target.json) {
            out().println(JsonText.printPretty(SuggestedCommands.of(spec).complete(json)));
        }
    }

    /** Retries to stop old machines of earlier runs on the app, and prints those that still run. */
    protected final void retryPendingFences(FlySession session, AppName app) {
        warn(new PendingFences(session.context()).retryAndReport(app));
    }

    /** Prints old machines that still cannot be stopped. */
    protected final void warn(List<Problem> pendingFences) {
        pendingFences.forEach(problems()::warn);
    }

    protected final ProblemView problems() {
        return new ProblemView(spec, target.json);
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    protected final <F, T> T parse(F text, Function<F, T> parser) {
        return OptionParser.parse(spec, text, parser);
    }

    protected final ParameterException usageError(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
