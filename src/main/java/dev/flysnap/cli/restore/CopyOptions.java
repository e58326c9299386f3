package dev.flysnap.cli.restore;

import dev.flysnap.cli.copy.OpeningOptions;
import dev.flysnap.cli.file.KeyFile;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.bring.CopyOrigins;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.restore.bring.BringSettings;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.CopySource;
import dev.flysnap.runtime.TransferProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of copies that are brought back. */
public final class CopyOptions {
    @Mixin private OpeningOptions opening;

    @Option(
            names = "--db",
            paramLabel = "NAME",
            description =
                    "Which of the app's databases it is. Default: as the copy's manifest says; of a file, its name without the extension.")
    private Optional<String> database;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description =
                    "Where the app has the database, below the mount path. Default: as the app's newest receipt or the copy's manifest says.")
    private Optional<String> path;

    @Option(
            names = "--force",
            description =
                    "Bring back another database than the app's (by application_id and user_version; with --in-place also by the names of its tables), or not all of its databases. Default: that is refused.")
    private boolean force;

    @Option(
            names = "--in-place",
            description =
                    "Let the agent in the app's machine replace the live database: it stops the app, swaps the files, starts the app, and puts the old data back if the app does not come up. No new volume and machine, and none of their options. Needs FLYSNAP_COPY_TOKEN, and --yes where nobody can be asked.")
    private boolean inPlace;

    boolean isInPlace() {
        return inPlace;
    }

    boolean isGiven() {
        return database.isPresent()
                || inPlace
                || path.isPresent()
                || force
                || opening.identityFile().isPresent();
    }

    Optional<String> database() {
        return database;
    }

    static StoreAddress address(CommandSpec spec, String text) {
        return OptionParser.parse(spec, text, StoreAddress::parse);
    }

    /**
     * @param trustsStore whether a copy may come from anywhere
     */
    BroughtCopies open(
            Journal journal, CheckDepth depth, boolean trustsStore, TransferProgress progress) {
        return open(journal, opening, depth, trustsStore, progress);
    }

    /** For a run that was planned: each copy is known by its hash. */
    public static BroughtCopies again(
            Journal journal, OpeningOptions opening, TransferProgress progress) {
        return open(journal, opening, CheckDepth.NONE, true, progress);
    }

    /**
     * As {@link #open(Journal, CheckDepth, boolean, TransferProgress)}, with how they are opened.
     */
    public static BroughtCopies open(
            Journal journal,
            OpeningOptions opening,
            CheckDepth depth,
            boolean trustsStore,
            TransferProgress progress) {
        return new BroughtCopies(
                new BringSettings(
                        depth,
                        opening.identityFile(),
                        KeyFile::identities,
                        origins(journal),
                        trustsStore,
                        new Litestream(
                                System.getenv().getOrDefault("PATH", ""),
                                StopSignals.interruption()),
                        opening.temporaryDirectory(),
                        progress));
    }

    /** As the journal knows them. */
    public static CopyOrigins origins(Journal journal) {
        return run -> journal.copyManifest(run).map(it -> Records.read(CopyManifest.class, it));
    }

    /**
     * What is named: copies, stores and replicas.
     *
     * @throws dev.flysnap.problem.FlysnapException if one is not fit to be brought back
     */
    CopyRequest request(CommandSpec spec, BroughtCopies copies, List<String> named, AppName app) {
        return request(sources(spec, copies, named, app, database));
    }

    /** The same for another command than a restore. */
    public static List<CopySource> sources(
            CommandSpec spec,
            BroughtCopies copies,
            List<String> named,
            AppName app,
            Optional<String> database) {
        List<CopySource> sources = new ArrayList<>();
        for (String each : named) {
            sources.addAll(
                    ReplicaAddress.isOne(each)
                            ? copies.replica(
                                    OptionParser.parse(spec, each, ReplicaAddress::parse), database)
                            : copies.copies(List.of(address(spec, each)), app, database));
        }
        return sources;
    }

    CopyRequest request(List<CopySource> copies) {
        return new CopyRequest(copies, path, force);
    }
}
