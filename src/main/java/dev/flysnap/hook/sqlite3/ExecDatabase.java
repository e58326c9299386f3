package dev.flysnap.hook.sqlite3;

import dev.flysnap.problem.FlysnapException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A database by its path in the machine: {@code main=/data/app.db}.
 *
 * @param path absolute, and safe in any quotes
 */
record ExecDatabase(String name, String path) {
    /** SQLite can lock one database and ten attached ones in one transaction. */
    private static final int MAX_DATABASES = 10;

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_]{1,32})=((?:/[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}){1,20})");

    /**
     * @throws FlysnapException if there are none, too many, duplicates, or a malformed one
     */
    static List<ExecDatabase> parse(List<String> given) {
        if (given.isEmpty() || given.size() > MAX_DATABASES) {
            throw ExecProblems.databaseCount(given.size(), MAX_DATABASES).exception();
        }
        List<ExecDatabase> databases = given.stream().map(ExecDatabase::parse).toList();
        Set<String> seen = new HashSet<>();
        for (ExecDatabase database : databases) {
            if (!seen.add(database.name()) || !seen.add(database.path())) {
                throw ExecProblems.malformedDatabase(database.toString()).exception();
            }
        }
        return databases;
    }

    private static ExecDatabase parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw ExecProblems.malformedDatabase(text).exception();
        }
        return new ExecDatabase(parts.group(1), parts.group(2));
    }

    /** As the script's argument. */
    static String asArgument(List<ExecDatabase> databases) {
        return databases.stream().map(ExecDatabase::toString).collect(Collectors.joining(" "));
    }

    @Override
    public String toString() {
        return name + "=" + path;
    }
}
