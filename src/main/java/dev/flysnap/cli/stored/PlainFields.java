package dev.flysnap.cli.stored;

import org.jspecify.annotations.Nullable;

/**
 * The fields that picocli fills, reached without reflection: for that java would write classes at
 * each start. The build gives it to each class that has such fields ({@code
 * src/build/PlainFields.java}); where it has not been there, reflection does.
 */
public interface PlainFields {
    /**
     * @param field {@code CLASS.NAME} of a field of this class, or of one that it extends
     */
    @Nullable Object plainField(String field);

    void plainField(String field, @Nullable Object value);
}
