package dev.flysnap.doctor.checkup;

import dev.flysnap.fly.resource.TokenScope;
import dev.flysnap.fly.settings.TokenFacts;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ShortList;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How long the token will work, and what for. */
public final class TokenCheck {
    private static final String EXPIRY = "expiry";
    private static final String SCOPE = "scope";

    /** A schedule of a week must not be the first one to notice. */
    private static final Duration SOON = Duration.ofDays(14);

    /** Empty where nothing is known of its end. */
    public static Optional<Finding> of(
            AppName app, TokenFacts token, boolean isOfLogin, Instant now) {
        String renew = "fly tokens create deploy --app %s --expiry 8760h".formatted(app);
        if (token.ends().isPresent()) {
            Instant ends = token.ends().get();
            String seen = "the token ends at " + TimeText.of(ends);
            return Optional.of(
                    ends.isBefore(now)
                            ? Finding.wrong(
                                    EXPIRY, "the token ended at " + TimeText.of(ends), renew)
                            : ends.isBefore(now.plus(SOON))
                                    ? Finding.toDo(
                                            EXPIRY, seen + ": make the next one before", renew)
                                    : Finding.fine(EXPIRY, seen));
        }
        return isOfLogin
                ? Optional.of(
                        Finding.fine(
                                EXPIRY,
                                "the token is of fly auth login, which ends after 30 days: nothing that runs by itself should use it"))
                : Optional.empty();
    }

    /**
     * Whether it can do what flysnap needs it for. Without a word of Fly's nothing is known.
     *
     * @param inApp flysnap's own app, which it is needed for too
     * @param scopes of its parts, of which one is enough for each app
     */
    public static Optional<Finding> scope(
            AppName app, Optional<AppName> inApp, TokenFacts token, List<TokenScope> scopes) {
        String another = "fly tokens create deploy --app " + app;
        if (token.readsOnly()) {
            return Optional.of(
                    Finding.toDo(
                            SCOPE,
                            "the token can only read: enough to look and for --dry-run; nothing can be taken, restored or removed with it",
                            another));
        }
        if (scopes.isEmpty()) {
            return Optional.empty();
        }
        // Fly has answered for the app itself; where it names that one, it names the others, too.
        Optional<AppName> outside =
                inApp.filter(_ -> isCovered(app, scopes)).filter(it -> !isCovered(it, scopes));
        if (outside.isPresent()) {
            return Optional.of(
                    Finding.wrong(
                            SCOPE,
                            "the token is for %s, and not for %s"
                                    .formatted(text(scopes), outside.get()),
                            "put the deploy tokens of both apps into FLY_API_TOKEN, with a comma between them: fly tokens create deploy --app "
                                    + outside.get()));
        }
        return scopes.stream()
                .flatMap(it -> it.restrictedToMachine().stream())
                .findFirst()
                .map(it ->
                        Finding.wrong(
                                SCOPE,
                                "the token works on the machine %s only".formatted(it),
                                another))
                .or(() -> Optional.of(Finding.fine(SCOPE, "the token is for " + text(scopes))));
    }

    private static boolean isCovered(AppName app, List<TokenScope> scopes) {
        return scopes.stream().anyMatch(it -> it.covers(app.value()));
    }

    private static String text(List<TokenScope> scopes) {
        return scopes.stream()
                .map(it ->
                        it.apps().isEmpty() || it.apps().contains("*")
                                ? "all apps" + it.organization().map(" of "::concat).orElse("")
                                : ShortList.text(it.apps()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private TokenCheck() {}
}
