package dev.flysnap.cli.copy;

import dev.flysnap.cli.alarm.NotifyOptions;
import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.option.StateOptions;
import dev.flysnap.cli.session.CliCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.terminal.TransferDisplay;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.hook.copy.CopyDownloads;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.take.CopyRelay;
import dev.flysnap.portable.take.CopySource;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.portable.take.TakeResult;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap extract}. */
@Command(
        name = "extract",
        description = {
            "Takes a small, consistent, checked copy of a database to a place outside Fly.",
            "The app goes on writing meanwhile. Every commit acknowledged before the copy began is in it. Undo compression and encryption with: age -d -i KEY FILE | zstd -d > app.db"
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap extract shop --to app-copy.db",
            "  flysnap extract shop --hook exec --database main=/data/app.db --to app-copy.db",
            "  flysnap extract --source /data/app.db --to app-copy.db",
            "  flysnap extract shop --source /data/app.db --to /mnt/backups/ \\",
            "      --recipients-file team.txt",
            "  flysnap extract shop --source /data/app.db --to s3://backups/shop/ \\",
            "      --recipient age1…",
            "  flysnap extract --source /data/app.db --to - --compress 3 \\",
            "      | ssh backup 'cat > app.db.zst'"
        })
public final class ExtractCommand extends CliCommand {
    /** What an agent calls its first database. */
    private static final String MAIN = "main";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "APP",
            description =
                    "The Fly app that the database belongs to. Default: FLY_APP_NAME, which Fly sets in its machines, then FLY_APP.")
    private Optional<String> app;

    @Option(
            names = "--source",
            paramLabel = "FILE",
            description =
                    "A database of this machine, that an app may be writing to. Without it the copy is taken from the app's machine, by its hook.")
    private Optional<Path> source;

    @Option(
            names = "--db",
            paramLabel = "NAME",
            description =
                    "What the app, or its hook, calls the database. Default: the file's name without its extension; of a hook main, or the only one of --hook exec.")
    private Optional<String> database;

    @Mixin private HookOptions hook;

    @Option(
            names = "--database",
            paramLabel = "NAME=PATH",
            description =
                    "For --hook exec: a database and its path in the machine; may be repeated. The same ones as for create, if a token is limited to the script.")
    private List<String> databases = List.of();

    @Option(
            names = "--machine",
            paramLabel = "MACHINE",
            description =
                    "The machine that has the volume. Default: looked up, which a token that may only run a command cannot.")
    private Optional<String> machine;

    @Option(
            names = "--encrypt-in-machine",
            description =
                    "Refuse where the copy would leave the app's machine in plain, to be encrypted here: by --hook exec, and by hooks that cannot encrypt.")
    private boolean encryptInMachine;

    @Mixin private RelayOption relay;

    @Mixin private CopyTarget to;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "vacuum",
            description =
                    "vacuum (smallest; rowids may change in tables without an INTEGER PRIMARY KEY), backup (every page as it is) or raw (the file itself, its free pages emptied; fastest, and in WAL mode without temporary space where --to is a directory or a file). Default: ${DEFAULT-VALUE}.")
    private CopyMethod method;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "How the copy is checked before it is kept: none, quick or full. Default: ${DEFAULT-VALUE}.")
    private CheckDepth verify;

    /** Read by whoever executes the command. */
    @Mixin NotifyOptions notify;

    @Option(
            names = "--label",
            paramLabel = "NAME=TEXT",
            description = "Kept in the manifest, and obeyed by copies prune; may be repeated.")
    private List<String> labels = List.of();

    @Option(
            names = "--temp-dir",
            paramLabel = "DIR",
            description =
                    "Where the copy lies, readable to you alone, until it is checked and sealed. Default: the directory that it goes to; else TMPDIR, then /tmp.")
    private Optional<Path> temporary;

    @Override
    protected void check() {
        if (to.isStdout() && target.json) {
            throw usageError("--json and the copy cannot both go to stdout");
        }
        if (database.filter(String::isBlank).isPresent()) {
            throw usageError("--db needs a name");
        }
        boolean ofHook =
                machine.isPresent()
                        || encryptInMachine
                        || hook.hook.isPresent()
                        || relay.isGiven(spec)
                        || !databases.isEmpty();
        if (source.isPresent() && ofHook) {
            throw usageError(
                    "--source is a file of this machine: no hook, machine, container or relay goes with it");
        }
    }

    @Override
    protected ConfigFlags flags() {
        return target.flags(app, hook);
    }

    @Override
    public Integer call() {
        check();
        Taken taken = source.map(this::ofFile).orElseGet(this::ofMachine);
        ExtractView view = taken.view();
        if (target.json) {
            out().println(JsonText.printPretty(view.json()));
        } else {
            (to.isStdout() ? err() : out()).println(view.text());
        }
        return taken.exit().number();
    }

    private record Taken(ExtractView view, ExitCode exit) {}

    private Taken ofFile(Path file) {
        TakeRequest request =
                request(
                        RunIds.next(),
                        new CopySource.LocalFile(file),
                        appName().map(it -> parse(it, AppName::new)),
                        database.orElseGet(() -> nameOf(file)));
        try (TransferDisplay progress = TransferDisplay.on(err())) {
            return taken(request, progress);
        }
    }

    private Taken ofMachine() {
        RunId run = RunIds.next();
        try (FlySession session = open(Config.load(flags()), true);
                CopyDownloads downloads =
                        session.copies(machine.map(it -> parse(it, MachineId::new)), databases);
                TransferDisplay progress = TransferDisplay.on(err());
                RelayOption.Opened through = relay.open(spec, run, progress)) {
            String name = database.orElseGet(() -> session.onlyDatabase(databases).orElse(MAIN));
            return taken(
                    request(
                            run,
                            new CopySource.InMachine(
                                    downloads, name, encryptInMachine, through.relay()),
                            Optional.of(session.app()),
                            name),
                    progress);
        }
    }

    private Taken taken(TakeRequest request, TransferDisplay progress) {
        TakeResult result = new Take(request, progress).run();
        ExitCode exit =
                request.to()
                        .storeFromAnywhere()
                        .map(it -> remember(result.manifest(), it))
                        .orElse(ExitCode.DONE);
        return new Taken(new ExtractView(result, relayOf(request.source())), exit);
    }

    private static Optional<String> relayOf(CopySource source) {
        return source instanceof CopySource.InMachine machine
                ? machine.relay().filter(CopyRelay::wasUsed).map(CopyRelay::where)
                : Optional.empty();
    }

    /**
     * What this computer took: when it comes back it needs no trust. Nobody could ask for one
     * without a manifest beside it.
     */
    private ExitCode remember(CopyManifest copy, String store) {
        try (Journal journal = StateOptions.journal(Config.load(flags()), err()::println)) {
            journal.saveCopy(
                    new Journal.TakenCopy(
                            copy.run(),
                            Records.write(CopyManifest.class, copy),
                            copy.app(),
                            store));
            return recorded(journal, ExitCode.DONE);
        } catch (FlysnapException e) {
            Problem problem = CopyProblems.notRecorded(e.problem());
            problems().warn(problem);
            return problem.exit();
        }
    }

    private TakeRequest request(RunId run, CopySource from, Optional<AppName> ofApp, String name) {
        Labels given = OptionParser.parse(spec, labels, Labels::parse);
        CopyTarget.Opened opened = to.open(spec);
        return new TakeRequest(
                from,
                ofApp,
                PrintableText.of(name),
                run,
                method,
                verify,
                opened.sealing(),
                given,
                opened.destination(),
                temporary
                        .or(opened.destination()::directory)
                        .orElseGet(CopyCommand::temporaryDirectory));
    }

    private Optional<String> appName() {
        return app.or(() ->
                Stream.of("FLY_APP_NAME", "FLY_APP")
                        .map(it -> System.getenv().getOrDefault(it, ""))
                        .filter(it -> !it.isBlank())
                        .findFirst());
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
