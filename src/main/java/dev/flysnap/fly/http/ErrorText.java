package dev.flysnap.fly.http;

import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.PrintableText;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An error as Fly reports it: {@code {"error", "status", "message"}}, or any other text. Source:
 * fly-go.
 *
 * @param text one line, safe to print
 * @param status Fly's error code, such as {@code insufficient_capacity}
 */
record ErrorText(String text, Optional<String> status) {
    static ErrorText of(ApiResponse.Whole answer, FlyToken token) {
        ErrorText raw = parse(answer.body());
        return new ErrorText(token.redact(raw.text()), raw.status());
    }

    private static ErrorText parse(String body) {
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

    /** The error is about the app, though a volume or machine of it was requested. */
    boolean isAboutApp() {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("app") && !lower.contains("volume") && !lower.contains("machine");
    }
}
