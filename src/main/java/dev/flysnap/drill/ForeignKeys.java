package dev.flysnap.drill;

import dev.flysnap.sqlite.check.Expectation;
import java.util.List;

/** No row refers to one that is not there: an expectation like any other. */
final class ForeignKeys {
    private static final String QUERY = "SELECT count(*) FROM pragma_foreign_key_check";
    private static final String ADDRESSABLE = "[\\w./-]+";

    /**
     * @param paths of the databases that are known; none = the only one that will be found
     */
    static List<Expectation> of(List<String> paths) {
        return paths.isEmpty()
                ? List.of(Expectation.parse(QUERY, "=", "0"))
                : paths.stream()
                        .filter(it -> it.matches(ADDRESSABLE))
                        .map(it -> Expectation.parse(it + ": " + QUERY, "=", "0"))
                        .toList();
    }

    /** Whether that is what was expected. */
    static boolean isMeantBy(String expected) {
        return expected.contains(QUERY);
    }

    private ForeignKeys() {}
}
