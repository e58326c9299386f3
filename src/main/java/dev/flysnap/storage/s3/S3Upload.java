package dev.flysnap.storage.s3;

import dev.flysnap.file.ExitCleanup;
import dev.flysnap.problem.FlysnapException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * An object of a length that nobody knows before. One part of it is in memory: 8 MiB at first, 8
 * MiB more after each thousand parts, at most 64 MiB. What fits into the first is sent in one
 * request.
 */
public final class S3Upload extends OutputStream {
    /** The most that S3 takes. Source: AWS, "Multipart upload limits". */
    private static final int MAX_PARTS = 10_000;

    private static final int STEP = 8 << 20;
    private static final int PARTS_PER_STEP = 1000;
    private static final int MAX_STEPS = 8;

    /** 436 GB: a thousand parts of each size below the largest, and three thousand of that. */
    public static final long MAX_BYTES = maxBytes();

    /** Much less than a day on any line, so that no prune takes the upload for a dead one. */
    private static final int PARTS_PER_MARK = 8;

    private static final Duration ABORT_LIMIT = Duration.ofSeconds(5);

    private final S3Bucket bucket;
    private final S3Client client;
    private final S3Failures failures;
    private final String name;
    private final String writer = S3Bucket.newWriter();
    private final List<CompletedPart> parts = new ArrayList<>();
    private byte[] buffer = new byte[STEP];
    private int filled;
    private Optional<Begun> begun = Optional.empty();

    /** On the server, where it has to be taken back if it is not finished. */
    private record Begun(String uploadId, ExitCleanup cleanup) {}

    S3Upload(S3Bucket bucket, S3Client client, S3Failures failures, String name) {
        this.bucket = bucket;
        this.client = client;
        this.failures = failures;
        this.name = name;
    }

    static int partBytes(int index) {
        return STEP * Math.min(MAX_STEPS, 1 + index / PARTS_PER_STEP);
    }

    private static long maxBytes() {
        long bytes = 0;
        for (int i = 0; i < MAX_PARTS; i++) {
            bytes += partBytes(i);
        }
        return bytes;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /**
     * @throws FlysnapException if the store does not take it
     */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (filled == buffer.length) {
                sendPart();
            }
            int fits = Math.min(end - from, buffer.length - filled);
            System.arraycopy(bytes, from, buffer, filled, fits);
            filled += fits;
            from += fits;
        }
    }

    private void sendPart() {
        if (parts.size() == MAX_PARTS) {
            throw S3Problems.tooLarge(bucket.address(), name, MAX_BYTES).exception();
        }
        String upload = begun.orElseGet(this::begin).uploadId();
        int number = parts.size() + 1;
        if (number > 1 && number % PARTS_PER_MARK == 1) {
            renewMark();
        }
        String etag =
                failures.explained(
                        "write to " + bucket.address(),
                        () ->
                                client.uploadPart(
                                                it ->
                                                        it.bucket(bucket.address().bucket())
                                                                .key(bucket.key(name))
                                                                .uploadId(upload)
                                                                .partNumber(number)
                                                                .contentMD5(Md5.of(buffer, filled)),
                                                S3Bucket.body(buffer, filled))
                                        .eTag());
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        filled = 0;
        int next = partBytes(parts.size());
        if (next > buffer.length) {
            buffer = new byte[next];
        }
    }

    private void renewMark() {
        try {
            S3Draft.renew(bucket, name, writer);
        } catch (FlysnapException e) {
            // Some refuse to overwrite anything, by a policy or a retention lock. The upload itself
            // overwrites nothing, and no prune takes it for a dead one within a day.
        }
    }

    private Begun begin() {
        S3Draft.mark(bucket, name, writer);
        String id =
                failures.explained(
                        "write to " + bucket.address(),
                        () ->
                                client.createMultipartUpload(it ->
                                                it.bucket(bucket.address().bucket())
                                                        .key(bucket.key(name))
                                                        .metadata(Map.of(S3Bucket.WRITER, writer)))
                                        .uploadId());
        Begun now = new Begun(id, ExitCleanup.within(ABORT_LIMIT, () -> abort(id)));
        begun = Optional.of(now);
        return now;
    }

    /**
     * Finishes it, unless an object of that name is there already.
     *
     * @return false where one is; then nothing was written
     * @throws FlysnapException if the store does not take it
     */
    public boolean commit() {
        if (begun.isPresent() && filled > 0) {
            sendPart();
        }
        if (bucket.has(name)) {
            return false;
        }
        // Where the store knows no conditions, having looked has to do.
        Optional<String> version =
                bucket.conditionally(
                        name,
                        "write to " + bucket.address(),
                        writer,
                        mark ->
                                S3Bucket.conditionalIfKnown(isConditional ->
                                        begun.isPresent()
                                                ? complete(begun.get().uploadId(), isConditional)
                                                : putWhole(mark, isConditional)));
        if (version.isPresent()) {
            begun.ifPresent(it -> it.cleanup().cancel());
            if (begun.isPresent()) {
                unmark();
            }
            begun = Optional.empty();
        }
        return version.isPresent();
    }

    private String complete(String uploadId, boolean isConditional) {
        CompleteMultipartUploadRequest.Builder request =
                CompleteMultipartUploadRequest.builder()
                        .bucket(bucket.address().bucket())
                        .key(bucket.key(name))
                        .uploadId(uploadId)
                        .multipartUpload(it -> it.parts(parts));
        if (isConditional) {
            request.ifNoneMatch("*");
        }
        return client.completeMultipartUpload(request.build()).eTag();
    }

    private String putWhole(String mark, boolean isConditional) {
        PutObjectRequest.Builder request =
                bucket.put(name)
                        .metadata(Map.of(S3Bucket.WRITER, mark))
                        .contentMD5(Md5.of(buffer, filled));
        if (isConditional) {
            request.ifNoneMatch("*");
        }
        return client.putObject(request.build(), S3Bucket.body(buffer, filled)).eTag();
    }

    /** What was not committed is gone. */
    @Override
    public void close() {
        begun.ifPresent(it -> it.cleanup().close());
        begun = Optional.empty();
    }

    /**
     * What cannot be reached now is found by its mark and age later. The library's own time limit
     * does not end each read, and whoever pressed Ctrl-C waits.
     */
    private void abort(String uploadId) {
        try {
            client.abortMultipartUpload(it ->
                    it.bucket(bucket.address().bucket())
                            .key(bucket.key(name))
                            .uploadId(uploadId)
                            .overrideConfiguration(limit -> limit.apiCallTimeout(ABORT_LIMIT)));
            unmark();
        } catch (RuntimeException e) {
            // See above.
        }
    }

    /**
     * The mark goes also where keys may not look at uploads; one that stays behind is removed like
     * those of dead processes.
     */
    private void unmark() {
        try {
            S3Draft.endRepeated(bucket, name, writer);
        } catch (FlysnapException e) {
            // See above.
        }
        try {
            S3Draft.unmark(bucket, name, writer);
        } catch (FlysnapException e) {
            // See above.
        }
    }
}
