package dev.flysnap.cli.schedule;

import dev.flysnap.cli.alarm.InnerRun;
import dev.flysnap.cli.alarm.NotifyOptions;
import dev.flysnap.cli.alarm.NotifyingExecution;
import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.schedule.Every;
import dev.flysnap.schedule.RunNow;
import dev.flysnap.schedule.ScheduleName;
import dev.flysnap.schedule.cron.CronMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap schedule run}: what a scheduled machine runs. */
@Command(
        name = "run",
        description = {
            "What a scheduled machine runs, and what any other scheduler can: takes down what killed runs left, tries again to stop old machines, then runs the command, and tells how it went.",
            "A start that follows the last good run too soon is a repetition, and does nothing; a create finds that out by the newest snapshot."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  flysnap schedule run --every daily -- create shop --unless-newer-than 20h"
        })
final class ScheduleRunCommand implements Callable<Integer>, NotifyingExecution.TellsItself {
    @Spec private CommandSpec spec;

    @Option(
            names = "--every",
            required = true,
            paramLabel = "PERIOD",
            description = "hourly, daily, weekly or monthly.")
    private Every every;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "schedule",
            description = "The schedule's name.")
    private String name;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Where the last run is remembered. Default: FLYSNAP_STATE_DIR, then the user's state directory.")
    private Optional<Path> stateDir = Optional.empty();

    @Mixin private NotifyOptions notify;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command, after --.")
    private List<String> command;

    @Override
    public Integer call() {
        InnerCommand inner = InnerCommand.parse(spec, command);
        boolean isWanted =
                RunNow.isWanted(System.getenv().getOrDefault(RunNow.VARIABLE, ""), Instant.now());
        List<String> words =
                isWanted
                        ? inner.inAnyCase()
                        : inner.notRepeatedWithin(DurationConverter.shortText(every.tooSoon()));
        InnerRun run = new InnerRun(spec, words, notify);
        Path state = Config.load(ConfigFlags.ofStateDir(stateDir)).stateDir();
        try (CronMemory memory = CronMemory.open(state, List.of(new ScheduleName(name).value()))) {
            Instant now = Instant.now();
            Optional<Duration> age =
                    memory.lastRun()
                            .map(it -> Duration.between(it, now))
                            .filter(it -> !it.isNegative());
            if (!isWanted
                    && !inner.isCreate()
                    && age.filter(it -> it.compareTo(every.tooSoon()) < 0).isPresent()) {
                spec.commandLine()
                        .getOut()
                        .println(
                                "Nothing to do: the last good run was %s ago, so this start is a repetition."
                                        .formatted(DurationConverter.text(age.orElseThrow())));
                return ExitCode.DONE.number();
            }
            int exit = run.run();
            if (exit == ExitCode.DONE.number()) {
                memory.remember(now);
            }
            return exit;
        }
    }
}
