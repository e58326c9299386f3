package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.config.GivenFlags;
import dev.flysnap.hook.Labels;
import dev.flysnap.hook.Receipt;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.KnownSnapshot;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.restore.ReceiptGiven;
import dev.flysnap.restore.Restore;
import dev.flysnap.snapshot.Accepted;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.CreatePlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
                    "The Fly app, or several. Default: --app, FLY_APP, [[targets]] in flysnap.toml, app in flysnap.toml or fly.toml.")
    private List<String> appArguments = List.of();

    @Mixin private TargetOptions target;

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

    @Mixin private CreateOptions how;

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
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Labels said = Arguments.parsed(spec, how.labels, Labels::parse);
        if (withConfig && receiptFile.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--with-config says what is in a receipt: add --receipt FILE");
        }
        how.check(spec, receiptFile);
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
                            how.request(
                                    session.app(),
                                    session.volume(),
                                    session.config().databases(),
                                    said));
            CreateText text = new CreateText(plan);
            if (dryRun) {
                out.println(target.json ? JsonText.printPretty(text.planJson()) : text.plan());
                return;
            }
            if (how.noWait) {
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
        if (how.retain.isPresent() && doubt.isPresent()) {
            throw StateLasts.neededToRetain(app, config.stateDir(), doubt.get()).exception();
        }
        if (!dryRun) {
            doubt.ifPresent(it ->
                    spec.commandLine().getErr().println(StateLasts.warning(config.stateDir(), it)));
        }
    }

    private void runFleet(Config config, Labels said, Optional<String> doubt) {
        if (target.volume.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--volume names one volume of one app; here several are meant");
        }
        if (target.app.isPresent() && !appArguments.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "name all the apps as arguments, or one with --app");
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
                        (app, volume, names) ->
                                how.request(app, Optional.of(volume.id()), names, said),
                        new CreateFleet.Options(parallel, receiptFile, dryRun, this::whole));
    }

    private Json.Obj whole(Receipt receipt, Journal journal) {
        Optional<KnownSnapshot> known =
                journal.snapshot(receipt.snapshot()).filter(_ -> withConfig);
        return known.map(it ->
                        ReceiptGiven.withConfig(receipt.json(), it.machine(), it.volumeFacts()))
                .orElseGet(receipt::json);
    }
}
