package dev.flysnap.setup;

import dev.flysnap.config.source.FlyTomlSetup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds probable databases of the app in its own files. Only paths on a mounted volume count:
 * nothing else is in a snapshot.
 */
final class DatabaseCandidates {
    private static final int MAX_CANDIDATES = 50;

    /** The URLs of SQLAlchemy, Rails, Prisma and JDBC, with any number of slashes. */
    private static final Pattern URL =
            Pattern.compile(
                    "(?:jdbc:)?(?<scheme>sqlite3?(?:\\+\\w+)?|file|libsql|ecto):/*(?<path>/[^?#\\s]*)(?:[?#].*)?",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9_./-]{1,500}");
    private static final Pattern SUFFIX =
            Pattern.compile(".*\\.(?:db|db3|sqlite|sqlite3|s3db)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATABASE_VARIABLE =
            Pattern.compile("(?:.*_)?(?:DATABASE|SQLITE|SQLITE3|DB)(?:_(?!DIR|FOLDER|BACKUP).*)?");
    private static final Pattern WORD = Pattern.compile("[^\\s\"'=,;\\[\\]()]+");

    private final FlyTomlSetup file;

    /** By path; the first source of a path is kept. */
    private final Map<String, DatabaseCandidate> found = new LinkedHashMap<>();

    private DatabaseCandidates(FlyTomlSetup file) {
        this.file = file;
    }

    /** At most fifty, fly.toml's first. */
    static List<DatabaseCandidate> in(FlyTomlSetup file, Optional<Dockerfile> dockerfile) {
        DatabaseCandidates candidates = new DatabaseCandidates(file);
        file.environment()
                .forEach((name, value) ->
                        candidates.variable(name, value, "[env] %s of fly.toml".formatted(name)));
        file.processes()
                .forEach((group, command) ->
                        candidates.command(command, "[processes] %s of fly.toml".formatted(group)));
        dockerfile.ifPresent(present -> {
            present.environment()
                    .forEach((name, value) ->
                            candidates.variable(
                                    name, value, "ENV %s of the Dockerfile".formatted(name)));
            present.start()
                    .ifPresent(start ->
                            candidates.command(start.line(), "what the Dockerfile starts"));
        });
        return List.copyOf(
                new ArrayList<>(candidates.found.values())
                        .subList(0, Math.min(candidates.found.size(), MAX_CANDIDATES)));
    }

    private void variable(String name, String value, String where) {
        Matcher url = URL.matcher(value.strip());
        if (url.matches()) {
            add(url.group("path"), where);
        } else if (SUFFIX.matcher(value.strip()).matches()
                || DATABASE_VARIABLE.matcher(name).matches()) {
            add(value.strip(), where);
        }
    }

    private void command(String command, String where) {
        Matcher words = WORD.matcher(command);
        while (words.find()) {
            if (SUFFIX.matcher(words.group()).matches()) {
                Matcher url = URL.matcher(words.group());
                add(url.matches() ? url.group("path") : words.group(), where);
            }
        }
    }

    private void add(String path, String where) {
        String clean = path.replaceAll("/{2,}", "/");
        if (PLAIN.matcher(clean).matches()
                && !(clean + "/").contains("/../")
                && file.mountOf(clean).isPresent()) {
            DatabaseCandidate _ = found.putIfAbsent(clean, new DatabaseCandidate(clean, where));
        }
    }
}
