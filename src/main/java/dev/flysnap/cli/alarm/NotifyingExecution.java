package dev.flysnap.cli.alarm;

import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.notify.Job;
import dev.flysnap.notify.JobEnd;
import dev.flysnap.notify.Notifier;
import dev.flysnap.notify.Sender;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.Sleeper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Executes a command, and tells those whom its {@link NotifyOptions} name. */
public final class NotifyingExecution implements IExecutionStrategy {
    /** Tells of the command lines that it runs, not of itself. */
    public interface TellsItself {}

    @Override
    public int execute(ParseResult result) {
        CommandSpec command = executed(result).commandSpec();
        Optional<NotifyOptions> options =
                optionsOf(command)
                        .filter(_ -> !(command.userObject() instanceof TellsItself))
                        .filter(_ -> !executed(result).isUsageHelpRequested());
        Notifier.Addresses addresses =
                options.map(it -> it.addresses(command, System.getenv()))
                        .orElseGet(NotifyingExecution::nobody);
        if (addresses.isNobody()) {
            return new RunLast().execute(result);
        }
        requireProof(executed(result));
        CommandLine line = command.commandLine();
        ProblemView problems =
                new ProblemView(line.getErr(), executed(result).hasMatchedOption("--json"));
        StringBuilder heard = new StringBuilder();
        line.setOut(Recording.of(line.getOut(), heard));
        try (Notifier notifier = notifier(addresses)) {
            Instant started = Instant.now();
            Job job = job(executed(result));
            notifier.started(job, started).forEach(problems::warn);
            int exit;
            try {
                exit = new RunLast().execute(result);
            } catch (ExecutionException e) {
                Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
                notifier.ended(
                                new JobEnd(
                                        job,
                                        started,
                                        Instant.now(),
                                        line.getExitCodeExceptionMapper().getExitCode(cause),
                                        heard + text(cause)))
                        .forEach(problems::warn);
                throw e;
            }
            notifier.ended(new JobEnd(job, started, Instant.now(), exit, heard.toString()))
                    .forEach(problems::warn);
            return exit;
        }
    }

    /** The same for a command line inside another command, of which the outer one tells. */
    static int tell(
            Notifier notifier,
            Job job,
            StringBuilder heard,
            ProblemView problems,
            IntSupplier work) {
        Instant started = Instant.now();
        notifier.started(job, started).forEach(problems::warn);
        int exit = work.getAsInt();
        notifier.ended(new JobEnd(job, started, Instant.now(), exit, heard.toString()))
                .forEach(problems::warn);
        return exit;
    }

    static Notifier notifier(Notifier.Addresses addresses) {
        // The end of a command that was interrupted is told, too.
        if (!addresses.isNobody()) {
            StopSignals.endIsAwaited();
        }
        return Notifier.of(addresses, new Sender(Sleeper.REAL, InstantSource.system()));
    }

    private static Notifier.Addresses nobody() {
        return new Notifier.Addresses(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Exit code 0 of these proves nothing yet. */
    private static void requireProof(ParseResult command) {
        for (String option : List.of("--no-wait", "--dry-run")) {
            if (command.hasMatchedOption(option)) {
                throw new CommandLine.ParameterException(
                        command.commandSpec().commandLine(),
                        "with %s nothing is proven, so nobody can be told of a success: leave out --ping and the like, or %s"
                                .formatted(option, option));
            }
        }
    }

    static Optional<NotifyOptions> optionsOf(CommandSpec command) {
        return command.mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(NotifyOptions.class::isInstance)
                .map(NotifyOptions.class::cast)
                .findFirst();
    }

    static ParseResult executed(ParseResult result) {
        return result.hasSubcommand() ? executed(result.subcommand()) : result;
    }

    static Job job(ParseResult command) {
        String name = command.commandSpec().qualifiedName(" ");
        return new Job(name.substring(name.indexOf(' ') + 1), appOf(command));
    }

    private static Optional<String> appOf(ParseResult command) {
        if (command.hasMatchedOption("--app")) {
            return Optional.of(command.matchedOption("--app").originalStringValues().getFirst());
        }
        return command.matchedPositionals().stream()
                .filter(it -> it.paramLabel().equals("APP"))
                .flatMap(it -> it.originalStringValues().stream())
                .findFirst()
                .or(() -> Optional.ofNullable(System.getenv("FLY_APP")));
    }

    private static String text(Throwable cause) {
        if (cause instanceof FlysnapException known) {
            Problem problem = known.problem();
            return "\n%s\nwhy: %s\nnext: %s\ncode: %s"
                    .formatted(problem.what(), problem.why(), problem.next(), problem.code());
        }
        return cause instanceof Sleeper.Interrupted ? "\nInterrupted." : "\nA bug: " + cause;
    }
}
