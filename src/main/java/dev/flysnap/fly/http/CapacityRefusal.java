package dev.flysnap.fly.http;

import dev.flysnap.fly.resource.CapacityShortage;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides which of Fly's refusals mean "no capacity", and which of them mean "over quota":
 *
 * <ul>
 *   <li>Fly's own error code {@code insufficient_capacity}: no capacity, with any HTTP status but
 *       those that come next;
 *   <li>401, 404, 408, 429: never;
 *   <li>409, 412, 423: also by the message: one that names a quota or limit is a quota, one that
 *       names capacity, memory or space is capacity;
 *   <li>403: only a quota by its message, since "insufficient" can mean rights there.
 * </ul>
 *
 * <p>Source: fly-go for the code; the messages were seen by other projects.
 */
final class CapacityRefusal {
    private static final Pattern CAPACITY =
            Pattern.compile("insufficient|capacity|not enough|no space|out of (?:memory|space)");
    private static final Pattern QUOTA =
            Pattern.compile(
                    "quota|limit (?:reached|exceeded)|exceed(?:s|ed).*limit|(?:reached|over) .*limit");

    /** What there was not enough of; empty if the refusal has another reason. */
    static Optional<CapacityShortage> of(int httpStatus, ErrorText error) {
        return switch (httpStatus) {
            case 401, 404, 408, 429 -> Optional.empty();
            case 403 -> byCode(error).or(() -> byText(QUOTA, error, CapacityShortage.QUOTA));
            case 409, 412, 423 ->
                    byCode(error)
                            .or(() -> byText(QUOTA, error, CapacityShortage.QUOTA))
                            .or(() -> byText(CAPACITY, error, CapacityShortage.ROOM));
            default -> byCode(error);
        };
    }

    private static Optional<CapacityShortage> byCode(ErrorText error) {
        return error.status()
                .filter("insufficient_capacity"::equals)
                .map(_ -> CapacityShortage.ROOM);
    }

    private static Optional<CapacityShortage> byText(
            Pattern pattern, ErrorText error, CapacityShortage meaning) {
        return pattern.matcher(error.text().toLowerCase(Locale.ROOT)).find()
                ? Optional.of(meaning)
                : Optional.empty();
    }

    private CapacityRefusal() {}
}
