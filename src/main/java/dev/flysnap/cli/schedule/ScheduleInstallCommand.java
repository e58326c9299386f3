package dev.flysnap.cli.schedule;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.config.Config;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.schedule.Every;
import dev.flysnap.schedule.ScheduleName;
import dev.flysnap.schedule.ScheduleRequest;
import dev.flysnap.schedule.Schedules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap schedule install}. */
@Command(
        name = "install",
        description = {
            "Makes the scheduled machine, or changes it if it is there. Fly starts a new one once at once, then by its schedule, at a fuzzy moment.",
            "The machine gets this computer's flysnap.toml and hook settings in its environment, and its tokens from the app's secrets, never from its config. Its journal is the shared one where there is one, else on a volume of its own of 1 GB."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap schedule install --every daily --in-app my-flysnap --region ams \\",
            "      -- create shop --hook exec --database main=/data/app.db",
            "  flysnap schedule install --every weekly --in-app my-flysnap \\",
            "      -- verify latest --app shop",
            "  flysnap schedule install --every monthly --in-app my-flysnap --name prune \\",
            "      -- copies prune s3://backups/shop/ --keep-daily 7"
        })
final class ScheduleInstallCommand extends SchedulerCommand {
    private static final int MIN_MEMORY_MB = 256;
    private static final Path SETTINGS = Path.of("flysnap.toml");

    @Option(
            names = "--every",
            required = true,
            paramLabel = "PERIOD",
            description = "hourly, daily, weekly or monthly.")
    private Every every;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The schedule's name. Default: made of the command and its app.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "Default: that of the app that the command works on.")
    private Optional<String> region = Optional.empty();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description =
                    "An image with flysnap as its entrypoint. Default: that of the installed machine, or of any machine of flysnap's app.")
    private Optional<String> image = Optional.empty();

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description =
                    "A variable of the machine's environment, which is no secret; may be repeated.")
    private List<String> variables = List.of();

    @Option(
            names = "--memory-mb",
            paramLabel = "MB",
            defaultValue = "512",
            description = "Of the machine, 256 or more. Default: ${DEFAULT-VALUE}.")
    private int memoryMb;

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description =
                    "After --: create, extract, copies prune, copies verify, status, verify, drill or doctor, with its options. A create gets --unless-newer-than, so that a repeated start takes no second snapshot.")
    private List<String> command;

    @Override
    protected void check() {
        ScheduleEnvironment.check(spec, variables);
        if (memoryMb < MIN_MEMORY_MB || memoryMb % MIN_MEMORY_MB != 0) {
            throw usageError("--memory-mb is a multiple of 256");
        }
        InnerCommand inner = inner();
        if (inner.app().filter(it -> it.equals(inApp().value())).isPresent()) {
            throw usageError(
                    "a schedule for %1$s cannot be in %1$s: the volume with its journal would be taken for one of the app's. fly apps create NAME makes an app for flysnap"
                            .formatted(inApp()));
        }
    }

    private InnerCommand inner() {
        return InnerCommand.parse(spec, command);
    }

    @Override
    protected ExitCode run(FlySession session) {
        InnerCommand inner = inner();
        List<String> words =
                new ArrayList<>(
                        inner.notRepeatedWithin(DurationConverter.shortText(every.tooSoon())));
        Config config = session.config();
        ScheduleEnvironment environment =
                ScheduleEnvironment.of(
                        config, flags().configFile().orElse(SETTINGS), System.getenv(), variables);
        Schedules.Installed installed =
                schedules(session)
                        .install(
                                new ScheduleRequest(
                                        scheduleName(inner),
                                        every,
                                        session.app(),
                                        region.map(it -> parse(it, Region::new)),
                                        image,
                                        words,
                                        environment.variables(),
                                        environment.files(),
                                        config.stateStore().address().isEmpty(),
                                        memoryMb),
                                inner.app().map(it -> parse(it, AppName::new)));
        print(new InstalledView(session.app(), installed));
        return ExitCode.DONE;
    }

    private ScheduleName scheduleName(InnerCommand inner) {
        return name.map(it -> parse(it, ScheduleName::new))
                .orElseGet(() ->
                        ScheduleName.from(
                                inner.app()
                                        .map(it -> inner.name() + "-" + it)
                                        .orElse(inner.name())));
    }
}
