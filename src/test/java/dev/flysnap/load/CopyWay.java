package dev.flysnap.load;

import dev.flysnap.agent.RunningAgent;
import dev.flysnap.hook.sqlite3.ExecTake;
import dev.flysnap.hook.sqlite3.MachineWithSqlite;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.take.AgentTake;
import dev.flysnap.portable.take.CopySource;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.portable.take.SilentProgress;
import dev.flysnap.portable.take.Take;
import dev.flysnap.portable.take.TakeRequest;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Sealing;
import dev.flysnap.seal.UnsealedInput;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The ways that users take copies, whole: taken, sent, checked, kept. */
enum CopyWay {
    /** {@code extract --source}. */
    FILE,

    /** By an agent, that encrypts it. */
    AGENT,

    /** With the sqlite3 of a machine. */
    EXEC;

    private static final RunId RUN = new RunId("run_aaaaaaaaaa");
    private static final String NAME = "main";

    List<CopyMethod> methods() {
        return this == EXEC
                ? List.of(CopyMethod.VACUUM, CopyMethod.BACKUP)
                : List.of(CopyMethod.values());
    }

    /**
     * Copies of one method.
     *
     * @param work is emptied by whoever made it
     */
    CopyRounds.Result run(
            CopyRounds rounds, Path work, CopyMethod method, long databaseBytes, int copies)
            throws IOException, SQLException {
        Path kept = Files.createTempDirectory(work, "kept");
        String name = method + " by " + this;
        if (this != EXEC) {
            return rounds.run(
                    name, databaseBytes, copies, (from, to) -> take(method, from, kept, to));
        }
        try (MachineWithSqlite shop =
                new MachineWithSqlite(Files.createTempDirectory(work, "fly"))) {
            ExecTake taking =
                    new ExecTake(
                            shop,
                            shop.idle(),
                            List.of(NAME + "=/data/%s".formatted(CopyRounds.FILE)),
                            kept);
            return rounds.run(
                    name,
                    shop.data(),
                    databaseBytes,
                    copies,
                    (from, to) -> move(kept, taking.take(NAME, method, CopyRounds.FILE, RUN), to));
        }
    }

    private void take(CopyMethod method, Path database, Path kept, Path to) throws IOException {
        if (this == FILE) {
            move(kept, ofFile(method, database, kept), to);
            return;
        }
        try (RunningAgent agent = RunningAgent.withCopies(database)) {
            AgentTake taking =
                    new AgentTake(
                            agent.agent().address().getPort(),
                            RunningAgent.COPY_TOKEN,
                            method,
                            AgentTake.SEALED,
                            Sleeper.REAL,
                            kept);
            move(kept, taking.take(CopyRounds.FILE, RUN, new SilentProgress()), to);
        }
    }

    private static CopyManifest ofFile(CopyMethod method, Path database, Path kept) {
        return new Take(
                        new TakeRequest(
                                new CopySource.LocalFile(database),
                                Optional.empty(),
                                NAME,
                                RUN,
                                method,
                                CheckDepth.QUICK,
                                Sealing.NONE,
                                Labels.NONE,
                                new Destination.AsObject(
                                        DirectoryStore.open(kept), new ObjectName(CopyRounds.FILE)),
                                kept),
                        new SilentProgress())
                .run()
                .manifest();
    }

    /** What was kept, as a plain database; nothing else may be there. */
    private static void move(Path kept, CopyManifest manifest, Path to) throws IOException {
        Path content = kept.resolve(manifest.content().value());
        try (UnsealedInput in =
                UnsealedInput.open(
                        to.toString(),
                        Files.newInputStream(content),
                        AgeKey.OURS.identities(),
                        manifest.plain().bytes())) {
            Files.copy(in, to);
            if (!in.finish().plain().equals(manifest.plain())) {
                throw new AssertionError("not what the manifest says: " + manifest);
            }
        }
        Files.delete(content);
        Files.delete(kept.resolve(Manifests.nameFor(manifest.content()).value()));
        try (var left = Files.list(kept)) {
            if (left.findAny().isPresent()) {
                throw new AssertionError("something is left in " + kept);
            }
        }
    }
}
