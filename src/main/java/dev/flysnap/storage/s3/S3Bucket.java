package dev.flysnap.storage.s3;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.ListedObject;
import dev.flysnap.storage.SmallObject;
import dev.flysnap.time.Sleeper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The objects of one place in a bucket. Every failure is a {@link FlysnapException}; requests that
 * got no answer were sent three times.
 */
public final class S3Bucket implements ConditionalObjects {
    static final String WRITER = "flysnap-writer";
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int NOT_IMPLEMENTED = 501;

    /** The code of the problem of a store that knows no conditions. */
    public static final String NO_CONDITIONS = "s3-no-conditions";

    private static final int MAX_CONFLICTS = 20;
    private static final int MAX_LISTED = 1_000_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final S3Client client;
    private final S3Address address;
    private final S3Failures failures;
    private final S3Connection connection;

    private S3Bucket(
            S3Client client, S3Address address, S3Failures failures, S3Connection connection) {
        this.connection = connection;
        this.client = client;
        this.address = address;
        this.failures = failures;
    }

    /**
     * Sends nothing yet.
     *
     * @param environment the names that Fly's storage and AWS set: AWS_ENDPOINT_URL_S3, AWS_REGION,
     *     AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and others
     */
    public static S3Bucket of(S3Address address, Map<String, String> environment) {
        return of(address, environment, Optional.empty());
    }

    /**
     * The same for small objects.
     *
     * @param limit how long a request may take, with its repetitions
     */
    public static S3Bucket of(S3Address address, Map<String, String> environment, Duration limit) {
        return of(address, environment, Optional.of(limit));
    }

    private static S3Bucket of(
            S3Address address, Map<String, String> environment, Optional<Duration> limit) {
        S3Connection connection = new S3Connection(environment, limit);
        S3Failures unsaid = new S3Failures(address, "AWS", S3Patience.NONE);
        return unsaid.explained(
                "be used",
                () -> {
                    String endpoint = connection.endpoint().map(Object::toString).orElse("AWS");
                    return new S3Bucket(
                            connection.client(address.bucket()),
                            address,
                            new S3Failures(address, endpoint, S3Patience.NONE),
                            connection);
                });
    }

    /**
     * The same for transfers, which are worth waiting for: each request is made again for two
     * minutes where the store is away.
     *
     * @param notes hears when that begins, and when it is over
     * @param sleeper waits between the tries
     */
    public S3Bucket patient(Consumer<String> notes, Sleeper sleeper) {
        return patient(S3Patience.of(notes, sleeper, InstantSource.system()));
    }

    S3Bucket patient(S3Patience patience) {
        return new S3Bucket(client, address, failures.with(patience), connection);
    }

    @Override
    public String where() {
        return address.toString();
    }

    public S3Address address() {
        return address;
    }

    /**
     * @throws FlysnapException if there is no such bucket, or the keys may not look into it
     */
    public void requireAccess() {
        var _ =
                failures.explained(
                        "list " + address,
                        () -> client.listObjectsV2(listing("").maxKeys(1).build()));
    }

    private ListObjectsV2Request.Builder listing(String from) {
        return ListObjectsV2Request.builder()
                .bucket(address.bucket())
                .prefix(address.prefix() + from)
                .delimiter("/");
    }

    /**
     * An address by which whoever has it can write the object of this name, whole, with one PUT. It
     * is a secret.
     *
     * @param valid how long it can be used, from now
     */
    public String writeAddress(String name, Duration valid) {
        return failures.explained(
                "sign for " + address,
                () -> {
                    try (S3Presigner presigner = connection.presigner(address.bucket())) {
                        return presigner
                                .presignPutObject(signed ->
                                        signed.signatureDuration(valid)
                                                .putObjectRequest(it ->
                                                        it.bucket(address.bucket()).key(key(name))))
                                .url()
                                .toString();
                    }
                });
    }

    /**
     * Those that begin with {@code from}, but not those of folders below; in the order of their
     * names.
     */
    @Override
    public List<ListedObject> list(String from) {
        return failures.explained(
                "list " + address,
                () -> {
                    List<ListedObject> objects = new ArrayList<>();
                    client.listObjectsV2Paginator(listing(from).build()).contents().stream()
                            .limit(MAX_LISTED)
                            .forEach(it ->
                                    objects.add(
                                            new ListedObject(
                                                    it.key().substring(address.prefix().length()),
                                                    it.eTag(),
                                                    it.size(),
                                                    it.lastModified())));
                    objects.removeIf(it -> it.name().isEmpty());
                    return objects;
                });
    }

    public boolean has(String name) {
        return head(name).isPresent();
    }

    Optional<HeadObjectResponse> head(String name) {
        return failures.explained(
                "read " + address,
                () -> {
                    try {
                        return Optional.of(
                                client.headObject(
                                        it -> it.bucket(address.bucket()).key(key(name))));
                    } catch (S3Exception e) {
                        return absent(e);
                    }
                });
    }

    private static <T> Optional<T> absent(S3Exception e) {
        if (S3Failures.isNotFound(e)) {
            return Optional.empty();
        }
        throw e;
    }

    /** A stream that goes on where a cut connection left off; empty where there is none. */
    public Optional<InputStream> open(String name) {
        return head(name)
                .map(it ->
                        new S3Download(
                                client,
                                address,
                                failures,
                                key(name),
                                it.eTag(),
                                it.contentLength()));
    }

    /** A small object, at once. */
    @Override
    public Optional<SmallObject> read(String name) {
        return failures.explained(
                "read " + address,
                () -> {
                    try {
                        ResponseBytes<GetObjectResponse> read =
                                client.getObjectAsBytes(
                                        it -> it.bucket(address.bucket()).key(key(name)));
                        GetObjectResponse head = read.response();
                        return Optional.of(
                                new SmallObject(
                                        read.asByteArrayUnsafe(),
                                        head.eTag(),
                                        Duration.between(head.lastModified(), answeredAt(head))));
                    } catch (S3Exception e) {
                        return absent(e);
                    }
                });
    }

    /** By the server's clock. */
    private static Instant answeredAt(GetObjectResponse head) {
        return head.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(it -> ZonedDateTime.parse(it, DateTimeFormatter.RFC_1123_DATE_TIME))
                .map(ZonedDateTime::toInstant)
                .orElseGet(Instant::now);
    }

    @Override
    public Optional<String> put(String name, byte[] bytes, Condition condition) {
        PutObjectRequest.Builder put = put(name).contentMD5(Md5.of(bytes, bytes.length));
        switch (condition) {
            case Condition.Absent() -> put.ifNoneMatch("*");
            case Condition.Version(String version) -> put.ifMatch(version);
        }
        return conditionally(
                name,
                "write to " + address,
                writer -> {
                    PutObjectRequest request = put.metadata(Map.of(WRITER, writer)).build();
                    try {
                        return client.putObject(request, body(bytes, bytes.length)).eTag();
                    } catch (S3Exception e) {
                        if (e.statusCode() == NOT_IMPLEMENTED) {
                            throw S3Problems.noConditions(address).exception(e);
                        }
                        throw e;
                    }
                });
    }

    /** The same whatever is there. */
    void write(String name, byte[] bytes) {
        var _ =
                failures.explained(
                        "write to " + address,
                        () ->
                                client.putObject(
                                        put(name).contentMD5(Md5.of(bytes, bytes.length)).build(),
                                        body(bytes, bytes.length)));
    }

    /** The same under a name that nobody else takes. */
    void create(String name, byte[] bytes) {
        var _ =
                conditionally(
                        name,
                        "write to " + address,
                        writer ->
                                conditionalIfKnown(isConditional -> {
                                    PutObjectRequest.Builder put =
                                            put(name)
                                                    .contentMD5(Md5.of(bytes, bytes.length))
                                                    .metadata(Map.of(WRITER, writer));
                                    if (isConditional) {
                                        put.ifNoneMatch("*");
                                    }
                                    return client.putObject(put.build(), body(bytes, bytes.length))
                                            .eTag();
                                }));
    }

    /** A request that can be sent with and without its condition. */
    interface OptionalCondition {
        String send(boolean isConditional);
    }

    /**
     * With its condition, which the policies of some buckets demand; without where the store knows
     * none. Only for names that are unique.
     */
    static String conditionalIfKnown(OptionalCondition request) {
        try {
            return request.send(true);
        } catch (S3Exception e) {
            if (e.statusCode() != NOT_IMPLEMENTED) {
                throw e;
            }
            return request.send(false);
        }
    }

    /** Sends a conditional request, with a mark by which its own object is known. */
    interface ConditionalRequest {
        String send(String writer);
    }

    /**
     * An answer that was lost makes the library send again, and what it wrote the first time is
     * then in its own way.
     */
    Optional<String> conditionally(String name, String action, ConditionalRequest request) {
        return conditionally(name, action, newWriter(), request);
    }

    Optional<String> conditionally(
            String name, String action, String writer, ConditionalRequest request) {
        return failures.explained(
                action,
                () -> {
                    for (int conflicts = 0; ; conflicts++) {
                        try {
                            return Optional.of(request.send(writer));
                        } catch (S3Exception e) {
                            boolean isConflict = e.statusCode() == CONFLICT;
                            if (e.statusCode() != PRECONDITION_FAILED
                                    && !S3Failures.isNotFound(e)
                                    && (!isConflict || conflicts == MAX_CONFLICTS)) {
                                throw e;
                            }
                            Optional<HeadObjectResponse> there = head(name);
                            if (there.filter(it -> isOf(it, writer)).isPresent()) {
                                return there.map(HeadObjectResponse::eTag);
                            }
                            if (S3Failures.code(e).equals("NoSuchUpload") && there.isEmpty()) {
                                throw e;
                            }
                            if (!isConflict) {
                                return Optional.empty();
                            }
                        }
                    }
                });
    }

    static String newWriter() {
        return "%016x".formatted(RANDOM.nextLong());
    }

    private static boolean isOf(HeadObjectResponse head, String writer) {
        return writer.equals(head.metadata().get(WRITER));
    }

    PutObjectRequest.Builder put(String name) {
        return PutObjectRequest.builder().bucket(address.bucket()).key(key(name));
    }

    /** Without a copy of the bytes. */
    static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length),
                length,
                "application/octet-stream");
    }

    /** An object of any size, that is there when {@link S3Upload#commit} says so. */
    public S3Upload upload(String name) {
        return new S3Upload(this, client, failures, name);
    }

    /** Those of {@code name} that are not finished. */
    List<MultipartUpload> uploads(String name) {
        return onUploads(() ->
                client
                        .listMultipartUploadsPaginator(
                                it -> it.bucket(address.bucket()).prefix(key(name)))
                        .uploads()
                        .stream()
                        .filter(it -> it.key().equals(key(name)))
                        .toList());
    }

    /** Ends them, and frees what they take. */
    void abort(List<MultipartUpload> uploads) {
        var _ =
                onUploads(() -> {
                    for (MultipartUpload upload : uploads) {
                        client.abortMultipartUpload(it ->
                                it.bucket(address.bucket())
                                        .key(upload.key())
                                        .uploadId(upload.uploadId()));
                    }
                    return address;
                });
    }

    private <T> T onUploads(Supplier<T> request) {
        return failures.explained(
                "list and end unfinished uploads in %s (s3:ListBucketMultipartUploads, s3:AbortMultipartUpload)"
                        .formatted(address),
                request);
    }

    /** It is not there afterwards. */
    @Override
    public void delete(String name) {
        var _ =
                failures.explained(
                        "delete from " + address,
                        () ->
                                client.deleteObject(
                                        it -> it.bucket(address.bucket()).key(key(name))));
    }

    String key(String name) {
        return address.prefix() + name;
    }
}
