package dev.flysnap.cli.restore;

import dev.flysnap.cli.diagnose.RescueCommand;
import dev.flysnap.cli.file.ReceiptReader;
import dev.flysnap.cli.option.OutsideOptions;
import dev.flysnap.cli.option.SnapshotOptions;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.terminal.TransferDisplay;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.MachineRequest;
import dev.flysnap.restore.request.RestoreRequest.Source;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap restore}. */
@Command(
        name = "restore",
        description = {
            "Restores a snapshot, copies, or a Litestream replica, to a new volume and a new machine, verified before use.",
            "With --cutover the new machine then replaces the old one, which is stopped first, and kept. Without it the app does not start.",
            "A copy is a file or an object that extract made, or the store itself: then the newest copy of each database of the app. A replica is litestream:FILE (its config file) or litestream:URL, read by the litestream on the PATH. What is brought is checked here, and sent to the new machine before the app starts; the new volume may be smaller than the old one.",
            "Without a source it only shows what exists and the one command to run first, as rescue does."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "On a terminal a cutover asks for the app's name, unless --yes is given; in a script --cutover needs no further confirmation.",
            "",
            "Examples:",
            "  flysnap restore --app shop",
            "  flysnap restore latest --app shop --dry-run",
            "  flysnap restore latest --app shop --to-region fra --cutover",
            "  flysnap restore latest --app shop --to-region fra,ams,cdg --image snapshot \\",
            "      --cutover --yes",
            "  flysnap restore --at 2026-01-31T09:05Z --app shop",
            "  flysnap restore --label release=42 --app shop",
            "  flysnap restore latest --app shop \\",
            "      --expect \"SELECT count(*) FROM orders\" \">=\" 1000",
            "  flysnap restore latest --app shop --to-app shop-staging --cutover",
            "  flysnap restore --receipt receipt.json --app shop --cutover",
            "  flysnap restore latest --app shop --volume-only",
            "  flysnap restore /mnt/backups/ --app shop --identity key.txt --cutover",
            "  flysnap restore /mnt/backups/ --app shop --identity key.txt --in-place",
            "  flysnap restore main.db.zst.age jobs.db.zst.age --app shop \\",
            "      --identity key.txt --size-gb 1",
            "  flysnap restore litestream:litestream.yml --app shop --cutover",
            "  flysnap restore vs_4LNvXLLK0P6tk6KgqoexaBw --app shop \\",
            "      --image registry.fly.io/shop:v7 --vm-size shared-cpu-1x --mount-path /data"
        })
public final class RestoreCommand extends RestoringCommand {
    @Mixin private SnapshotOptions source;

    @Parameters(
            index = "1..*",
            paramLabel = "COPY",
            description = "Copies of more databases of the app, which come back together.")
    private List<String> moreCopies = List.of();

    @Mixin private CopyOptions copyOptions;

    @Option(
            names = "--trust-store",
            description =
                    "Bring back a copy although this journal does not know who made it. Default: that is exit code 13.")
    private boolean trustStore;

    @Option(
            names = "--volume-only",
            description =
                    "Make only the volume, under a name that no deploy takes for the app's. Nothing is verified.")
    private boolean volumeOnly;

    @Option(
            names = "--even-if-bad",
            description =
                    "Use the data even if it is bad: what is found is only reported. Default: that is exit code 13; latest goes past a snapshot that is known to be bad, and its id is refused.")
    private boolean evenIfBad;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description =
                    "A receipt that create wrote, for a snapshot that this journal does not know. With --with-config it contains the machine's config.")
    private Optional<Path> receiptFile;

    @Override
    protected void check() {
        super.check();
        if (cutover && volumeOnly) {
            throw usageError("--volume-only makes no machine, so there is no --cutover");
        }
    }

    @Override
    public Integer call() {
        check();
        if (source.copy().isPresent()) {
            return fromCopies();
        }
        if (!moreCopies.isEmpty() || copyOptions.isGiven() || trustStore) {
            throw usageError(
                    "--db, --path, --force, --in-place, --identity and --trust-store are for copies: a directory, an s3:// address or a file");
        }
        if (source.isEmpty() && receiptFile.isEmpty() && !cutover && !volumeOnly) {
            try (FlySession session = open(Config.load(flags()), true)) {
                print(
                        RescueCommand.view(
                                session,
                                new OutsideOptions()
                                        .outside(
                                                spec,
                                                session.config(),
                                                session.context().journal(),
                                                session.app())));
            }
            return ExitCode.DONE.number();
        }
        Optional<ReceiptFile> receipt = receiptFile.map(ReceiptReader::read);
        Function<FlySession, RestoreRequest> request = requestFor(receipt);
        ConfigFlags flags =
                target.flags(
                        receipt.map(it -> it.receipt().app().value()),
                        Optional.empty(),
                        Optional.empty());
        try (FlySession session = open(Config.load(flags), dryRun)) {
            return perform(session, request.apply(session), CopyFiles.NONE).number();
        }
    }

    /** Everything but the app and its volume is checked before Fly is called. */
    private Function<FlySession, RestoreRequest> requestFor(Optional<ReceiptFile> receipt) {
        SnapshotChoice snapshot =
                source.choiceOrElse(
                        spec, receipt.map(it -> new SnapshotChoice.ById(it.receipt().snapshot())));
        Checks checks = checks(evenIfBad && !volumeOnly);
        if (volumeOnly
                && !(machine.request(spec).equals(MachineRequest.UNCHANGED)
                        && checks.equals(Checks.DEFAULT))) {
            throw usageError(
                    "--volume-only makes no machine, so nothing is verified and no image is chosen");
        }
        return session ->
                request(
                        new Source(session.app(), snapshot, session.volume(), receipt, evenIfBad),
                        checks,
                        volumeOnly ? Goal.VOLUME : goal());
    }

    private Integer fromCopies() {
        if (volumeOnly || evenIfBad || receiptFile.isPresent()) {
            throw usageError(
                    "a copy is found good before it is sent, to a machine that is made for it: no --volume-only, --even-if-bad or --receipt");
        }
        List<String> named = Stream.concat(source.copy().stream(), moreCopies.stream()).toList();
        try (FlySession session = open(Config.load(flags()), dryRun);
                BroughtCopies copies =
                        copyOptions.open(
                                session.context().journal(),
                                verify,
                                trustStore,
                                TransferDisplay.on(err()))) {
            CopyRequest brought = copyOptions.request(spec, copies, named, session.app());
            if (copyOptions.isInPlace()) {
                return performInPlace(session, brought, copies).number();
            }
            return perform(
                            session,
                            request(
                                    Source.of(session.app(), session.volume(), brought),
                                    checks(false),
                                    goal()),
                            copies)
                    .number();
        }
    }
}
