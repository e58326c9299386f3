package dev.flysnap.cli;

import dev.flysnap.bench.TrainingDatabase;
import dev.flysnap.file.SteadySync;
import dev.flysnap.seal.NewIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@link StartTraining} does with copies on this computer. */
final class CopyTraining {
    private final Path directory;
    private final String state;

    /**
     * @param state option that says where the journal is
     */
    CopyTraining(Path directory, String state) {
        this.directory = directory;
        this.state = state;
    }

    /** A database, where nothing else has made it. */
    void createDatabase() {
        try (TrainingDatabase app = TrainingDatabase.create(Path.of(database()))) {
            app.write();
        }
    }

    /** What is done with a large file only. */
    void syncSteadily() throws IOException {
        Path file = Files.createFile(directory.resolve("large"));
        try (SteadySync sync = new SteadySync(file)) {
            sync.reserve(SteadySync.LEAST_BYTES);
        }
    }

    List<List<String>> commands() {
        return List.of(
                sealed("vacuum"),
                sealed("raw"),
                List.of(
                        "extract",
                        TrainingFly.APP,
                        "--source=" + database(),
                        "--to=" + store(),
                        "--plaintext",
                        "--method=raw",
                        state),
                List.of("verify", database()),
                List.of("copies", "verify", store()),
                List.of("copies", "list", store()),
                List.of("copies", "prune", store(), "--keep-last=1", "--dry-run"));
    }

    /** What is sealed with a new key is never read again. */
    private List<String> sealed(String method) {
        return List.of(
                "extract",
                "--source=" + database(),
                "--to=" + directory.resolve(method),
                "--method=" + method,
                "--compress=3",
                "--recipient=" + NewIdentity.generate(),
                // Where there is no file.
                "--config=/dev/null",
                state);
    }

    /** Where one of the copies is kept. */
    String store() {
        return directory.resolve("copies") + "/";
    }

    private String database() {
        return directory.resolve(AgentTraining.DATABASE).toString();
    }
}
