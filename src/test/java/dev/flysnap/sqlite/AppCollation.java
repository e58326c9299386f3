package dev.flysnap.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.sqlite.Collation;

/** A collation that only its app gives to SQLite. */
public final class AppCollation {
    public static final String NAME = "of_the_app";

    /** A database with an index that nobody can check without it. */
    public static Path database(Path file) throws Exception {
        TestDatabases.orders(file, "delete");
        try (Connection app = TestDatabases.open(file);
                Statement statement = app.createStatement()) {
            Collation.create(
                    app,
                    NAME,
                    new Collation() {
                        @Override
                        protected int xCompare(String one, String other) {
                            return one.compareTo(other);
                        }
                    });
            statement.execute("CREATE TABLE names(name TEXT COLLATE %s)".formatted(NAME));
            statement.execute("CREATE INDEX by_name ON names(name)");
            statement.execute("INSERT INTO names VALUES ('a'), ('b')");
        }
        return file;
    }

    private AppCollation() {}
}
