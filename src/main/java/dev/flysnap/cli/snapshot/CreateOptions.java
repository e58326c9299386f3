package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.option.CoalesceOption;
import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.option.GradeConverter;
import dev.flysnap.cli.option.RetentionDaysConverter;
import dev.flysnap.cli.option.TimeoutConverter;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.config.Config;
import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Labels;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say how each snapshot is taken. */
final class CreateOptions {
    @Option(
            names = "--quiesce",
            paramLabel = "POLICY",
            description =
                    "required, prefer (continue without the hook if it does not work) or off. Default: required if a hook is configured, else off.")
    Optional<QuiescePolicy> quiesce;

    @Option(
            names = "--hold-until",
            paramLabel = "MOMENT",
            defaultValue = "quiesced",
            description =
                    "Block writers until the snapshot is requested, running or created. Default: ${DEFAULT-VALUE}, which costs them milliseconds.")
    HoldUntil holdUntil;

    @Option(
            names = "--hold-max",
            paramLabel = "DURATION",
            defaultValue = "1500ms",
            converter = DurationConverter.class,
            description =
                    "The longest time that writers may be blocked. Default: ${DEFAULT-VALUE}.")
    Duration holdMax;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description =
                    "One of the hook's databases; may be repeated. Default: all. For --hook exec NAME=/path in the machine.")
    List<String> databases = List.of();

    @Option(
            names = "--ignore",
            paramLabel = "PATTERN",
            description =
                    "Databases on the volume that need no quiesce, such as caches; may be repeated. A pattern of file names, or of whole paths where it has a slash. Beside those of flysnap.toml.")
    List<String> ignored = List.of();

    @Option(
            names = "--min-grade",
            paramLabel = "GRADE",
            converter = GradeConverter.class,
            description =
                    "The worst grade that is accepted: stopped, held, synced, checkpointed or crash-consistent. Default: what the hook's level promises.")
    Optional<Grade> minGrade;

    @Option(
            names = "--label",
            paramLabel = "NAME=TEXT",
            description =
                    "A label for the snapshot, such as release=42; may be repeated. list shows it, and restore and show find snapshots by it.")
    List<String> labels = List.of();

    @Option(
            names = "--retain",
            paramLabel = "DAYS",
            converter = RetentionDaysConverter.class,
            description =
                    "How long Fly keeps this snapshot, 1d to 60d. Fly has one setting for each volume: it is changed, and restored afterwards. Default: the volume's setting.")
    Optional<Integer> retain;

    @Option(
            names = "--on-coalesce",
            paramLabel = "WHAT",
            defaultValue = "fail",
            converter = CoalesceOption.Converter.class,
            description =
                    "If Fly accepts the request but makes no new snapshot, as it may when there is a recent one: fail, or accept-newer-than=10m, which accepts the newest finished one if it was no older than that at the request. Default: ${DEFAULT-VALUE}.")
    CoalesceOption onCoalesce;

    @Option(
            names = "--unless-newer-than",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "Do nothing if this journal has taken a finished snapshot of the volume more recently, of at least --min-grade, such as 20h: for schedulers that start twice. Exit code 0.")
    Optional<Duration> unlessNewerThan = Optional.empty();

    @Option(
            names = "--no-wait",
            description =
                    "Exit as soon as Fly has accepted the request; flysnap continue RUN waits for the end and writes the receipt.")
    boolean noWait;

    @Option(
            names = "--accept-shrunk",
            description =
                    "Take the snapshot even if a database is much smaller than in the volume's last receipt. Default: that is exit code 13, and no snapshot is taken.")
    boolean acceptShrunk;

    @Option(
            names = "--check",
            paramLabel = "LEVEL",
            description =
                    "Check the live databases when the snapshot is there: quick (quick_check) or full (integrity_check). Damage is exit code 13; the snapshot is kept, and known as bad. It reads the whole database, and the WAL grows meanwhile. Default: no check.")
    Optional<CheckDepth> check = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30m",
            converter = TimeoutConverter.class,
            description = "How long the snapshot may take. Default: ${DEFAULT-VALUE}.")
    Duration timeout;

    /**
     * @param configured what the command line does not name
     */
    CreateRequest request(
            AppName app, Optional<VolumeId> volume, Config configured, Labels parsedLabels) {
        return new CreateRequest(
                app,
                volume,
                quiesce,
                holdUntil,
                holdMax,
                databases.isEmpty() ? configured.databases() : databases,
                Stream.concat(configured.ignored().stream(), ignored.stream()).toList(),
                minGrade,
                parsedLabels,
                retain,
                onCoalesce.acceptNewerThan(),
                noWait,
                acceptShrunk,
                check,
                timeout);
    }

    /** What makes a snapshot needless. */
    RecentSnapshots recent(FlySession session) {
        return new RecentSnapshots(session.context(), minGrade, unlessNewerThan);
    }

    /** Refuses options that exclude each other. */
    void check(CommandSpec spec, Optional<Path> receipt) {
        if (check.equals(Optional.of(CheckDepth.NONE))) {
            throw new ParameterException(spec.commandLine(), "--check takes quick or full");
        }
        if (!ignored.stream().allMatch(it -> it.matches("[A-Za-z0-9_./*?-]{1,500}"))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ignore takes a pattern of a file's name or path, such as cache.db or '/data/cache/*'");
        }
        String needs =
                retain.isPresent()
                        ? "--retain restores the volume's setting once the snapshot exists"
                        : receipt.isPresent()
                                ? "there is no receipt before the snapshot exists (flysnap continue RUN --receipt FILE writes it)"
                                : holdUntil.compareTo(HoldUntil.REQUESTED) > 0
                                        ? "--hold-until %s lasts longer"
                                                .formatted(
                                                        holdUntil.name().toLowerCase(Locale.ROOT))
                                        : "";
        if (noWait && !needs.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--no-wait excludes that: " + needs);
        }
    }
}
