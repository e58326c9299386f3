package dev.flysnap.drill;

import dev.flysnap.sqlite.check.Expectation;
import java.util.List;

/** No row refers to one that is not there: an expectation like any other. */
final class ForeignKeys {
    private static final String QUERY = "SELECT count(*) FROM pragma_foreign_key_check";
    private static final String ADDRESSABLE = "[\\w./-]+";

    /**
     * @param paths of the databases that have to be there; another one on the volume, which may be
     *     a cache, is not meant
     */
    static List<Expectation> of(List<String> paths) {
        return paths.stream()
                .filter(it -> it.matches(ADDRESSABLE))
                .map(it -> Expectation.parse(it + ": " + QUERY, "=", "0"))
                .toList();
    }

    /** One copy is all that its volume has; of several a query cannot tell which is meant. */
    static List<Expectation> ofCopies(int copies) {
        return copies == 1 ? List.of(Expectation.parse(QUERY, "=", "0")) : List.of();
    }

    /** Whether that is what was expected. */
    static boolean isMeantBy(String expected) {
        return expected.contains(QUERY);
    }

    private ForeignKeys() {}
}
