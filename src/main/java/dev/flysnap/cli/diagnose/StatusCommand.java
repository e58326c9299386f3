package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.alarm.NotifyOptions;
import dev.flysnap.cli.file.OutputFile;
import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.option.GradeConverter;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.LookCommand;
import dev.flysnap.config.Config;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.fly.Apps;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.proof.Grade;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.snapshot.status.AppStatus;
import dev.flysnap.snapshot.status.Freshness;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flysnap status}. */
@Command(
        name = "status",
        description = {
            "Shows what each volume is for, its last snapshot with grade, age and expiry, what superseded volumes and all snapshots cost a month, and unfinished runs.",
            "With --max-age or --min-grade it only says, in one line each, whether every volume that may hold the app's data has such a snapshot: exit code 13 if one has not."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap status shop",
            "  flysnap status --app shop --json",
            "  flysnap status shop --max-age 26h --min-grade synced",
            "  flysnap status --app shop --all-apps --max-age 26h \\",
            "      --prometheus /var/lib/node/flysnap.prom"
        })
public final class StatusCommand extends LookCommand {
    private static final Path STDOUT = Path.of("-");

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "Exit code 13 if a volume's newest snapshot that is good enough is older, such as 26h.")
    private Optional<Duration> maxAge = Optional.empty();

    @Option(
            names = "--min-grade",
            paramLabel = "GRADE",
            converter = GradeConverter.class,
            description =
                    "Exit code 13 if a volume has no snapshot of this grade: stopped, held, synced, checkpointed or crash-consistent. Grades are known to the journal that took the snapshot.")
    private Optional<Grade> minGrade = Optional.empty();

    @Option(
            names = "--all-apps",
            description =
                    "All apps of the app's organisation that have volumes. The token has to be valid for them.")
    private boolean allApps;

    @Option(
            names = "--prometheus",
            paramLabel = "FILE",
            description =
                    "Write ages, grades, sizes and counts in Prometheus' text format; - is stdout, in place of the rest.")
    private Optional<Path> prometheus = Optional.empty();

    /** Read by whoever executes the command. */
    @Mixin NotifyOptions notify;

    private final List<Freshness> volumes = new ArrayList<>();

    @Override
    protected void check() {
        prometheus.filter(it -> !it.equals(STDOUT)).ifPresent(OutputFile::check);
        if (prometheus.equals(Optional.of(STDOUT)) && target.json) {
            throw usageError("--prometheus - and --json both want stdout");
        }
    }

    @Override
    protected List<AppName> apps(Config config) {
        if (!allApps) {
            return super.apps(config);
        }
        try (FlySession session = open(config, true)) {
            Apps apps = session.context().fly().apps();
            return apps.of(apps.get(session.app()).organization());
        }
    }

    @Override
    protected ExitCode run(FlySession session) {
        Instant now = Instant.now();
        AppStatus status = AppStatus.of(session.context(), session.app());
        VolumeUses uses =
                VolumeUses.of(
                        session.context(), session.app(), status.machines(), status.volumes());
        Freshness.Wanted wanted = new Freshness.Wanted(maxAge, minGrade);
        List<Freshness> own =
                status.volumes().stream()
                        .filter(it -> uses.of(it.id()).map(VolumeUse::mayBeLive).orElse(true))
                        .map(it -> Freshness.of(status, it, wanted, now))
                        .toList();
        volumes.addAll(own);
        FreshnessView freshness = new FreshnessView(session.app(), own, now);
        boolean isLeftOut = allApps && status.volumes().isEmpty();
        if (!prometheus.equals(Optional.of(STDOUT)) && !isLeftOut) {
            PendingRuns pending = new PendingRuns(session.context());
            print(
                    isForMonitors()
                            ? freshness
                            : new StatusView(status, uses, pending::nextCommand, now));
        }
        status.requireComplete();
        return isForMonitors() && !isLeftOut && !freshness.isFresh()
                ? ExitCode.CHECK_NOT_MET
                : ExitCode.DONE;
    }

    private boolean isForMonitors() {
        return maxAge.isPresent() || minGrade.isPresent();
    }

    @Override
    protected boolean hasHeadings() {
        return !isForMonitors() && !prometheus.equals(Optional.of(STDOUT));
    }

    @Override
    protected void end() {
        prometheus.ifPresent(file -> {
            String text = SnapshotMetrics.of(volumes, Instant.now());
            if (file.equals(STDOUT)) {
                out().print(text);
                out().flush();
            } else {
                OutputFile.write(file, text);
            }
        });
    }

    /** One stale app of many is what a monitor asks for. */
    @Override
    protected ExitCode combined(List<ExitCode> different) {
        return different.stream()
                        .allMatch(it -> it == ExitCode.DONE || it == ExitCode.CHECK_NOT_MET)
                ? ExitCode.CHECK_NOT_MET
                : super.combined(different);
    }
}
