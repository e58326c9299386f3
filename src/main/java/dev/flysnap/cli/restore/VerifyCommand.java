package dev.flysnap.cli.restore;

import dev.flysnap.cli.copy.CopyVerification;
import dev.flysnap.cli.copy.OpeningOptions;
import dev.flysnap.cli.option.ExpectOptions;
import dev.flysnap.cli.option.SnapshotOptions;
import dev.flysnap.cli.option.VerifierOptions;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.session.SessionCommand;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.request.RestoreRequest.MachineRequest;
import dev.flysnap.restore.request.RestoreRequest.Source;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap verify}. */
@Command(
        name = "verify",
        description = {
            "Checks a copy or any SQLite file here; or restores a snapshot on trial, checks its databases, and removes all that it made.",
            "A copy is compared with its manifest, decrypted, decompressed and opened; a file is read with its WAL or journal, in a private copy. Nothing of it is changed, and no Fly is asked. Exit code 13 means bad.",
            "Of a snapshot: the app does not start, and nothing that is there is touched. Exit code 0 means good and 13 bad; list, show, restore latest and rescue know the result from then on."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "For the time of a snapshot's check Fly charges for one more volume and machine.",
            "",
            "Examples:",
            "  flysnap verify ./app.db --expect 'SELECT count(*) FROM orders' '>=' 1000",
            "  flysnap verify /mnt/backups/shop-main.db.zst.age --identity key.txt",
            "  flysnap verify latest --app shop",
            "  flysnap verify vs_4LNvXLLK0P6tk6KgqoexaBw --app shop --verify full \\",
            "      --region fra"
        })
public final class VerifyCommand extends SessionCommand {
    private static final String LATEST = "latest";

    @Parameters(
            index = "0",
            paramLabel = "SNAPSHOT|COPY|FILE",
            description =
                    "A copy or a file, by its path or address; a snapshot's id, or \"latest\": the newest finished one, even if it is known to be bad.")
    private String named;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "quick (quick_check) or full (integrity_check); of a copy or a file also none (hashes, and whether it opens). Default: ${DEFAULT-VALUE}.")
    private CheckDepth verify;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "Where to restore it. Default: the region of its volume.")
    private Optional<String> region;

    @Mixin private ExpectOptions expect;

    @Option(
            names = "--allow-empty",
            description =
                    "A database may have no tables, or be much smaller than in the receipt or an earlier snapshot. Default: that is bad.")
    private boolean allowEmpty;

    @Mixin private VerifierOptions verifier;

    @Option(names = "--dry-run", description = "Print the plan and stop; nothing is changed.")
    private boolean dryRun;

    @Mixin private OpeningOptions opening;

    @Override
    protected void check() {
        if (verify == CheckDepth.NONE) {
            throw usageError("--verify takes quick or full here: none would find nothing");
        }
        if (opening.identityFile().isPresent()) {
            throw usageError("--identity opens copies: name one by its path or address");
        }
    }

    @Override
    public Integer call() {
        if (!SnapshotOptions.isCopy(named)) {
            return super.call();
        }
        CopyVerification.Outcome found =
                new CopyVerification(verify, expect.expectations(spec), opening, err())
                        .of(parse(named, StoreAddress::parse));
        print(found.view());
        warn(found.problems());
        return found.exit().number();
    }

    @Override
    protected boolean onlyLooks() {
        return dryRun;
    }

    @Override
    protected ExitCode run(FlySession session) {
        RestoreRequest request = request(session);
        Restore restore = new Restore(session.context());
        if (!dryRun) {
            retryPendingFences(session, session.app());
        }
        RestorePlan plan = restore.plan(RunIds.next(), request, ImageQuestion.ANY);
        if (dryRun) {
            print(RestorePlanView.of(plan));
            return ExitCode.DONE;
        }
        RestoreReport report = restore.run(plan);
        print(RestoreView.of(report));
        return report.exitCode();
    }

    private RestoreRequest request(FlySession session) {
        SnapshotChoice snapshot =
                named.equals(LATEST)
                        ? SnapshotChoice.LATEST
                        : new SnapshotChoice.ById(parse(named, SnapshotId::new));
        List<Region> regions = region.map(it -> parse(it, Region::new)).stream().toList();
        return new RestoreRequest(
                new Source(session.app(), snapshot, session.volume(), Optional.empty(), true),
                new Destination(Optional.empty(), regions, Optional.empty()),
                new MachineRequest(
                        Optional.empty(), Optional.empty(), MachineFlags.NONE, verifier.image()),
                new Checks(
                        verify,
                        expect.expectations(spec),
                        Optional.of(allowEmpty).filter(it -> it)),
                Goal.TRIAL,
                false,
                verifier.timeout());
    }
}
