package dev.flysnap.cli.copy;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.portable.take.TakeResult;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.copy.CopyMethod;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
            "  flysnap extract --source /data/app.db --to app-copy.db",
            "  flysnap extract shop --source /data/app.db --to /mnt/backups/ --recipients-file team.txt",
            "  flysnap extract shop --source /data/app.db --to s3://backups/shop/ --recipient age1…",
            "  flysnap extract --source /data/app.db --to - --compress 3 | ssh backup 'cat > app.db.zst'"
        })
public final class ExtractCommand implements Callable<Integer> {
    private static final String STDOUT = "-";

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "APP",
            description =
                    "The Fly app that the database belongs to. Default: FLY_APP_NAME, which Fly sets in its machines, then FLY_APP.")
    private Optional<String> app;

    @Option(
            names = "--source",
            required = true,
            paramLabel = "FILE",
            description = "The database, on this machine. An app may be writing to it.")
    private Path source;

    @Option(
            names = "--db",
            paramLabel = "NAME",
            description = "What the app calls it. Default: the file's name without its extension.")
    private Optional<String> database;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE|DIR/|s3://BUCKET/FOLDER/|-",
            description =
                    "A directory or a folder of a bucket, with a slash at its end, where flysnap names the copy; a file; or - for stdout. Beside a file lies its manifest, FILE.json. Nothing is ever overwritten.")
    private String to;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "vacuum",
            description =
                    "vacuum (smallest; rowids may change in tables without an INTEGER PRIMARY KEY), backup (every page as it is) or raw (the file itself; needs no temporary space with --verify none). Default: ${DEFAULT-VALUE}.")
    private CopyMethod method;

    @Option(
            names = "--verify",
            paramLabel = "LEVEL",
            defaultValue = "quick",
            description =
                    "How the copy is checked before it is kept: none, quick or full. Default: ${DEFAULT-VALUE}.")
    private CheckDepth verify;

    @Mixin private SealingOptions sealing;

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

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        boolean isStream = to.equals(STDOUT);
        if (isStream && json) {
            throw new ParameterException(
                    spec.commandLine(), "--json and the copy cannot both go to stdout");
        }
        if (database.filter(String::isBlank).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--db needs a name");
        }
        PrintWriter err = spec.commandLine().getErr();
        TakeResult result = new Take(request(isStream), Terminal.copyProgress(err)).run();
        ExtractView view = new ExtractView(result);
        if (json) {
            spec.commandLine().getOut().println(JsonText.printPretty(view.json()));
        } else {
            (isStream ? err : spec.commandLine().getOut()).println(view.text());
        }
        return ExitCode.DONE.number();
    }

    private TakeRequest request(boolean isStream) {
        Labels given = OptionParser.parse(spec, labels, Labels::parse);
        Optional<AppName> ofApp = appName().map(it -> OptionParser.parse(spec, it, AppName::new));
        Optional<StoreAddress> address =
                isStream
                        ? Optional.empty()
                        : Optional.of(OptionParser.parse(spec, to, StoreAddress::parse));
        boolean isStore = address.filter(it -> it.object().isEmpty()).isPresent();
        Sealing how = sealing.sealing(spec, isStore || isCalledCompressed());
        boolean isUpload = address.filter(StoreAddress::isRemote).isPresent();
        if ((isStore || isUpload) && !how.isEncrypted() && !sealing.plaintext) {
            throw CopyProblems.plaintextNotConfirmed(to).exception();
        }
        Destination destination =
                address.<Destination>map(ExtractCommand::destination)
                        .orElseGet(() ->
                                new Destination.AsStream(new FileOutputStream(FileDescriptor.out)));
        return new TakeRequest(
                source,
                ofApp,
                PrintableText.of(database.orElseGet(this::nameOfFile)),
                RunIds.next(),
                method,
                verify,
                how,
                given,
                destination,
                temporary.or(destination::directory).orElseGet(CopyCommand::temporaryDirectory));
    }

    private static Destination destination(StoreAddress address) {
        return address.object()
                .<Destination>map(name -> new Destination.AsObject(address.openOrCreate(), name))
                .orElseGet(() -> new Destination.InStore(address.openOrCreate()));
    }

    private Optional<String> appName() {
        return app.or(() ->
                Stream.of("FLY_APP_NAME", "FLY_APP")
                        .map(it -> System.getenv().getOrDefault(it, ""))
                        .filter(it -> !it.isBlank())
                        .findFirst());
    }

    private boolean isCalledCompressed() {
        return to.endsWith(".zst") || to.endsWith(".zst.age");
    }

    private String nameOfFile() {
        String name = String.valueOf(source.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
