package dev.flysnap.fly.settings;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A token for the Machines API. Its text is a secret: only {@link #header} shows it. */
public final class FlyToken {
    /** A pasted token may carry its scheme, even twice. Source: fly-go, tokens. */
    private static final Pattern SCHEME = Pattern.compile("(?i)(?:(?:Bearer|FlyV1)(?:\\s+|$))+");

    private static final Pattern QUOTES = Pattern.compile("^([\"'])(.*)\\1$", Pattern.DOTALL);
    private static final Pattern VALID_TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final List<String> MACAROON_PREFIXES = List.of("fm2_", "fm1r_", "fm1a_");

    private final String header;

    private FlyToken(String header) {
        this.header = header;
    }

    /**
     * Reads a token as people paste it: with or without scheme or quotes, one or a comma-separated
     * list. A list that mixes macaroons with others is cut down to the macaroons. Source: fly-go,
     * tokens.
     *
     * @throws dev.flysnap.problem.FlysnapException with exit code 12 if it is empty or cannot be
     *     sent in a header
     */
    public static FlyToken parse(String pasted) {
        String bare = QUOTES.matcher(pasted.strip()).replaceFirst("$2").strip();
        List<String> tokens =
                Arrays.stream(bare.split(","))
                        .map(String::strip)
                        .map(FlyToken::withoutScheme)
                        .filter(it -> !it.isEmpty())
                        .toList();
        if (tokens.isEmpty()) {
            throw FlySettingsProblems.noToken().exception();
        }
        if (!tokens.stream().allMatch(it -> VALID_TOKEN.matcher(it).matches())) {
            throw FlySettingsProblems.malformedToken().exception();
        }
        List<String> macaroons = tokens.stream().filter(FlyToken::isMacaroon).toList();
        return macaroons.isEmpty()
                ? new FlyToken("Bearer " + String.join(",", tokens))
                : new FlyToken("FlyV1 " + String.join(",", macaroons));
    }

    private static String withoutScheme(String token) {
        var scheme = SCHEME.matcher(token);
        return scheme.lookingAt() ? token.substring(scheme.end()) : token;
    }

    private static boolean isMacaroon(String token) {
        return MACAROON_PREFIXES.stream().anyMatch(token::startsWith);
    }

    /** The value of the {@code Authorization} header: a secret. */
    public String header() {
        return header;
    }

    /** {@code text} with every part of this token replaced. */
    public String redact(String text) {
        return Arrays.stream(header.substring(header.indexOf(' ') + 1).split(","))
                .collect(Collectors.reducing(text, (shown, part) -> shown.replace(part, "…")));
    }

    /** Only the scheme, nothing of the secret. */
    @Override
    public String toString() {
        return header.substring(0, header.indexOf(' ')) + " …";
    }
}
