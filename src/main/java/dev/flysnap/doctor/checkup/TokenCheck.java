package dev.flysnap.doctor.checkup;

import dev.flysnap.fly.settings.TokenFacts;
import dev.flysnap.model.AppName;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long the token will work. */
public final class TokenCheck {
    private static final String CHECK = "token";

    /** A schedule of a week must not be the first one to notice. */
    private static final Duration SOON = Duration.ofDays(14);

    /** Empty where nothing is known of its end. */
    public static Optional<Finding> of(
            AppName app, TokenFacts token, boolean isOfLogin, Instant now) {
        String renew = "fly tokens create deploy --app %s --expiry 8760h".formatted(app);
        if (token.ends().isPresent()) {
            Instant ends = token.ends().get();
            String seen = "ends at " + TimeText.of(ends);
            return Optional.of(
                    ends.isBefore(now)
                            ? Finding.wrong(CHECK, "ended at " + TimeText.of(ends), renew)
                            : ends.isBefore(now.plus(SOON))
                                    ? Finding.toDo(
                                            CHECK, seen + ": make the next one before", renew)
                                    : Finding.fine(CHECK, seen));
        }
        return isOfLogin
                ? Optional.of(
                        Finding.fine(
                                CHECK,
                                "of fly auth login, which ends after 30 days: nothing that runs by itself should use it"))
                : Optional.empty();
    }

    private TokenCheck() {}
}
