package dev.flysnap.seal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The Base64 between the two lines of age's armor. Without its padding: a decoder needs none, and
 * would not read on to the last line behind it.
 */
final class ArmorInput extends InputStream {
    static final byte[] FIRST = line("-----BEGIN AGE ENCRYPTED FILE-----");
    private static final byte[] LAST = line("-----END AGE ENCRYPTED FILE-----");

    private final InputStream armored;

    private ArmorInput(InputStream armored) {
        this.armored = armored;
    }

    /** What was armored; age itself proves that it is whole. */
    static InputStream decoding(InputStream armored) throws IOException {
        armored.skipNBytes(FIRST.length);
        return Base64.getDecoder().wrap(new ArmorInput(armored));
    }

    private static byte[] line(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** One by one, as the decoder asks for them. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, length);
    }

    @Override
    public int read() throws IOException {
        int next = armored.read();
        while (next == '\r' || next == '\n' || next == '=') {
            next = armored.read();
        }
        if (next < 0) {
            throw new EOFException("the armor has no last line");
        }
        if (next == LAST[0]) {
            requireEnd();
            return -1;
        }
        return next;
    }

    private void requireEnd() throws IOException {
        byte[] last = armored.readNBytes(LAST.length - 1);
        if (!Arrays.equals(last, 0, last.length, LAST, 1, LAST.length)) {
            throw new IOException("the armor has another last line");
        }
        for (int next = armored.read(); next >= 0; next = armored.read()) {
            if (!Character.isWhitespace(next)) {
                throw new IOException("something follows the armor");
            }
        }
    }
}
