package dev.flysnap.fly.http;

import static dev.flysnap.fly.http.RefusalMeaning.*;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each of Fly's refusals means, by HTTP status, Fly's error code and text; the first row that
 * matches counts. 403 never means "no capacity" by its text alone, since "insufficient" can mean
 * rights there. Source: fly-go for the codes; the texts were seen by other projects.
 */
final class RefusalTable {
    private static final String QUOTA_TEXT =
            "quota|limit (?:reached|exceeded)|exceed(?:s|ed).*limit|(?:reached|over) .*limit";

    /**
     * Such as "in dfw", "for region fra", "please consider other regions". Tried at the beginning
     * only: at each character it would take the square of the text's length.
     */
    private static final String OF_A_REGION =
            "^(?=.*(?:\\bin (?:region )?(?!(?:all|any|its|our|the|use)\\b)[a-z]{3}\\b|\\bregion [a-z]{3}\\b|other regions))";

    private static final Pattern SMALLER_THAN =
            Pattern.compile(
                    "volume size .*smaller than .* size \\((\\d{1,6}(?:\\.\\d{1,9})?) ?gi?b\\)",
                    Pattern.CASE_INSENSITIVE);

    private static final List<Row> ROWS =
            List.of(
                    row("401", "", NOT_AUTHORISED),
                    row("429", "", RATE_LIMITED),
                    row("404", "snapshot\\b.* not (?:found|exist)", SNAPSHOT_UNKNOWN),
                    row("404", "volume\\b.* not (?:found|exist)", VOLUME_UNKNOWN),
                    row("404", "", NOT_FOUND),
                    code("[45]..", "insufficient_capacity", NO_CAPACITY),
                    code("409|412|423", "name_taken", NAME_TAKEN),
                    row("403|409|412|423", OF_A_REGION + ".*(?:" + QUOTA_TEXT + ")", REGION_QUOTA),
                    row("403|409|412|423", QUOTA_TEXT, QUOTA),
                    row("400|422", OF_A_REGION + ".*\\bquota\\b", REGION_QUOTA),
                    row("400|422", "\\bquota\\b", QUOTA),
                    row("403", "", NOT_AUTHORISED),
                    row("4..", SMALLER_THAN.pattern(), VOLUME_TOO_SMALL),
                    row("400|412|422", "snapshot\\b.* not (?:found|exist)", SNAPSHOT_UNKNOWN),
                    row("400|412|422", "volume\\b.* not (?:found|exist)", VOLUME_UNKNOWN),
                    row(
                            "400|422",
                            "(?:no|insufficient|not enough|out of) (?:capacity|memory|resources|room|space)",
                            NO_CAPACITY),
                    row(
                            "409|412|423",
                            "insufficient|capacity|not enough|no space|out of (?:memory|space)",
                            NO_CAPACITY),
                    row("409|412|423", "\\blease", LEASED),
                    row("412", "", PRECONDITION),
                    row("409|423", "", CONFLICT),
                    row("405|413|414|415|422", "", BAD_INPUT),
                    row(
                            "400",
                            "invalid|not valid|must (?:be|have|not)|required|malformed|unmarshal|unknown field|not (?:allowed|supported)",
                            BAD_INPUT),
                    row("4..", "", OTHER));

    private record Row(
            Pattern status, Optional<String> code, Pattern text, RefusalMeaning meaning) {
        boolean matches(int httpStatus, ErrorText error) {
            return status.matcher(Integer.toString(httpStatus)).matches()
                    && (code.isEmpty() || code.equals(error.status()))
                    && text.matcher(error.text()).find();
        }
    }

    private static Row row(String status, String text, RefusalMeaning meaning) {
        return new Row(
                Pattern.compile(status),
                Optional.empty(),
                Pattern.compile(text, Pattern.CASE_INSENSITIVE),
                meaning);
    }

    private static Row code(String status, String code, RefusalMeaning meaning) {
        return new Row(Pattern.compile(status), Optional.of(code), Pattern.compile(""), meaning);
    }

    /** Empty where the status is no refusal: 408 and 5xx leave open what happened. */
    static Optional<RefusalMeaning> meaning(int httpStatus, ErrorText error) {
        return httpStatus == 408
                ? Optional.empty()
                : ROWS.stream()
                        .filter(it -> it.matches(httpStatus, error))
                        .map(Row::meaning)
                        .findFirst();
    }

    /** The size in GB that the volume must have, where the refusal names it. */
    static Optional<Integer> requiredGb(ErrorText error) {
        Matcher matcher = SMALLER_THAN.matcher(error.text());
        return matcher.find()
                ? Optional.of(
                        new BigDecimal(matcher.group(1))
                                .setScale(0, RoundingMode.CEILING)
                                .intValue())
                : Optional.empty();
    }

    private RefusalTable() {}
}
