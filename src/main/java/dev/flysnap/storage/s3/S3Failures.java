package dev.flysnap.storage.s3;

import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What failed, in words for the user: those of the library are for programmers. */
record S3Failures(S3Address address, String endpoint, S3Patience patience) {
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int MOVED = 301;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int MAX_CAUSES = 10;
    private static final Set<String> KEYS =
            Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken");
    private static final Set<String> REGION =
            Set.of(
                    "PermanentRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException",
                    "TemporaryRedirect");

    S3Failures with(S3Patience other) {
        return new S3Failures(address, endpoint, other);
    }

    /**
     * The same, as what it is for the caller. Where the connection is cut within an answer the
     * library passes that on as it is.
     */
    <T> T explained(String action, Supplier<T> request) {
        try {
            return patience.make(address.toString(), request);
        } catch (SdkException | IllegalArgumentException | UncheckedIOException e) {
            throw problem(action, e).exception(e);
        }
    }

    private Problem problem(String action, RuntimeException failure) {
        return switch (failure) {
            case S3Exception e -> ofAnswer(action, e);
            case SdkClientException e -> ofNoAnswer(e);
            case UncheckedIOException e ->
                    S3Problems.unreachable(
                            address, endpoint, FailureText.of(inputOrOutput(e).orElse(e)));
            default -> S3Problems.badSettings(address);
        };
    }

    private Problem ofAnswer(String action, S3Exception e) {
        String code = code(e);
        if (code.equals("NoSuchBucket")) {
            return S3Problems.noBucket(address);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return S3Problems.clockSkew(address);
        }
        if (KEYS.contains(code)) {
            return S3Problems.keysRefused(address, code);
        }
        if (REGION.contains(code) || e.statusCode() == MOVED) {
            return S3Problems.otherRegion(address);
        }
        return e.statusCode() == FORBIDDEN
                ? S3Problems.noAccess(address, action)
                : S3Problems.refused(address, action, e.statusCode(), code);
    }

    private Problem ofNoAnswer(SdkClientException e) {
        return inputOrOutput(e)
                .map(it -> S3Problems.unreachable(address, endpoint, FailureText.of(it)))
                .orElseGet(() -> ofSettings(e));
    }

    private static Optional<Throwable> inputOrOutput(Throwable failure) {
        return Stream.<Throwable>iterate(failure, it -> it != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .filter(IOException.class::isInstance)
                .findFirst();
    }

    /** Whether it may pass by itself: no answer came, or one that says that the store is busy. */
    static boolean isAway(RuntimeException failure) {
        return switch (failure) {
            case S3Exception e ->
                    e.statusCode() == TOO_MANY
                            || (e.statusCode() >= SERVER_ERRORS
                                    && e.statusCode() != NOT_IMPLEMENTED);
            case SdkClientException e -> inputOrOutput(e).isPresent();
            case UncheckedIOException _ -> true;
            default -> false;
        };
    }

    /** The library tells it by its message only. */
    private Problem ofSettings(SdkClientException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("credentials")
                ? S3Problems.noKeys(address)
                : message.contains("region")
                        ? S3Problems.badSettings(address)
                        : S3Problems.unreachable(address, endpoint, "no answer came in time");
    }

    static boolean isNotFound(S3Exception e) {
        return e.statusCode() == NOT_FOUND && !code(e).equals("NoSuchBucket");
    }

    static String code(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }
}
