package dev.flysnap.cli.drill;

import dev.flysnap.cli.alarm.NotifyOptions;
import dev.flysnap.cli.copy.OpeningOptions;
import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.option.VerifierOptions;
import dev.flysnap.cli.restore.CopyOptions;
import dev.flysnap.cli.restore.RestorePlanView;
import dev.flysnap.cli.session.AppCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.terminal.TransferDisplay;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.drill.Drill;
import dev.flysnap.drill.DrillHistory;
import dev.flysnap.drill.DrillProblems;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillRequest;
import dev.flysnap.drill.DrillSource;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flysnap drill}. */
@Command(
        name = "drill",
        description = {
            "Restores the app's data on trial, checks it, measures how long that takes, removes all that it made, and judges.",
            "The app does not start, unless --start-app is given, and nothing that is there is touched. First what a killed drill has left is removed.",
            "Exit code 0: passed. 13: failed, the data is not good or a budget is not met. 1 or 10: the drill could not be run, and nothing is known of the data; with 10 somebody has to act first. 2: the command line is wrong. 130: interrupted."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "For the time of a drill Fly charges for one more volume and a machine of 512 MB.",
            "In a job of GitHub Actions (GITHUB_STEP_SUMMARY is set) the report is added to its summary.",
            "",
            "Examples:",
            "  flysnap drill shop",
            "  flysnap drill shop --max-rto 10m --max-rpo 26h \\",
            "      --expect 'SELECT count(*) FROM orders' '>=' 1",
            "  flysnap drill shop --from random-within=7d --regions fra,ams",
            "  flysnap drill shop --from latest \\",
            "      --rpo-sql 'SELECT max(created_at) FROM orders' --max-rpo 26h",
            "  flysnap drill shop --from s3://backups/shop/ --identity key.txt",
            "  flysnap drill shop --junit drill.xml --html drill.html --badge drill.svg"
        })
public final class DrillCommand extends AppCommand {
    private static final int MAX_HISTORY = 30;
    private static final Duration HOLD_MAX = Duration.ofMillis(1500);

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            defaultValue = "random-within=60d",
            description =
                    "random-within=AGE: any finished snapshot that is not older and not known to be bad; latest; new: takes one first, with the hook; a snapshot's id; a store or a copy, by its path or address; a replica, as litestream:FILE or litestream:URL. Default: ${DEFAULT-VALUE}, which is any that Fly still has.")
    private String from;

    @Mixin private DrillPlaceOptions place;
    @Mixin private BudgetOptions budgets;

    /** Read by whoever executes the command. */
    @Mixin NotifyOptions notify;

    @Mixin private DataCheckOptions data;

    @Option(
            names = "--canary",
            description =
                    "Count the rows of the agent's canary (flysnap agent --canary) that the restored data lacks: first the agent is asked for the newest. The restored data has to have one.")
    private boolean canary;

    @Mixin private VerifierOptions verifier;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description =
                    "Where the app has the database of a copy, below the mount path. Default: as the app's newest receipt or the copy's manifest says.")
    private Optional<String> path;

    @Mixin private HookOptions hook;
    @Mixin private OpeningOptions opening;
    @Mixin private DrillOutputs outputs;

    @Option(names = "--dry-run", description = "Print the plan and stop; nothing is changed.")
    private boolean dryRun;

    @Override
    protected ConfigFlags flags() {
        return target.flags(appArgument, hook);
    }

    @Override
    protected boolean onlyLooks() {
        return dryRun;
    }

    @Override
    protected void check() {
        data.check(spec);
        DrillSourceOption source = parse(from, DrillSourceOption::parse);
        if ((opening.identityFile().isPresent() || path.isPresent())
                && !(source instanceof DrillSourceOption.Store)) {
            throw usageError(
                    "--identity and --path are for copies: --from names a store or a copy then");
        }
        boolean isNewest =
                !(source instanceof DrillSourceOption.RandomWithin
                        || source instanceof DrillSourceOption.Named);
        if (budgets.areByQuery() && !isNewest) {
            throw usageError(
                    "--rpo-sql tells how old the newest data is: --from latest, new or a store");
        }
        if (!dryRun) {
            outputs.check();
        }
    }

    @Override
    protected ExitCode run(FlySession session) {
        try (BroughtCopies copies =
                CopyOptions.open(
                        session.context().journal(),
                        opening,
                        data.depth(),
                        false,
                        TransferDisplay.on(err()))) {
            return drill(session, copies);
        }
    }

    /** Its three outcomes have exit codes of their own, whatever the problem's is elsewhere. */
    @Override
    public Integer call() {
        if (dryRun) {
            return super.call();
        }
        try {
            int exit = super.call();
            // What the store of a shared journal did not get is told; the data was good.
            return exit == ExitCode.PARTLY_DONE.number() ? ExitCode.DONE.number() : exit;
        } catch (FlysnapException e) {
            Problem told =
                    DrillProblems.told(e.problem(), budgets.budgets(spec), verifier.timeout());
            namedApp().ifPresent(it -> outputs.write(it, told));
            throw told.exception(e);
        }
    }

    /** The app's name is in the reports, also where not even the session could be opened. */
    private Optional<AppName> namedApp() {
        try {
            return Config.load(flags()).app();
        } catch (FlysnapException unreadable) {
            return Optional.empty();
        }
    }

    private ExitCode drill(FlySession session, BroughtCopies copies) {
        Drill drill =
                new Drill(
                        session.context(),
                        session.hook(),
                        copies,
                        RunIds::next,
                        new SecureRandom()::nextInt);
        if (dryRun) {
            print(RestorePlanView.preview(drill.plan(request(drill, session, copies))));
            return ExitCode.DONE;
        }
        if (budgets.startsApp()) {
            session.context()
                    .progress()
                    .reportAlways(
                            "WARNING: %s will start on the restored data, with its secrets: its jobs may run, its mails may go out"
                                    .formatted(session.app()));
        }
        retryPendingFences(session, session.app());
        List<Volume> volumes = drill.sweep(session.app());
        Optional<AppName> own = place.ownApp(spec).filter(it -> !it.equals(session.app()));
        own.ifPresent(drill::sweepToo);
        DrillReport report = drill.run(drill.prepared(request(drill, session, copies)), volumes);
        Journal journal = session.context().journal();
        print(new DrillView(report));
        outputs.write(report, new DrillHistory(journal).newest(session.app(), own, MAX_HISTORY));
        return report.exitCode();
    }

    private DrillRequest request(Drill drill, FlySession session, BroughtCopies copies) {
        DrillRequest request = request(session, copies);
        return canary ? drill.withCanaries(request) : request;
    }

    private DrillRequest request(FlySession session, BroughtCopies copies) {
        return new DrillRequest(
                session.app(),
                session.volume(),
                source(session, copies),
                place.regions(spec),
                data.checks(spec),
                data.foreignKeys(),
                budgets.budgets(spec),
                verifier.image(),
                verifier.timeout(),
                isOfCopies() || budgets.startsApp() ? Optional.empty() : place.ownApp(spec));
    }

    /** A new volume for copies is made after the one in the app where it is restored. */
    private boolean isOfCopies() {
        return parse(from, DrillSourceOption::parse) instanceof DrillSourceOption.Store;
    }

    private DrillSource source(FlySession session, BroughtCopies copies) {
        return switch (parse(from, DrillSourceOption::parse)) {
            case DrillSourceOption.RandomWithin(Duration age) -> new DrillSource.RandomWithin(age);
            case DrillSourceOption.Latest _ -> new DrillSource.Latest();
            case DrillSourceOption.New _ -> new DrillSource.New(create(session));
            case DrillSourceOption.Named(var id) -> new DrillSource.Named(id);
            case DrillSourceOption.Store(String named) ->
                    new DrillSource.Copies(
                            new CopyRequest(
                                    CopyOptions.sources(
                                            spec,
                                            copies,
                                            List.of(named),
                                            session.app(),
                                            Optional.empty()),
                                    path,
                                    false));
        };
    }

    /** As {@code flysnap create} takes it without options. */
    private CreateRequest create(FlySession session) {
        return new CreateRequest(
                session.app(),
                session.volume(),
                Optional.empty(),
                HoldUntil.QUIESCED,
                HOLD_MAX,
                session.config().databases(),
                Optional.empty(),
                verifier.timeout());
    }
}
