package dev.flysnap.agent.replace;

import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.FileCheck;
import dev.flysnap.sqlite.check.TableCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** Whether a new file is good, and is a version of the database that it is to replace. */
final class NewDatabases {

    /**
     * @throws HookException if it is not good
     */
    static DatabaseFacts checked(String name, Path file, CheckDepth depth) {
        FileCheck found;
        try {
            found = FileCheck.of(file, depth, false, List.of());
        } catch (IOException e) {
            throw bad(name, FailureText.of(e));
        } catch (FlysnapException e) {
            throw bad(name, e.problem().what() + " " + e.problem().why());
        }
        if (!found.isGood()) {
            throw bad(name, found.problems().getFirst());
        }
        return found.facts().orElseThrow();
    }

    private static HookException bad(String name, String why) {
        return HookException.conflict(
                HookCodes.DATABASE_BAD,
                "The new %s is not put in place: %s".formatted(name, why),
                "look at the file: flysnap verify FILE --verify full");
    }

    /**
     * @throws HookException if it is of another kind or version than the old one, or the old one
     *     cannot tell
     */
    static void requireSameKind(String name, Path old, Path replacing, DatabaseFacts found) {
        DatabaseFacts before;
        List<String> tables;
        try (Database database = Database.openReadOnly(old)) {
            before = database.facts();
            tables = TableCounts.names(database);
        } catch (FlysnapException e) {
            throw differs(
                    name,
                    "the old one does not tell what it is: %s %s"
                            .formatted(e.problem().what(), e.problem().why()));
        }
        if (before.applicationId() != found.applicationId()) {
            throw differs(
                    name,
                    "its application_id is %d, that of the old one %d"
                            .formatted(found.applicationId(), before.applicationId()));
        }
        if (before.userVersion() != found.userVersion()) {
            throw differs(
                    name,
                    "its user_version is %d, that of the old one %d: the app may have migrated it since"
                            .formatted(found.userVersion(), before.userVersion()));
        }
        // Most apps set neither; an empty one would be as like the old as its next version.
        if (!tables.isEmpty() && Collections.disjoint(tables, tables(replacing))) {
            throw differs(
                    name, "it has none of the old one's tables, such as " + tables.getFirst());
        }
    }

    private static List<String> tables(Path file) {
        try (Database database = Database.open(file)) {
            return TableCounts.names(database);
        }
    }

    private static HookException differs(String name, String how) {
        return HookException.conflict(
                HookCodes.DATABASE_DIFFERS,
                "The new %s may be another database: %s.".formatted(name, how),
                "look whether it is the right one, and force it then");
    }

    private NewDatabases() {}
}
