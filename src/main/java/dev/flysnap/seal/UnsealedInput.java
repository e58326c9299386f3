package dev.flysnap.seal;

import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.flysnap.problem.FlysnapException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts and decompresses what it reads, and hashes it before and after. What was done to it is
 * told from its first bytes, not from a name: age outside, armored or not, zstd inside, both or
 * neither.
 *
 * <p>Anything that is cut off, changed, or followed by something else is a problem, at the latest
 * at the end: bytes read before are not to be trusted until then.
 */
public final class UnsealedInput extends InputStream {
    private static final byte[] AGE = "age-encryption.org/v1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private final String name;
    private final Stored stored;
    private final InputStream plainInput;
    private final Sha256 plain = new Sha256();
    private final boolean isEncrypted;
    private final long maxBytes;

    /** The two sides of what was read, to its end. */
    public record Result(ContentHash plain, ContentHash stored, boolean wasEncrypted) {}

    private UnsealedInput(
            String name,
            Stored stored,
            InputStream plainInput,
            boolean isEncrypted,
            long maxBytes) {
        this.name = name;
        this.stored = stored;
        this.plainInput = plainInput;
        this.isEncrypted = isEncrypted;
        this.maxBytes = maxBytes;
    }

    /**
     * @param name for messages
     * @param source closed with this
     * @param maxBytes the most that may come out
     * @throws FlysnapException if it is encrypted, and not to one of the identities
     */
    public static UnsealedInput open(
            String name, InputStream source, Identities identities, long maxBytes)
            throws IOException {
        Stored stored = new Stored(source);
        try {
            InputStream in = new BufferedInputStream(stored);
            boolean isArmored = startsWith(in, ArmorInput.FIRST);
            boolean isEncrypted = isArmored || startsWith(in, AGE);
            if (isEncrypted) {
                InputStream sealed = isArmored ? ArmorInput.decoding(in) : in;
                in = new BufferedInputStream(decrypting(name, sealed, identities));
            }
            if (startsWith(in, ZSTD)) {
                ZstdLibrary.require();
                in = new ZstdInputStreamNoFinalizer(in);
            }
            return new UnsealedInput(name, stored, in, isEncrypted, maxBytes);
        } catch (IOException e) {
            stored.close();
            throw damaged(name, stored, e);
        } catch (RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    /** Whether what comes next is compressed or encrypted. The stream is not used afterwards. */
    public static boolean isSealed(InputStream in) throws IOException {
        BufferedInputStream first = new BufferedInputStream(in);
        return startsWith(first, ArmorInput.FIRST)
                || startsWith(first, AGE)
                || startsWith(first, ZSTD);
    }

    private static boolean startsWith(InputStream in, byte[] magic) throws IOException {
        in.mark(magic.length);
        byte[] first = in.readNBytes(magic.length);
        in.reset();
        return Arrays.equals(first, magic);
    }

    private static InputStream decrypting(String name, InputStream in, Identities identities)
            throws IOException {
        if (identities.isEmpty()) {
            throw SealProblems.identityNeeded(name).exception();
        }
        try {
            return Channels.newInputStream(
                    new StandardDecryptingChannelFactory()
                            .newDecryptingChannel(Channels.newChannel(in), identities.readers()));
        } catch (UnsupportedRecipientStanzaException e) {
            throw SealProblems.identityDoesNotMatch(name).exception(e);
        } catch (GeneralSecurityException | BufferUnderflowException e) {
            // The latter is what jagged says of a header that was cut off.
            throw SealProblems.damaged(name).exception(e);
        }
    }

    /** Unless it is the source that failed. */
    private static FlysnapException damaged(String name, Stored stored, IOException failure)
            throws IOException {
        if (stored.failure != null) {
            throw stored.failure;
        }
        return SealProblems.damaged(name).exception(failure);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count;
        try {
            count = plainInput.read(into, offset, length);
        } catch (IOException e) {
            throw damaged(name, stored, e);
        }
        if (count > 0) {
            plain.update(into, offset, count);
            if (plain.bytes() > maxBytes) {
                throw SealProblems.tooLarge(name, maxBytes).exception();
            }
        }
        return count;
    }

    /** Reads what is left, and says what it was. */
    public Result finish() throws IOException {
        byte[] rest = new byte[1 << 16];
        while (read(rest, 0, rest.length) >= 0) {
            // Counted and hashed on the way.
        }
        return new Result(plain.end(), stored.end(), isEncrypted);
    }

    @Override
    public void close() throws IOException {
        try (stored) {
            plainInput.close();
        }
    }

    /** The sealed side; remembers when reading it failed, which says nothing about its content. */
    private static final class Stored extends InputStream {
        private final InputStream source;
        private final Sha256 hash = new Sha256();
        private @Nullable IOException failure;

        Stored(InputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                int count = source.read(into, offset, length);
                if (count > 0) {
                    hash.update(into, offset, count);
                }
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        ContentHash end() {
            return hash.end();
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
