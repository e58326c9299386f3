package dev.flysnap.setup.shape;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path in the value of a setting: the URLs of SQLAlchemy, Rails, sqlx, Prisma, JDBC and Go's
 * drivers, or a plain path, each with or without a query.
 *
 * @param path absolute, or relative to the app's working directory
 * @param isUrl whether it is a URL of SQLite's
 * @param hasThreeSlashes whether frameworks differ in how they read it: in Python {@code
 *     sqlite:///data/app.db} is relative, elsewhere it is absolute
 */
record DatabasePath(String path, boolean isUrl, boolean hasThreeSlashes) {
    private static final Pattern URL =
            Pattern.compile(
                    "(?:jdbc:)?(?<scheme>sqlite3?|file|libsql|ecto)(?<driver>\\+\\w+)?:(?<rest>[^?#;]*)(?:[?#;].*)?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_.*/][A-Za-z0-9_.*/@+-]{0,500}");
    private static final Pattern SUFFIX =
            Pattern.compile(
                    ".*\\.(?:db|db3|sqlite|sqlite3|s3db)(?:_\\w+)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern OTHER_SUFFIX =
            Pattern.compile(
                    ".*\\.(?:pem|crt|key|sock|json|sql|ya?ml|toml|ini|conf|log|txt|gz|zst|zip|tar|sh)",
                    Pattern.CASE_INSENSITIVE);

    /**
     * @param isPython whether the app is written in Python
     */
    static Optional<DatabasePath> parse(String value, boolean isPython) {
        String text = value.strip().replaceAll("^([\"'])(.*)\\1$", "$2");
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            return clean(text.replaceFirst("\\?.*", ""), false, false);
        }
        String rest = url.group("rest");
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        if (!rest.startsWith("//")) {
            return clean(rest, true, false);
        }
        if (scheme.equals("libsql")) {
            // A server's address.
            return Optional.empty();
        }
        boolean isRelativeInPython = rest.matches("///[^/].*") && scheme.equals("sqlite");
        boolean isRelative =
                isRelativeInPython
                        ? isPython || url.group("driver") != null
                        : !rest.startsWith("///");
        return clean(isRelative ? rest.replaceFirst("^/+", "") : rest, true, isRelativeInPython);
    }

    private static Optional<DatabasePath> clean(
            String text, boolean isUrl, boolean hasThreeSlashes) {
        String path = text.replaceAll("/{2,}", "/").replaceFirst("^(?:\\./)+", "");
        return PLAIN.matcher(path).matches() && !("/" + path + "/").contains("/../")
                ? Optional.of(new DatabasePath(path, isUrl, hasThreeSlashes))
                : Optional.empty();
    }

    static boolean hasDatabaseSuffix(String path) {
        return SUFFIX.matcher(path).matches();
    }

    boolean isRelative() {
        return !path.startsWith("/");
    }

    /** Whether the value alone shows that it is a database. */
    boolean isSure() {
        return hasDatabaseSuffix(path) || isUrl && !OTHER_SUFFIX.matcher(path).matches();
    }

    /** Whether it may be one, if the setting's name says so. */
    boolean isPossible() {
        return !isRelative() && !OTHER_SUFFIX.matcher(path).matches();
    }

    /** The same, seen from a working directory. */
    DatabasePath from(String workingDirectory) {
        return isRelative()
                ? new DatabasePath(
                        (workingDirectory + "/" + path).replaceAll("/{2,}", "/"),
                        isUrl,
                        hasThreeSlashes)
                : this;
    }
}
