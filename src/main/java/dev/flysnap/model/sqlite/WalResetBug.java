package dev.flysnap.model.sqlite;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQLite's WAL-reset bug: checkpoints back to back from two connections, with a commit between
 * them, can lose that commit. In 3.7.0 to 3.51.2; fixed in 3.51.3 and in the backports 3.50.7 and
 * 3.44.6 (sqlite.org). The app's own library counts as much as flysnap's, because its automatic
 * checkpoint can be the other half.
 */
public final class WalResetBug {
    private static final Pattern VERSION =
            Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

    /** Whether the bug is in this version. A text that is no version counts as affected. */
    public static boolean affects(String version) {
        Matcher parts = VERSION.matcher(version.strip());
        if (!parts.matches() || !parts.group(1).equals("3")) {
            return true;
        }
        int minor = Integer.parseInt(parts.group(2));
        int patch = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        return switch (minor) {
            case 44 -> patch < 6;
            case 50 -> patch < 7;
            case 51 -> patch < 3;
            default -> minor >= 7 && minor < 51;
        };
    }

    /**
     * Whether checkpoints that cut the WAL are safe beside this library. An unknown version is not
     * known to be good, nor is 3.52.0, which was withdrawn.
     */
    public static boolean isKnownToBeAbsentFrom(Optional<String> version) {
        return version.filter(it -> !affects(it) && !it.strip().startsWith("3.52.0")).isPresent();
    }

    /**
     * A sentence for the operator; empty where the version is not affected.
     *
     * @param whose library it is, such as {@code the agent's}
     */
    public static Optional<String> warning(String version, String whose) {
        return affects(version)
                ? Optional.of(
                        "SQLite %s (%s) has the WAL-reset bug, which can lose a commit in rare cases: move to 3.51.3 or newer."
                                .formatted(version, whose))
                : Optional.empty();
    }

    private WalResetBug() {}
}
