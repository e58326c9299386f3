package dev.flysnap.fly.http;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.PrintableText;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the platform says about an error: {@code {"error", "status", "message"}}, or anything else.
 * Source: fly-go.
 *
 * @param text one line, fit for a terminal
 * @param status the platform's own word, such as {@code insufficient_capacity}
 */
record ErrorText(String text, Optional<String> status) {
    private static final Pattern SHORTAGE =
            Pattern.compile("insufficient|capacity|not enough|no space|out of (?:memory|space)");
    private static final Pattern QUOTA =
            Pattern.compile(
                    "quota|limit (?:reached|exceeded)|exceed(?:s|ed).*limit|(?:reached|over) .*limit");

    static ErrorText of(ApiResponse.Whole answer, FlyToken token) {
        ErrorText raw = read(answer.body());
        return new ErrorText(token.redact(raw.text()), raw.status());
    }

    private static ErrorText read(String body) {
        try {
            Json.Obj json = JsonText.parseObject(body);
            String text =
                    Stream.of(json.text("error"), json.text("message"))
                            .flatMap(Optional::stream)
                            .filter(it -> !it.isBlank())
                            .distinct()
                            .collect(Collectors.joining("; "));
            return new ErrorText(
                    PrintableText.of(text),
                    json.text("status").filter(it -> it.matches("\\w{1,60}")));
        } catch (MalformedJson e) {
            return new ErrorText(PrintableText.of(body), Optional.empty());
        }
    }

    /**
     * A shortage of room or quota, not of rights: 412, 409 or 403. Source: seen by other projects.
     */
    Optional<CapacityShortage> shortage() {
        if (saysInsufficientCapacity()) {
            return Optional.of(CapacityShortage.ROOM);
        }
        if (mentionsQuota()) {
            return Optional.of(CapacityShortage.QUOTA);
        }
        return SHORTAGE.matcher(text.toLowerCase(Locale.ROOT)).find()
                ? Optional.of(CapacityShortage.ROOM)
                : Optional.empty();
    }

    /** The platform's own word for it. Source: fly-go. */
    boolean saysInsufficientCapacity() {
        return status.filter("insufficient_capacity"::equals).isPresent();
    }

    /** The organisation may not have more. */
    boolean mentionsQuota() {
        return QUOTA.matcher(text.toLowerCase(Locale.ROOT)).find();
    }

    /** Somebody else has the machine's lease. */
    boolean mentionsLease() {
        return text.toLowerCase(Locale.ROOT).contains("lease");
    }

    /** The error is about the app, though a volume or machine of it was asked for. */
    boolean isAboutApp() {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("app") && !lower.contains("volume") && !lower.contains("machine");
    }
}
