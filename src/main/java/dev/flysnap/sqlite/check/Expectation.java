package dev.flysnap.sqlite.check;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a query on a database must give, from {@code --expect "SQL" OP VALUE}.
 *
 * @param database how the path of the meant database ends; absent = the only one on the volume
 * @param sql one query that gives one value; it can change nothing
 * @param value a number, a text, or {@code null}
 */
public record Expectation(Optional<String> database, String sql, Operator operator, String value) {
    private static final Pattern IN_DATABASE =
            Pattern.compile("([\\w./-]+):\\s*(\\S.*)", Pattern.DOTALL);
    private static final Pattern QUERY =
            Pattern.compile("(?i)\\s*(?:SELECT|WITH|VALUES)\\b.*", Pattern.DOTALL);
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final int MAX_CHARACTERS = 10_000;

    /** How the value found is compared with the expected one. */
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /** As it is written on the command line. */
        public String sign() {
            return sign;
        }

        /**
         * @throws IllegalArgumentException with a sentence for the user, if there is no such
         *     operator
         */
        static Operator of(String sign) {
            String canonical =
                    switch (sign) {
                        case "==" -> "=";
                        case "<>" -> "!=";
                        default -> sign;
                    };
            for (Operator operator : values()) {
                if (operator.sign.equals(canonical)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException(
                    "\"%s\" does not compare: =, !=, <, <=, > and >= do".formatted(sign));
        }
    }

    /**
     * Parses the three values of the option; the query may begin with the database's path and a
     * colon.
     *
     * @throws IllegalArgumentException with a sentence for the user, if they are not valid
     */
    public static Expectation parse(String sql, String operator, String value) {
        if (sql.length() > MAX_CHARACTERS || value.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException(
                    "--expect takes at most " + MAX_CHARACTERS + " characters");
        }
        Matcher named = IN_DATABASE.matcher(sql);
        boolean isNamed = named.matches();
        String query = (isNamed ? named.group(2) : sql).strip();
        if (!QUERY.matcher(query).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no query: --expect takes one that begins with SELECT, WITH or VALUES"
                            .formatted(query));
        }
        return new Expectation(
                isNamed ? Optional.of(named.group(1)) : Optional.empty(),
                query,
                Operator.of(operator),
                value);
    }

    /** The three values again, for the verifier's command line. */
    public List<String> arguments() {
        return List.of(database.map(it -> it + ": ").orElse("") + sql, operator.sign(), value);
    }

    /** Whether {@code path}, relative to the volume, is the database that is meant. */
    public boolean appliesTo(String path) {
        return database.map(text ->
                        path.equals(text)
                                || ("/" + path).endsWith("/" + text)
                                || text.endsWith("/" + path))
                .orElse(true);
    }

    /**
     * Whether the value is as expected: two numbers are compared as numbers, else both as texts.
     * NULL equals only {@code null}.
     *
     * @param found empty for NULL
     */
    public boolean isMetBy(Optional<String> found) {
        if (found.isEmpty() || value.toLowerCase(Locale.ROOT).equals("null")) {
            boolean same = found.isEmpty() && value.toLowerCase(Locale.ROOT).equals("null");
            return switch (operator) {
                case EQUAL -> same;
                case NOT_EQUAL -> !same;
                default -> false;
            };
        }
        int order = compare(found.get(), value);
        return switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case MORE -> order > 0;
            case AT_LEAST -> order >= 0;
        };
    }

    private static int compare(String found, String wanted) {
        return NUMBER.matcher(found).matches() && NUMBER.matcher(wanted).matches()
                ? new BigDecimal(found).compareTo(new BigDecimal(wanted))
                : found.compareTo(wanted);
    }

    @Override
    public String toString() {
        return String.join(" ", arguments());
    }

    /**
     * What a query gave.
     *
     * @param found as text; absent for NULL
     * @param unmet why it is not as expected; absent = it is
     */
    public record Result(
            String expected, Optional<String> found, boolean met, Optional<String> unmet) {
        public static Result met(Expectation expectation, Optional<String> found) {
            return new Result(expectation.toString(), found, true, Optional.empty());
        }

        public static Result unmet(Expectation expectation, Optional<String> found, String why) {
            return new Result(
                    expectation.toString(),
                    found,
                    false,
                    Optional.of("expected %s%s".formatted(expectation, why)));
        }
    }
}
