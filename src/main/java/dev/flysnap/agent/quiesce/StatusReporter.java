package dev.flysnap.agent.quiesce;

import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.contract.StatusAnswer.CopyAccess;
import dev.flysnap.contract.StatusAnswer.DatabaseStatus;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.CanaryTable;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.WalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reports the status of the databases and the sizes for the metrics; changes nothing. */
public final class StatusReporter {
    /** The contract level that the agent implements without a copy token. */
    private static final int LEVEL_WITHOUT_COPIES = 2;

    private static final int LEVEL_WITH_COPIES = 3;

    /** Further databases are reported by size only: opening thousands would take too long. */
    private static final int MAX_OPENED = 100;

    private final AgentSettings settings;
    private final AgentQuiescer quiescer;
    private final LeaseRegistry leases;
    private final boolean canReplace;

    /**
     * @param canReplace whether databases can be put in place, where the copy token is set
     */
    public StatusReporter(
            AgentSettings settings,
            AgentQuiescer quiescer,
            LeaseRegistry leases,
            boolean canReplace) {
        this.settings = settings;
        this.quiescer = quiescer;
        this.leases = leases;
        this.canReplace = canReplace;
    }

    static int level(AgentSettings settings) {
        return settings.copyToken().isPresent() ? LEVEL_WITH_COPIES : LEVEL_WITHOUT_COPIES;
    }

    public StatusAnswer status() {
        List<DatabaseStatus> databases = new ArrayList<>();
        for (NamedDatabase database : settings.databases().all()) {
            databases.add(status(database, databases.size() < MAX_OPENED));
        }
        List<String> warnings = quiescer.warnings();
        return new StatusAnswer(
                level(settings),
                settings.identity().app(),
                settings.identity().machineId(),
                Optional.of(Database.libraryVersion()),
                settings.appSqliteVersion(),
                databases,
                leases.active(),
                Optional.of(settings.holdCeiling().toMillis()),
                Optional.of(copyAccess()),
                warnings.isEmpty() ? Optional.empty() : Optional.of(warnings));
    }

    private CopyAccess copyAccess() {
        boolean isOn = settings.copyToken().isPresent();
        return new CopyAccess(isOn, isOn && canReplace);
    }

    private DatabaseStatus status(NamedDatabase database, boolean open) {
        Path file = database.real();
        Sizes sizes = Sizes.of(file);
        Optional<String> mode = Optional.empty();
        Optional<String> problem = Optional.empty();
        Optional<CanaryTable.Row> canary = Optional.empty();
        if (open) {
            try (DatabaseAccess.Use _ = quiescer.access().use();
                    Database opened = Database.openReadOnly(file)) {
                mode = Optional.of(opened.journalMode());
                canary = CanaryTable.newest(opened);
            } catch (HookException e) {
                problem = Optional.of(e.answer().error().message());
            } catch (FlysnapException e) {
                problem = Optional.of(e.problem().what() + " " + e.problem().why());
            }
        }
        return new DatabaseStatus(
                database.name(),
                file.toString(),
                sizes.present(),
                sizes.bytes(),
                mode,
                Optional.of(sizes.walBytes()),
                // A setting of each connection of the app, invisible to other processes.
                Optional.empty(),
                sizes.freeBytes(),
                Optional.of(ReplicationTools.beside(file)),
                problem,
                canary.map(it -> new StatusAnswer.Canary(it.number(), it.at())));
    }

    /** Sizes from the directory entry: no file is opened. */
    public record Sizes(Optional<Long> bytes, long walBytes, Optional<Long> freeBytes) {

        public boolean present() {
            return bytes.isPresent();
        }

        public static Sizes of(Path file) {
            return new Sizes(sizeOf(file), WalFile.bytesBeside(file), freeAt(file));
        }

        private static Optional<Long> sizeOf(Path file) {
            try {
                return Files.isRegularFile(file) ? Optional.of(Files.size(file)) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        private static Optional<Long> freeAt(Path file) {
            try {
                return Optional.of(
                        Files.getFileStore(file.resolveSibling("").toAbsolutePath())
                                .getUsableSpace());
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }
}
