package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.option.RetentionDaysConverter;
import dev.flysnap.cli.session.AppCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.LookCommand;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.snapshot.policy.SnapshotPolicy;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap policy}. */
@Command(
        name = "policy",
        description =
                "Fly's own settings: whether it takes a snapshot a day, and how long it keeps later ones.",
        mixinStandardHelpOptions = true,
        subcommands = {PolicyCommand.Show.class, PolicyCommand.Change.class},
        footer = {
            "",
            "Examples:",
            "  flysnap policy show shop",
            "  flysnap policy set shop --daily on --retention 14d"
        })
public final class PolicyCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "show or set?");
    }

    /** {@code flysnap policy show}. */
    @Command(
            name = "show",
            description = "Shows them for one volume (--volume), or for all of the app.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  flysnap policy show shop"})
    static final class Show extends LookCommand {
        @Override
        protected ExitCode run(FlySession session) {
            List<Volume> volumes =
                    new SnapshotPolicy(session.context()).volumes(session.app(), session.volume());
            if (target.json) {
                out().println(JsonText.printPretty(PolicyView.json(session.app(), volumes)));
            } else if (!volumes.isEmpty()) {
                out().println(PolicyView.table(volumes));
            }
            return ExitCode.DONE;
        }
    }

    /** {@code flysnap policy set}: prints the change, then makes it. */
    @Command(
            name = "set",
            description = {
                "Changes them for one volume (--volume), or for all of the app.",
                "Prints what changes before it does it. Existing snapshots keep their retention."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  flysnap policy set shop --daily on --retention 14d",
                "  flysnap policy set shop --retention 30 --dry-run"
            })
    static final class Change extends AppCommand {
        @Option(
                names = "--daily",
                paramLabel = "on|off",
                description = "Whether Fly takes a snapshot a day.")
        private Optional<OnOff> daily;

        @Option(
                names = "--retention",
                paramLabel = "DAYS",
                converter = RetentionDaysConverter.class,
                description = "How long Fly keeps later snapshots, 1 to 60 days.")
        private Optional<Integer> retention;

        @Option(names = "--dry-run", description = "Print what would change and stop.")
        private boolean dryRun;

        @Override
        protected void check() {
            if (daily.isEmpty() && retention.isEmpty()) {
                throw usageError("name what to set: --daily on|off, --retention DAYS, or both");
            }
        }

        @Override
        protected ExitCode run(FlySession session) {
            PrintWriter notes = target.json ? err() : out();
            SnapshotPolicy policy = new SnapshotPolicy(session.context());
            List<SnapshotPolicy.Change> changes =
                    policy.volumes(session.app(), session.volume()).stream()
                            .map(volume ->
                                    SnapshotPolicy.change(
                                            volume, daily.map(OnOff.ON::equals), retention))
                            .toList();
            changes.forEach(it -> notes.println(PolicyView.of(it)));
            notes.flush();
            List<SnapshotPolicy.Applied> applied =
                    dryRun ? List.of() : policy.applyAll(session.app(), changes);
            if (target.json) {
                Json json =
                        dryRun
                                ? PolicyView.json(
                                        session.app(),
                                        changes.stream()
                                                .map(SnapshotPolicy.Change::volume)
                                                .toList())
                                : PolicyView.applied(session.app(), applied);
                out().println(JsonText.printPretty(json));
            }
            SnapshotPolicy.problem(session.app(), applied)
                    .ifPresent(problem -> {
                        notes.println(PolicyView.results(applied));
                        notes.flush();
                        throw problem.exception();
                    });
            return ExitCode.DONE;
        }
    }
}
