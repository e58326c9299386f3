package dev.flysnap.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret keys that can decrypt, as {@code age-keygen} writes them. Never printed. */
public final class Identities {
    public static final Identities NONE = new Identities(List.of());

    private static final String MAC = "HmacSHA256";
    private static final String MAC_PURPOSE = "flysnap authentication\n";
    private static final String FORM = "AGE-SECRET-KEY-1";

    /** A plugin's, a post-quantum one, or that of ssh. */
    private static final Pattern OTHER_KIND =
            Pattern.compile("AGE-PLUGIN-|AGE-SECRET-KEY-[A-Z]|-----BEGIN [A-Z ]*PRIVATE KEY-----");

    private static final String ENCRYPTED = "age-encryption.org/";
    private static final String ARMORED = "-----BEGIN AGE ENCRYPTED FILE-----";

    private final List<String> keys;

    private Identities(List<String> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads an identity file: one a line, and comments that begin with {@code #}.
     *
     * @throws IllegalArgumentException with a sentence for the user that has nothing of the secret,
     *     if there is none in it, or something else
     */
    public static Identities parse(String text) {
        if (text.startsWith(ENCRYPTED) || text.startsWith(ARMORED)) {
            throw new IllegalArgumentException(
                    "it is encrypted itself: decrypt it first, with age -d");
        }
        List<String> keys = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(checked(line, number));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no identity in it");
        }
        return new Identities(keys);
    }

    private static String checked(String line, int number) {
        try {
            if (line.startsWith(FORM)) {
                var _ = X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(line);
                return line;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause: it may quote the key.
        }
        throw new IllegalArgumentException(
                OTHER_KIND.matcher(line).lookingAt()
                        ? "line %d is a key of another kind (an SSH key, a plugin's or a post-quantum one), and flysnap decrypts only with those that begin with %s; age itself can: age -d -i FILE COPY"
                                .formatted(number, FORM)
                        : "line %d is not an age identity: those begin with %s, as age-keygen writes them"
                                .formatted(number, FORM));
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    List<RecipientStanzaReader> readers() throws GeneralSecurityException {
        List<RecipientStanzaReader> readers = new ArrayList<>();
        for (String key : keys) {
            readers.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(key));
        }
        return readers;
    }

    /**
     * A code that only holders of the first of these identities can make or check: age itself does
     * not say who encrypted.
     */
    public byte[] authenticationCode(byte[] message) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec((MAC_PURPOSE + keys.getFirst()).getBytes(UTF_8), MAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return keys.size() + " identities";
    }
}
