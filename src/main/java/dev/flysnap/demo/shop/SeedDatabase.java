package dev.flysnap.demo.shop;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** A copy of a user's own database, for the story to play with. */
public final class SeedDatabase {
    private static final Duration CHECK_LIMIT = Duration.ofMinutes(1);

    /**
     * Copies {@code source} as it stands at one moment; it is only read, and may be in use.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is no SQLite database
     */
    public static void copy(Path source, Path target) {
        Verification _ =
                Verification.of(
                        source, new VerificationRequest(CheckDepth.NONE, false, CHECK_LIMIT));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, target.toString());
            boolean _ = vacuum.execute();
        } catch (SQLException e) {
            throw DemoProblems.seedNotCopied(source, FailureText.of(e)).exception(e);
        }
    }

    /** Puts the copy where the app will look for its database, unless one is there already. */
    public static void plant(Path seed, Path database) {
        if (Files.exists(database)) {
            return;
        }
        try {
            AtomicFile.copy(seed, database);
        } catch (IOException e) {
            throw DemoProblems.seedNotCopied(seed, FailureText.of(e)).exception(e);
        }
    }

    private SeedDatabase() {}
}
