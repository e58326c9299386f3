package dev.flysnap.storage.s3;

import dev.flysnap.storage.ListedObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * The mark of an upload of flysnap's, written before it begins: a bucket does not tell who began an
 * upload, and nobody else's may be ended.
 *
 * @param mark the small object that says so
 * @param name of the object that is uploaded
 */
public record S3Draft(ListedObject mark, String name) {
    /** What a mark's name begins with, before the writer and the name. */
    public static final String PREFIX = ".flysnap-draft-";

    private static final int WRITER_DIGITS = 16;

    /** The upload is begun after its mark; by then all of it is long over. */
    private static final Duration BEGUN_WITHIN = Duration.ofHours(1);

    public static List<S3Draft> list(S3Bucket bucket) {
        return bucket.list(PREFIX).stream()
                .flatMap(it -> nameOf(it.name()).map(name -> new S3Draft(it, name)).stream())
                .toList();
    }

    private static Optional<String> nameOf(String mark) {
        int from = PREFIX.length() + WRITER_DIGITS + 1;
        return mark.length() > from ? Optional.of(mark.substring(from)) : Optional.empty();
    }

    static void mark(S3Bucket bucket, String name, String writer) {
        bucket.create(markOf(name, writer), text(name));
    }

    /** In between, so that the mark of an upload that goes on stays young. */
    static void renew(S3Bucket bucket, String name, String writer) {
        bucket.write(markOf(name, writer), text(name));
    }

    private static byte[] text(String name) {
        return "flysnap is uploading %s\n".formatted(name).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Ends what else goes by {@code name}: where an answer was lost the library has begun an upload
     * twice. Nothing while somebody else uploads it. The marks are looked at last, since whoever
     * begins an upload has marked it before.
     */
    static void endRepeated(S3Bucket bucket, String name, String writer) {
        List<MultipartUpload> unfinished = bucket.uploads(name);
        if (list(bucket).stream()
                .filter(it -> it.name.equals(name))
                .allMatch(it -> it.mark.name().equals(markOf(name, writer)))) {
            bucket.abort(unfinished);
        }
    }

    static void unmark(S3Bucket bucket, String name, String writer) {
        bucket.delete(markOf(name, writer));
    }

    private static String markOf(String name, String writer) {
        return "%s%s-%s".formatted(PREFIX, writer, name);
    }

    /** Ends the upload and takes the mark away. */
    public void delete(S3Bucket bucket) {
        Instant before = mark.modifiedAt().plus(BEGUN_WITHIN);
        bucket.abort(
                bucket.uploads(name).stream()
                        .filter(it -> it.initiated().isBefore(before))
                        .toList());
        bucket.delete(mark.name());
    }
}
