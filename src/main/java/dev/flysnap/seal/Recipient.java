package dev.flysnap.seal;

import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Who can decrypt: an age recipient, the public half of an identity, such as {@code age1…}. */
public record Recipient(String value) {
    private static final Pattern FORM = Pattern.compile("age1[02-9ac-hj-np-z]{58}");

    /** Of age too, or of ssh, and nothing that is encrypted to here. */
    private static final Pattern OTHER_KIND = Pattern.compile("(?:age1[a-z]+1|ssh-).*");

    private static final Pattern SECRET =
            Pattern.compile("AGE-(SECRET-KEY|PLUGIN)-|PRIVATE KEY", Pattern.CASE_INSENSITIVE);
    private static final int MAX_SHOWN = 80;
    private static final int MAX_OTHER = 8;

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it does not look like one
     */
    public Recipient {
        if (!FORM.matcher(value).matches()) {
            if (SECRET.matcher(value).find()) {
                throw new IllegalArgumentException(
                        "an identity, which is the secret half of a key, stands where a recipient is wanted: age-keygen -y FILE prints that");
            }
            // Whatever else it is need not be meant for others' eyes.
            int most = value.startsWith("age") || value.startsWith("ssh") ? MAX_SHOWN : MAX_OTHER;
            String shown = value.length() <= most ? value : value.substring(0, most) + "…";
            throw new IllegalArgumentException(
                    OTHER_KIND.matcher(value).matches()
                            ? "\"%s\" is a recipient of another kind (an SSH key, a plugin's or a post-quantum one), and flysnap encrypts only to age1 and 58 letters and digits: age-keygen makes such a key"
                                    .formatted(shown)
                            : "\"%s\" is not an age recipient: those are age1 and 58 letters and digits, as age-keygen prints them"
                                    .formatted(shown));
        }
    }

    /**
     * Checks its checksum too, so that a mistyped one is found.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it is none
     */
    public static Recipient parse(String text) {
        Recipient recipient = new Recipient(text.strip());
        try {
            var _ = X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient.value);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an age recipient: its checksum is wrong, so it is mistyped or cut off"
                            .formatted(recipient.value),
                    e);
        }
        return recipient;
    }

    /**
     * Reads a recipients file: one a line, and comments that begin with {@code #}.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it has none, or something
     *     else
     */
    public static List<Recipient> parseFile(String text) {
        List<Recipient> recipients = new ArrayList<>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> recipients.add(parse(line)));
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("there is no recipient in it");
        }
        return List.copyOf(recipients);
    }

    @Override
    public String toString() {
        return value;
    }
}
