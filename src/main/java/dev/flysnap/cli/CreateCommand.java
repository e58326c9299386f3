package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.config.GivenFlags;
import dev.flysnap.hook.Grade;
import dev.flysnap.hook.Labels;
import dev.flysnap.hook.Receipt;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.KnownSnapshot;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.ReceiptGiven;
import dev.flysnap.restore.Restore;
import dev.flysnap.snapshot.Accepted;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.CreatePlan;
import dev.flysnap.snapshot.CreateRequest;
import dev.flysnap.snapshot.HoldUntil;
import dev.flysnap.snapshot.QuiescePolicy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap create}. */
@Command(
        name = "create",
        description = {
            "Takes a snapshot of an app's volume, or of several, after its SQLite was checkpointed and synced.",
            "The hook beside the database does that. Exit code 0 means that a new snapshot exists, is finished, and which one it is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The hook is found by --hook or FLYSNAP_HOOK_URL, its token in FLYSNAP_HOOK_TOKEN.",
            "In a step of GitHub Actions (GITHUB_OUTPUT is set) a create of one volume sets the outputs",
            "snapshot_id, grade, run, app, volume, image and receipt.",
            "",
            "Examples:",
            "  flysnap create shop",
            "  flysnap create shop --hook 'http://{private_ip}:8099' --min-grade synced --json",
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
final class CreateCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..*",
            paramLabel = "APP",
            description =
                    "The Fly app, or several. Default: flysnap.toml's [[targets]], else as --app.")
    private List<String> appArguments = List.of();

    @Mixin private TargetOptions target;

    @Mixin private HookOptions hook;

    @Option(
            names = "--all",
            description = "Every volume that a machine has attached, each with a run of its own.")
    private boolean all;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "How many snapshots are in the making at the same time, at most; each mostly waits for Fly, whose limits are kept in any case. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Option(
            names = "--quiesce",
            paramLabel = "POLICY",
            description =
                    "required, prefer (go on without the hook when it does not work) or off. Default: required when a hook is configured, else off.")
    private Optional<QuiescePolicy> quiesce;

    @Option(
            names = "--hold-until",
            paramLabel = "MOMENT",
            defaultValue = "quiesced",
            description =
                    "Keep writers off until the snapshot is requested, running or created. Default: ${DEFAULT-VALUE}, which costs them milliseconds.")
    private HoldUntil holdUntil;

    @Option(
            names = "--hold-max",
            paramLabel = "DURATION",
            defaultValue = "1500ms",
            converter = Durations.class,
            description = "The longest that writers may be kept off. Default: ${DEFAULT-VALUE}.")
    private Duration holdMax;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description =
                    "One of the hook's databases; may be repeated. Default: all. For --hook exec NAME=/path in the machine.")
    private List<String> databases = List.of();

    @Option(
            names = "--min-grade",
            paramLabel = "GRADE",
            converter = Grades.class,
            description =
                    "The least that the snapshot must be worth: stopped, held, synced, checkpointed or crash-consistent. Default: what the hook's level promises.")
    private Optional<Grade> minGrade;

    @Option(
            names = "--label",
            paramLabel = "NAME=TEXT",
            description =
                    "What you say of the snapshot, such as release=42; may be repeated. list shows it, restore and show find by it.")
    private List<String> labels = List.of();

    @Option(
            names = "--retain",
            paramLabel = "DAYS",
            converter = RetentionDays.class,
            description =
                    "How long Fly keeps this snapshot, 1d to 60d. Fly has one setting for each volume: it is set, and put back afterwards. Default: as it is.")
    private Optional<Integer> retain;

    @Option(
            names = "--on-coalesce",
            paramLabel = "WHAT",
            defaultValue = "fail",
            converter = OnCoalesce.Converter.class,
            description =
                    "When Fly accepts the request and makes no new snapshot, as it may where there is a recent one: fail, or accept-newer-than=10m, which takes the newest finished one if it was no older than that at the request. Default: ${DEFAULT-VALUE}.")
    private OnCoalesce onCoalesce;

    @Option(
            names = "--no-wait",
            description =
                    "Leave as soon as Fly has accepted the request; flysnap continue RUN waits for the end and writes the receipt.")
    private boolean noWait;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description =
                    "Write the receipt there as JSON, readable by you only. With several volumes it is a folder that is there, and each gets APP-VOLUME.json.")
    private Optional<Path> receiptFile;

    @Option(
            names = "--with-config",
            description =
                    "Put the machine's config into that receipt too, so that restore --receipt FILE works anywhere. It can hold secrets: keep the file like one.")
    private boolean withConfig;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30m",
            converter = Durations.class,
            description = "How long the snapshot may take. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(
            names = "--dry-run",
            description = "Say what would be done and stop; nothing is touched.")
    private boolean dryRun;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Labels said = Arguments.parsed(spec, labels, Labels::parse);
        if (withConfig && receiptFile.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--with-config says what is in a receipt: add --receipt FILE");
        }
        if (noWait) {
            refuseWhatNeedsTheEnd();
        }
        Config config = Session.load(flags());
        HookReach.refuseContradiction(config);
        Optional<String> doubt =
                StateLasts.doubt(target.stateDir, config.stateDir(), System.getenv());
        if (new FleetChoice(apps(), all, config).isFleet()) {
            runFleet(config, said, doubt);
            return;
        }
        Optional<ReceiptFile> file = receiptFile.map(ReceiptFile::new);
        Optional<StepOutputs> outputs = dryRun ? Optional.empty() : StepOutputs.of(System.getenv());
        file.ifPresent(ReceiptFile::check);
        outputs.ifPresent(StepOutputs::check);
        try (Session session = Session.open(config, spec.commandLine().getErr())) {
            demandLastingState(config, session.app(), doubt);
            if (!dryRun) {
                FenceWarnings.print(
                        new Restore(session.bench()), session.app(), spec.commandLine().getErr());
            }
            Create create = new Create(session.bench(), session.hook());
            CreatePlan plan =
                    create.plan(
                            RunIds.next(),
                            request(
                                    session.app(),
                                    session.volume(),
                                    session.config().databases(),
                                    said));
            CreateText text = new CreateText(plan);
            if (dryRun) {
                out.println(target.json ? JsonText.printPretty(text.planJson()) : text.plan());
                return;
            }
            if (noWait) {
                Accepted accepted = create.request(plan);
                out.println(
                        target.json
                                ? JsonText.printPretty(CreateText.json(accepted))
                                : CreateText.accepted(accepted));
                return;
            }
            // A snapshot that is worth less than was asked for has a receipt too.
            Journal journal = session.bench().journal();
            Receipt receipt =
                    create.run(
                            plan,
                            it -> {
                                file.ifPresent(to -> to.write(whole(it, journal)));
                                outputs.ifPresent(to -> to.write(it, receiptFile));
                            });
            out.println(
                    target.json
                            ? JsonText.printPretty(CreateText.json(receipt))
                            : CreateText.done(receipt));
            if (withConfig) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "flysnap: %s holds the machine's config, which can hold secrets: keep it like one"
                                        .formatted(receiptFile.orElseThrow()));
            }
        }
    }

    private List<String> apps() {
        return appArguments.isEmpty() ? target.app.stream().toList() : appArguments;
    }

    private GivenFlags flags() {
        return target.flags(appArguments.stream().findFirst(), hook.hook, hook.via);
    }

    /** What is set for a while has to be put back by whoever remembers it. */
    private void demandLastingState(Config config, AppName app, Optional<String> doubt) {
        if (retain.isPresent() && doubt.isPresent()) {
            throw StateLasts.neededToRetain(app, config.stateDir(), doubt.get()).exception();
        }
        if (!dryRun) {
            doubt.ifPresent(it ->
                    spec.commandLine().getErr().println(StateLasts.warning(config.stateDir(), it)));
        }
    }

    private void runFleet(Config config, Labels said, Optional<String> doubt) {
        if (target.volume.isPresent() || (target.app.isPresent() && !appArguments.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--volume names one volume of one app; here several are meant");
        }
        if (noWait) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--no-wait leaves one volume's run; here several are meant");
        }
        if (parallel < 1) {
            throw new ParameterException(spec.commandLine(), "--parallel is at least 1");
        }
        FleetChoice choice = new FleetChoice(apps(), all, config);
        demandLastingState(
                config, Arguments.parsed(spec, choice, FleetChoice::meant).getFirst().app(), doubt);
        new CreateFleet(spec.commandLine().getOut(), spec.commandLine().getErr(), target.json)
                .run(
                        config,
                        choice,
                        (app, volume, names) -> request(app, Optional.of(volume.id()), names, said),
                        new CreateFleet.Options(parallel, receiptFile, dryRun, this::whole));
    }

    private CreateRequest request(
            AppName app, Optional<VolumeId> volume, List<String> configured, Labels said) {
        return new CreateRequest(
                app,
                volume,
                quiesce,
                holdUntil,
                holdMax,
                databases.isEmpty() ? configured : databases,
                minGrade,
                said,
                retain,
                onCoalesce.acceptNewerThan(),
                noWait,
                timeout);
    }

    private void refuseWhatNeedsTheEnd() {
        String needs =
                retain.isPresent()
                        ? "--retain puts the volume's setting back when the snapshot is there"
                        : receiptFile.isPresent()
                                ? "there is no receipt before the snapshot is there (flysnap continue RUN --receipt FILE writes it)"
                                : holdUntil.compareTo(HoldUntil.REQUESTED) > 0
                                        ? "--hold-until "
                                                + holdUntil.name().toLowerCase(Locale.ROOT)
                                                + " lasts longer"
                                        : "";
        if (!needs.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--no-wait does not go with that: " + needs);
        }
    }

    private Json.Obj whole(Receipt receipt, Journal journal) {
        Optional<KnownSnapshot> known =
                journal.snapshots(receipt.app()).stream()
                        .filter(it -> it.snapshot().equals(receipt.snapshot()))
                        .filter(_ -> withConfig)
                        .findFirst();
        return known.map(it ->
                        ReceiptGiven.withConfig(receipt.json(), it.machine(), it.volumeFacts()))
                .orElseGet(receipt::json);
    }
}
