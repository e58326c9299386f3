package dev.flysnap.cli.sim;

import dev.flysnap.bench.LossBench;
import dev.flysnap.bench.LossMethod;
import dev.flysnap.bench.LossPlan;
import dev.flysnap.bench.LossTable;
import dev.flysnap.cli.file.OutputFile;
import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.session.FlysnapProgram;
import dev.flysnap.demo.shop.OrderRate;
import dev.flysnap.demo.shop.Synchronous;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bin/bench loss}. */
@Command(
        name = "loss",
        description = {
            "Counts acknowledged commits that are missing after a restore, on volumes that are real block devices.",
            "Linux, root, xfsprogs. Takes about six minutes."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  bin/bench loss --check --json loss.json",
            "  bin/bench loss --synchronous normal --rate 20 --by plain,synced"
        })
final class BenchLossCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--check",
            description = "Exit with 13 if flysnap lost a commit that it had promised to keep.")
    private boolean check;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every number to this file.")
    private Optional<Path> json;

    @Option(
            names = "--synchronous",
            split = ",",
            paramLabel = "MODE",
            defaultValue = "OFF,NORMAL,FULL",
            description = "SQLite's setting in the app. Default: ${DEFAULT-VALUE}.")
    private List<Synchronous> synchronous;

    @Option(
            names = "--rate",
            split = ",",
            paramLabel = "N|max",
            defaultValue = "20,max",
            converter = DemoAppCommand.RateOption.class,
            description = "Commits per second. Default: ${DEFAULT-VALUE}.")
    private List<OrderRate> rates;

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "METHOD",
            defaultValue = "plain,truncate,synced,held",
            description =
                    "How the snapshot is prepared: plain, truncate, synced, held. Default: all.")
    private List<LossMethod> methods;

    @Option(
            names = "--load",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long an app writes before the snapshot. Default: 40s, saturated 6s.")
    private Optional<Duration> load;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            description = "How many apps run at a time. Default: 4, saturated 1.")
    private Optional<Integer> atOnce;

    @Override
    public Integer call() {
        if (!BlockDeviceLauncher.entered()) {
            return BlockDeviceLauncher.runInside();
        }
        json.ifPresent(OutputFile::check);
        PrintWriter err = spec.commandLine().getErr();
        LossPlan plan =
                new LossPlan(FlysnapProgram.path(), synchronous, rates, methods, load, atOnce);
        LossTable table = new LossBench(plan, err::println).run();
        spec.commandLine().getOut().println(table.text());
        json.ifPresent(it -> OutputFile.write(it, JsonText.printPretty(table.json(Instant.now()))));
        if (check) {
            table.check();
        }
        return ExitCode.DONE.number();
    }
}
