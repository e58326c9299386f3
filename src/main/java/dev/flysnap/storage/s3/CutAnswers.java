package dev.flysnap.storage.s3;

import java.io.EOFException;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Has a request sent again whose answer was cut in the middle of its head: the JDK's connections
 * take what came for the whole.
 */
final class CutAnswers implements ExecutionInterceptor {
    private static final int LOWEST_STATUS = 100;

    @Override
    public void afterTransmission(
            Context.AfterTransmission context, ExecutionAttributes attributes) {
        SdkHttpResponse answer = context.httpResponse();
        SdkHttpMethod method = context.httpRequest().method();
        if (answer.statusCode() < LOWEST_STATUS
                || (answer.isSuccessful() && !isWhole(method, answer))) {
            throw RetryableException.builder()
                    .message("the answer was cut off")
                    .cause(new EOFException())
                    .build();
        }
    }

    /** What is written and looked at has a version; everything else has a content. */
    private static boolean isWhole(SdkHttpMethod method, SdkHttpResponse answer) {
        return switch (method) {
            case PUT, HEAD -> has(answer, "ETag");
            case DELETE -> true;
            default -> has(answer, "Content-Length", "Transfer-Encoding");
        };
    }

    private static boolean has(SdkHttpResponse answer, String... anyOf) {
        return Stream.of(anyOf).map(answer::firstMatchingHeader).anyMatch(Optional::isPresent);
    }
}
