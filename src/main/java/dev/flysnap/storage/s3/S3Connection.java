package dev.flysnap.storage.s3;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Makes the library's client out of the names that Fly's storage and AWS set.
 *
 * @param limit of a request with its repetitions; absent = none
 */
record S3Connection(Map<String, String> environment, Optional<Duration> limit) {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** The longest that nothing comes. */
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(1);

    /** Each bucket has a name of its own there; elsewhere it may only be known as a path. */
    private static final List<String> HOSTS_WITH_BUCKETS =
            List.of(".amazonaws.com", ".tigris.dev", ".storage.dev");

    private static final Set<String> DAMAGED_ON_ITS_WAY = Set.of("BadDigest", "IncompleteBody");

    /** Where no region is set and none is needed: what Fly's storage sets. */
    private static final String ANY_REGION = "auto";

    S3Client client(String bucket) {
        Optional<URI> endpoint = endpoint();
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT_TIMEOUT)
                                        .socketTimeout(READ_TIMEOUT))
                        .credentialsProvider(credentials())
                        // Each part goes with an MD5 that every S3 compares: newer checksums are
                        // not known to all.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .chunkedEncodingEnabled(false)
                                        .expectContinueEnabled(false)
                                        .build());
        ClientOverrideConfiguration.Builder more =
                ClientOverrideConfiguration.builder()
                        .addExecutionInterceptor(new CutAnswers())
                        .retryStrategy(
                                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                        // An answer that breaks off in its content, and a part
                                        // that arrived changed or cut off.
                                        .retryOnRootCauseInstanceOf(IOException.class)
                                        .retryOnException(S3Connection::isDamagedOnItsWay)
                                        .build());
        endpoint.ifPresent(it -> {
            builder.endpointOverride(it).forcePathStyle(isPathStyle(it, bucket));
            // Tigris: else a read may be answered by a copy elsewhere that is older.
            more.putHeader("X-Tigris-Consistent", "true");
        });
        limit.ifPresent(more::apiCallTimeout);
        builder.overrideConfiguration(more.build());
        region().or(() -> endpoint.map(_ -> ANY_REGION))
                .ifPresent(it -> builder.region(Region.of(it)));
        return builder.build();
    }

    /** Signs requests that somebody else sends. */
    S3Presigner presigner(String bucket) {
        S3Presigner.Builder builder = S3Presigner.builder().credentialsProvider(credentials());
        Optional<URI> endpoint = endpoint();
        endpoint.ifPresent(it ->
                builder.endpointOverride(it)
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .pathStyleAccessEnabled(isPathStyle(it, bucket))
                                        .build()));
        region().or(() -> endpoint.map(_ -> ANY_REGION))
                .ifPresent(it -> builder.region(Region.of(it)));
        return builder.build();
    }

    private static boolean isDamagedOnItsWay(Throwable failure) {
        return failure instanceof S3Exception answer
                && DAMAGED_ON_ITS_WAY.contains(S3Failures.code(answer));
    }

    private static boolean isPathStyle(URI endpoint, String bucket) {
        String host = String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT);
        return bucket.contains(".") || HOSTS_WITH_BUCKETS.stream().noneMatch(host::endsWith);
    }

    /**
     * @throws IllegalArgumentException if it is set and no address, or one with a password in it:
     *     messages name it
     */
    Optional<URI> endpoint() {
        return first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .map(URI::create)
                .map(it -> {
                    if (!SCHEMES.contains(String.valueOf(it.getScheme()))
                            || it.getHost() == null
                            || it.getRawUserInfo() != null) {
                        throw new IllegalArgumentException("no address of a store");
                    }
                    return it;
                });
    }

    private Optional<String> region() {
        return first("AWS_REGION", "AWS_DEFAULT_REGION");
    }

    private AwsCredentialsProvider credentials() {
        Optional<String> id = first("AWS_ACCESS_KEY_ID");
        Optional<String> secret = first("AWS_SECRET_ACCESS_KEY");
        if (id.isEmpty() || secret.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(
                first("AWS_SESSION_TOKEN")
                        .<software.amazon.awssdk.auth.credentials.AwsCredentials>map(token ->
                                AwsSessionCredentials.create(id.get(), secret.get(), token))
                        .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
    }

    private Optional<String> first(String... names) {
        return Stream.of(names)
                .map(it -> environment.getOrDefault(it, "").strip())
                .filter(it -> !it.isEmpty())
                .findFirst();
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "S3Connection[%s]".formatted(endpoint());
    }
}
