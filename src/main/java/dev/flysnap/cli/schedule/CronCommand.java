package dev.flysnap.cli.schedule;

import dev.flysnap.cli.alarm.InnerRun;
import dev.flysnap.cli.alarm.NotifyOptions;
import dev.flysnap.cli.alarm.NotifyingExecution;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.schedule.cron.CronLoop;
import dev.flysnap.schedule.cron.CronMemory;
import dev.flysnap.schedule.cron.CronSpec;
import dev.flysnap.time.Sleeper;
import dev.flysnap.time.TimeText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap cron}. */
@Command(
        name = "cron",
        description = {
            "Runs a command of flysnap at the times of a cron expression, in the foreground: as a container's process, or under systemd.",
            "Never two runs at a time. Times that passed during a run, or while this process was not there, make one run together, at once. Each run first takes down what killed runs left. Ends on SIGTERM, between two runs with exit code 0."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap cron --spec '*/15 * * * *' -- create shop",
            "  flysnap cron --spec '30 2 * * *' --zone Europe/Berlin -- extract shop \\",
            "      --to s3://backups/shop/ --recipients-file team.txt"
        })
public final class CronCommand implements Callable<Integer>, NotifyingExecution.TellsItself {
    @Spec private CommandSpec spec;

    @Option(
            names = "--spec",
            required = true,
            paramLabel = "EXPRESSION",
            description = "Five fields: minute, hour, day of the month, month, day of the week.")
    private String expression;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description =
                    "The time zone of the expression, such as Europe/Berlin. A time that the change of the clocks leaves out comes when they change. Default: ${DEFAULT-VALUE}.")
    private String zone;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Where the last run is remembered. Default: FLYSNAP_STATE_DIR, then the user's state directory.")
    private Optional<Path> stateDir = Optional.empty();

    @Mixin private NotifyOptions notify;

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description =
                    "After --: create, extract, copies prune, copies verify, status, verify, drill or doctor, with its options.")
    private List<String> command;

    @Override
    public Integer call() {
        InnerCommand inner = InnerCommand.parse(spec, command);
        CronSpec times = OptionParser.parse(spec, expression, it -> CronSpec.parse(it, zone));
        InnerRun run = new InnerRun(spec, inner.words(), notify);
        Path state = Config.load(ConfigFlags.ofStateDir(stateDir)).stateDir();
        List<String> job = new ArrayList<>(List.of(times.toString()));
        job.addAll(inner.words());
        try (CronMemory memory = CronMemory.open(state, job)) {
            return loop(times, memory, run);
        }
    }

    private int loop(CronSpec times, CronMemory memory, InnerRun run) {
        PrintWriter err = spec.commandLine().getErr();
        // How a run has ended is remembered.
        StopSignals.endIsAwaited();
        // Between two runs a signal only ends the wait.
        StopSignals.workBegins(Optional::empty);
        List<Integer> interrupted = new ArrayList<>();
        new CronLoop(
                        times,
                        memory,
                        InstantSource.system(),
                        StopSignals.interruption().cutting(Sleeper.REAL),
                        StopSignals.interruption())
                .run(
                        due -> err.println("flysnap: next run at " + TimeText.of(due)),
                        () -> {
                            int exit = run.run();
                            StopSignals.workBegins(Optional::empty);
                            err.println("flysnap: the run ended with exit code " + exit);
                            if (exit == ExitCode.INTERRUPTED.number()) {
                                interrupted.add(exit);
                                return false;
                            }
                            return true;
                        });
        return interrupted.isEmpty() ? ExitCode.DONE.number() : ExitCode.INTERRUPTED.number();
    }
}
