package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.alarm.NotifyOptions;
import dev.flysnap.cli.file.GitHubOutputs;
import dev.flysnap.cli.file.PublicRepository;
import dev.flysnap.cli.file.ReceiptOutput;
import dev.flysnap.cli.file.ReceiptOutputFolder;
import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.session.CliCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.view.SuggestedCommands;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.config.VolumeReference;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.journal.shared.EphemeralState;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.proof.Labels;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.fleet.Fleet;
import dev.flysnap.snapshot.fleet.FleetPlan;
import dev.flysnap.snapshot.fleet.FleetPlanner;
import dev.flysnap.snapshot.fleet.FleetReport;
import dev.flysnap.snapshot.fleet.FleetSelection;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.volumes.VolumeSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap create}. */
@Command(
        name = "create",
        description = {
            "Takes a snapshot of an app's volume, or of several, after its SQLite was checkpointed and synced.",
            "The hook beside the database does that. Exit code 0 means that a new, finished snapshot exists and flysnap knows which one it is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The hook's URL comes from --hook or FLYSNAP_HOOK_URL, its token from FLYSNAP_HOOK_TOKEN.",
            "In a step of GitHub Actions (GITHUB_OUTPUT is set) a create of one volume that waits for its end",
            "sets the outputs snapshot_id, grade, run, app, volume, image and receipt.",
            "",
            "Examples:",
            "  flysnap create shop",
            "  flysnap create shop --hook 'http://{private_ip}:8099' --min-grade synced \\",
            "      --json",
            "  flysnap create shop --label release=42 --receipt receipt.json",
            "  flysnap create shop --receipt receipt.json --with-config",
            "  flysnap create shop --retain 30d",
            "  flysnap create shop --on-coalesce accept-newer-than=10m",
            "  flysnap create shop --no-wait",
            "  flysnap create --app shop --volume vol_4qk5xqz7y1mj8w2r --hold-until created",
            "  flysnap create shop --hook exec --database main=/data/app.db",
            "  flysnap create shop --quiesce off",
            "  flysnap create shop --all",
            "  flysnap create shop blog --label nightly=yes --receipt receipts"
        })
public final class CreateCommand extends CliCommand {
    @Parameters(
            index = "0",
            arity = "0..*",
            paramLabel = "APP",
            description =
                    "The Fly app, or several. Default: --app, FLY_APP, [[targets]] in flysnap.toml, app in flysnap.toml or fly.toml.")
    private List<String> appArguments = List.of();

    @Mixin private HookOptions hook;

    @Option(
            names = "--all",
            description = "Every volume that is attached to a machine, each with a run of its own.")
    private boolean all;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "How many snapshots are made at a time, at most. Fly's rate limits are kept in any case. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Mixin private CreateOptions options;

    /** Read by whoever executes the command. */
    @Mixin NotifyOptions notify;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description =
                    "Write the receipt to this file as JSON, readable by you only. With several volumes, an existing folder; each volume gets APP-VOLUME.json.")
    private Optional<Path> receiptFile;

    @Option(
            names = "--with-config",
            description =
                    "Also put the machine's config into the receipt, so that restore --receipt FILE works anywhere. It can contain secrets: protect the file.")
    private boolean withConfig;

    @Option(
            names = "--dry-run",
            description = "Print what would be done and stop; nothing is changed.")
    private boolean dryRun;

    @Override
    protected void check() {
        if (withConfig && receiptFile.isEmpty()) {
            throw usageError("--with-config needs --receipt FILE");
        }
        if (withConfig) {
            PublicRepository.refuse(
                    receiptFile.orElseThrow(),
                    "A receipt with the machine's config, which can hold secrets,",
                    "Leave out --with-config, or write it outside the working directory, and encrypt it before it becomes an artifact",
                    System.getenv());
        }
        options.check(spec, receiptFile);
    }

    @Override
    protected ConfigFlags flags() {
        return target.flags(appArguments.stream().findFirst(), hook);
    }

    @Override
    public Integer call() {
        Labels labels = parse(options.labels, Labels::parse);
        check();
        Config config = Config.load(flags());
        FlySession.hookSettings(config).requireConsistent();
        FleetSelection selection =
                selection(
                        appArguments.isEmpty() ? target.app.stream().toList() : appArguments,
                        all,
                        config);
        if (selection.isFleet()) {
            return runFleet(config, selection, labels).number();
        }
        Optional<ReceiptOutput> file = receiptFile.map(ReceiptOutput::new);
        Optional<GitHubOutputs> outputs =
                dryRun ? Optional.empty() : GitHubOutputs.of(System.getenv());
        file.ifPresent(ReceiptOutput::check);
        outputs.ifPresent(GitHubOutputs::check);
        try (FlySession session = open(config, dryRun)) {
            refuseEphemeralState(config, session.app());
            return recorded(session, create(session, labels, file, outputs)).number();
        }
    }

    @Override
    protected List<AppName> worksOn(Config config) {
        return appArguments.isEmpty()
                ? super.worksOn(config)
                : appArguments.stream().map(it -> parse(it, AppName::new)).toList();
    }

    private ExitCode create(
            FlySession session,
            Labels labels,
            Optional<ReceiptOutput> file,
            Optional<GitHubOutputs> outputs) {
        if (!dryRun) {
            retryPendingFences(session, session.app());
        }
        Create create = new Create(session.context(), session.hook());
        CreatePlan plan =
                create.plan(
                        RunIds.next(),
                        options.request(session.app(), session.volume(), session.config(), labels));
        if (dryRun) {
            print(new CreatePlanView(plan));
            return ExitCode.DONE;
        }
        Optional<RecentView> recent = options.recent(session).of(plan.app(), plan.volume().id());
        if (recent.isPresent()) {
            print(recent.get());
            return ExitCode.DONE;
        }
        if (options.noWait) {
            print(new AcceptedView(create.request(plan)));
            return ExitCode.DONE;
        }
        // A snapshot below the requested grade has a receipt too.
        Journal journal = session.context().journal();
        Receipt receipt =
                create.run(
                        plan,
                        present -> {
                            file.ifPresent(to -> to.write(receiptJson(present, journal)));
                            outputs.ifPresent(to -> to.write(present, receiptFile));
                        });
        print(new CreateView(receipt));
        if (withConfig) {
            err().println(
                            "flysnap: %s contains the machine's config, which can contain secrets: protect it like one"
                                    .formatted(receiptFile.orElseThrow()));
        }
        return ExitCode.DONE;
    }

    static FleetSelection selection(List<String> apps, boolean all, Config config) {
        return new FleetSelection(
                apps,
                all,
                new FleetSelection.Configured(
                        config::requireApp,
                        config.appNamed(),
                        config.volume().isPresent(),
                        config.targets().stream()
                                .map(configuredTarget ->
                                        new FleetSelection.Target(
                                                configuredTarget.app(),
                                                configuredTarget
                                                        .volume()
                                                        .map(CreateCommand::volume)))
                                .toList()));
    }

    private static VolumeSelection volume(VolumeReference choice) {
        return switch (choice) {
            case VolumeReference.ById(var id) -> new VolumeSelection.ById(id);
            case VolumeReference.ByName(var name) -> new VolumeSelection.ByName(name);
        };
    }

    /** Only the journal knows how to restore a retention that was changed temporarily. */
    private void refuseEphemeralState(Config config, AppName app) {
        Optional<String> reason =
                config.stateStore().address().isPresent()
                        ? Optional.empty()
                        : EphemeralState.reason(
                                target.stateDir, config.stateDir(), System.getenv());
        if (options.retain.isPresent() && reason.isPresent()) {
            throw EphemeralState.neededToRetain(app, config.stateDir(), reason.get()).exception();
        }
        if (!dryRun) {
            reason.ifPresent(it ->
                    err().println(
                                    SuggestedCommands.of(spec)
                                            .complete(
                                                    EphemeralState.warning(
                                                            config.stateDir(), it))));
        }
    }

    private ExitCode runFleet(Config config, FleetSelection selection, Labels labels) {
        if (target.volume.isPresent()) {
            throw usageError("--volume names one volume of one app, but several were selected");
        }
        if (target.app.isPresent() && !appArguments.isEmpty()) {
            throw usageError("name all the apps as arguments, or one with --app");
        }
        if (parallel < 1) {
            throw usageError("--parallel is at least 1");
        }
        List<FleetSelection.AppVolumes> selected = parse(selection, FleetSelection::selected);
        AppName first = selected.getFirst().app();
        refuseEphemeralState(config, first);
        Optional<ReceiptOutputFolder> folder = receiptFile.map(ReceiptOutputFolder::new);
        folder.ifPresent(ReceiptOutputFolder::check);
        try (FlySession session =
                dryRun
                        ? FlySession.openToLook(config, first, err(), problems())
                        : FlySession.open(config, first, err())) {
            selected.stream()
                    .map(FleetSelection.AppVolumes::app)
                    .distinct()
                    .forEach(it -> tellInterrupted(session, it, Optional.empty()));
            FleetPlan plan =
                    new FleetPlanner(session.context(), RunIds::next)
                            .plan(
                                    RunIds.next(),
                                    selected.stream()
                                            .map(it -> requested(session, it, labels))
                                            .toList(),
                                    parallel);
            FleetPlan needed = options.recent(session).needed(plan, it -> err().println(it.text()));
            boolean isNothing = needed.parts().isEmpty() && needed.unmet().isEmpty();
            return recorded(
                    session, isNothing ? ExitCode.DONE : createFleet(session, needed, folder));
        }
    }

    private ExitCode createFleet(
            FlySession session, FleetPlan plan, Optional<ReceiptOutputFolder> folder) {
        Fleet fleet = new Fleet(session.context(), session.hooks());
        if (dryRun) {
            List<Fleet.PartPreview> previews = fleet.preview(plan);
            print(new FleetPlanView(previews));
            return Fleet.exit(previews);
        }
        plan.parts().stream()
                .map(it -> it.request().app())
                .distinct()
                .forEach(app -> retryPendingFences(session, app));
        Journal journal = session.context().journal();
        FleetReport report =
                fleet.run(
                        plan,
                        receipt ->
                                folder.ifPresent(
                                        to -> to.write(receipt, receiptJson(receipt, journal))));
        print(new FleetView(report));
        report.problem()
                .ifPresent(problem -> {
                    throw problem.exception();
                });
        return ExitCode.DONE;
    }

    private FleetPlanner.AppRequest requested(
            FlySession session, FleetSelection.AppVolumes selected, Labels labels) {
        return new FleetPlanner.AppRequest(
                selected.app(),
                selected.which(),
                volume ->
                        options.request(
                                selected.app(),
                                Optional.of(volume.id()),
                                session.configOf(selected.app(), volume),
                                labels));
    }

    private Json.Obj receiptJson(Receipt receipt, Journal journal) {
        Optional<SnapshotRecord> known =
                journal.snapshot(receipt.snapshot()).filter(_ -> withConfig);
        return known.map(snapshot ->
                        ReceiptFile.withConfig(
                                receipt.json(), snapshot.machine(), snapshot.volumeFacts()))
                .orElseGet(receipt::json);
    }
}
