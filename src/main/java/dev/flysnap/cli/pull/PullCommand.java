package dev.flysnap.cli.pull;

import dev.flysnap.cli.copy.RelayOption;
import dev.flysnap.cli.file.KeyFile;
import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.option.StateOptions;
import dev.flysnap.cli.restore.CopyOptions;
import dev.flysnap.cli.session.CliCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.cli.terminal.TransferDisplay;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.hook.copy.CopyDownloads;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.bring.PrepareRequest;
import dev.flysnap.portable.bring.PreparedCopy;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.portable.take.CopySource;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.portable.take.PlainFile;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.portable.verify.VerifyRequest;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.proof.Labels;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Sealing;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.sources.SnapshotPull;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap pull}. */
@Command(
        name = "pull",
        description = {
            "Brings the newest data of an app to this computer, as a plain SQLite file, checked, that only you can read.",
            "The app goes on writing meanwhile; every commit acknowledged before the command began is in it. With --from it is what was: a snapshot, a copy, or a Litestream replica. Nothing is ever overwritten."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap pull shop",
            "  flysnap pull shop --hook exec --database main=/data/app.db",
            "  flysnap pull shop --relay s3://backups/relay/",
            "  flysnap pull shop yesterday.db --from vs_4LNvXLLK0P6tk6KgqoexaBw",
            "  flysnap pull shop --from s3://backups/shop/main.db.zst.age --identity key.txt"
        })
public final class PullCommand extends CliCommand {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String LATEST = "latest";
    private static final Pattern SNAPSHOT = Pattern.compile("vs_\\w+");

    /** What an agent calls its first database. */
    private static final String MAIN = "main";

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    private Optional<String> app;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file to be made. Default: APP-TIMESTAMP.db in this folder.")
    private Optional<Path> file;

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description =
                    "What was, instead of the newest data: a snapshot's id, or latest, which is restored to a machine for the time of the pull; a copy of a store, as sources and copies list name it; or a replica of Litestream, as litestream:FILE or litestream:URL.")
    private Optional<String> from;

    @Option(
            names = "--db",
            paramLabel = "NAME",
            description =
                    "What the hook calls the database, or of a snapshot the path on its volume. Default: main, or the only one of --hook exec or of the snapshot.")
    private Optional<String> database;

    @Mixin private HookOptions hook;

    @Option(
            names = "--database",
            paramLabel = "NAME=PATH",
            description =
                    "For --hook exec: a database and its path in the machine; may be repeated.")
    private List<String> databases = List.of();

    @Option(
            names = "--machine",
            paramLabel = "MACHINE",
            description =
                    "The machine that has the volume. Default: looked up, which a token that may only run a command cannot.")
    private Optional<String> machine;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "How the file is checked before it gets its name: quick or full. Default: ${DEFAULT-VALUE}.")
    private CheckDepth verify;

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description = "What can decrypt the copy, as age-keygen wrote it.")
    private Optional<Path> identity;

    @Mixin private RelayOption relay;

    @Option(
            names = "--trust-store",
            description =
                    "Take a copy that this computer's journal does not know. Default: that is refused, since whoever can write to a store can put one there.")
    private boolean trustStore;

    @Override
    protected void check() {
        if (verify == CheckDepth.NONE) {
            throw usageError("--verify takes quick or full here: what is pulled is checked");
        }
        if (relay.isGiven(spec) && from.isPresent()) {
            throw usageError("--relay is for the newest data, and not for --from");
        }
    }

    @Override
    protected ConfigFlags flags() {
        return target.flags(app, hook);
    }

    @Override
    public Integer call() {
        check();
        print(from.map(this::former).orElseGet(this::newest));
        return ExitCode.DONE.number();
    }

    private PullView former(String named) {
        if (named.equals(LATEST) || SNAPSHOT.matcher(named).matches()) {
            return snapshot(named);
        }
        return ReplicaAddress.isOne(named)
                ? replica(parse(named, ReplicaAddress::parse))
                : copy(parse(named, StoreAddress::parse));
    }

    private PullView newest() {
        RunId run = RunIds.next();
        try (FlySession session = open(Config.load(flags()), true);
                CopyDownloads downloads =
                        session.copies(machine.map(it -> parse(it, MachineId::new)), databases);
                TransferDisplay progress = TransferDisplay.on(err());
                RelayOption.Opened through = relay.open(spec, run, progress)) {
            String name = database.orElseGet(() -> session.onlyDatabase(databases).orElse(MAIN));
            PlainFile made = made(session.app());
            CopySource source = new CopySource.InMachine(downloads, name, false, through.relay());
            CopyManifest taken =
                    new Take(
                                    new TakeRequest(
                                            source,
                                            Optional.of(session.app()),
                                            name,
                                            run,
                                            CopyMethod.VACUUM,
                                            verify,
                                            Sealing.NONE,
                                            Labels.NONE,
                                            new Destination.AsFile(made),
                                            made.directory().directory().orElseThrow()),
                                    progress)
                            .run()
                            .manifest();
            return new PullView(
                    made.toString(),
                    taken.plain().bytes(),
                    source.toString(),
                    taken.plain().sha256(),
                    taken.checked(),
                    Optional.of(taken.completeUntil()));
        }
    }

    private PullView snapshot(String named) {
        try (FlySession session = open(Config.load(flags()), false)) {
            PlainFile made = made(session.app());
            SnapshotPull pull = new SnapshotPull(session.context());
            pull.endEarlierTrials(session.app());
            retryPendingFences(session, session.app());
            RestorePlan plan =
                    pull.plan(
                            RunIds.next(),
                            session.app(),
                            named.equals(LATEST)
                                    ? SnapshotChoice.LATEST
                                    : new SnapshotChoice.ById(parse(named, SnapshotId::new)),
                            session.volume(),
                            verify);
            CopyManifest taken;
            try (TransferDisplay progress = TransferDisplay.on(err())) {
                taken = pull.run(plan, database, made, verify, progress);
            }
            return new PullView(
                    made.toString(),
                    taken.plain().bytes(),
                    "%s of %s"
                            .formatted(
                                    taken.database(),
                                    plan.snapshot().map(SnapshotId::value).orElse(named)),
                    taken.plain().sha256(),
                    taken.checked(),
                    Optional.empty());
        }
    }

    private PullView copy(StoreAddress address) {
        Config config = Config.load(flags());
        AppName app = config.requireApp();
        PlainFile made = made(app);
        made.requireFree();
        try (Journal journal =
                        StateOptions.journalToLook(config, problems()::warn, err()::println);
                TransferDisplay progress = TransferDisplay.on(err());
                PreparedCopy prepared =
                        PreparedCopy.ofCopy(
                                address.open(),
                                address.object()
                                        .orElseThrow(() ->
                                                usageError(
                                                        "--from takes one copy: see flysnap copies list "
                                                                + from.orElse(""))),
                                new PrepareRequest(
                                        request(made, KeyFile.identities(identity), progress),
                                        CopyOptions.origins(journal),
                                        trustStore,
                                        Optional.of(app)))) {
            progress.step("writing " + made);
            made.keep(prepared.file(), progress);
            return view(made, prepared, prepared.manifest().map(CopyManifest::completeUntil));
        }
    }

    private PullView replica(ReplicaAddress address) {
        PlainFile made = made(Config.load(flags()).requireApp());
        made.requireFree();
        Litestream litestream =
                new Litestream(
                        System.getenv().getOrDefault("PATH", ""), StopSignals.interruption());
        try (TransferDisplay progress = TransferDisplay.on(err());
                PreparedCopy prepared =
                        litestream.prepared(address, request(made, Identities.NONE, progress))) {
            progress.step("writing " + made);
            made.keep(prepared.file(), progress);
            return view(made, prepared, Optional.empty());
        }
    }

    private VerifyRequest request(
            PlainFile made, Identities identities, TransferProgress progress) {
        return new VerifyRequest(
                verify,
                false,
                List.of(),
                identities,
                made.directory().directory().orElseThrow(),
                progress);
    }

    private PullView view(PlainFile made, PreparedCopy prepared, Optional<Instant> holds) {
        return new PullView(
                made.toString(),
                prepared.hash().bytes(),
                from.orElse(""),
                prepared.hash().sha256(),
                verify,
                holds);
    }

    private PlainFile made(AppName of) {
        return parse(
                file.orElseGet(() ->
                        Path.of(
                                "%s%s-%s.db"
                                        .formatted(
                                                of,
                                                database.map(it -> "-" + it).orElse(""),
                                                STAMP.format(Instant.now())))),
                PlainFile::at);
    }
}
