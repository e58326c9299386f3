package dev.flysnap.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.file.DiskWriter;
import dev.flysnap.file.SharedBuffer;
import dev.flysnap.problem.FlysnapException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
    private static final Optional<Compression> ZSTD = Optional.of(new Compression(3, 2));
    private static final List<Recipient> OURS = List.of(Recipient.parse(AgeKey.OURS.recipient()));
    private static final List<Sealing> SEALINGS =
            List.of(
                    Sealing.NONE,
                    new Sealing(ZSTD, List.of()),
                    new Sealing(Optional.of(new Compression(1, 0)), List.of()),
                    new Sealing(Optional.empty(), OURS),
                    new Sealing(ZSTD, OURS));

    @Test
    void whatIsSealedComesBackWithTheSameHashesOnBothSides() throws Exception {
        for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 3_000_000}) {
            byte[] plain = halfRandom(size);
            for (Sealing sealing : SEALINGS) {
                ByteArrayOutputStream sink = new ByteArrayOutputStream();
                SealedOutput.Result sealed = seal(plain, sealing, sink);
                byte[] stored = sink.toByteArray();
                assertEquals(hash(plain), sealed.plain(), "size " + size + " " + sealing);
                assertEquals(hash(stored), sealed.stored(), "size " + size + " " + sealing);
                UnsealedInput input =
                        UnsealedInput.open(
                                "x", trickling(stored), AgeKey.OURS.identities(), Long.MAX_VALUE);
                assertArrayEquals(plain, input.readAllBytes(), "size " + size + " " + sealing);
                UnsealedInput.Result back = input.finish();
                assertEquals(sealed.plain(), back.plain());
                assertEquals(sealed.stored(), back.stored());
                assertEquals(sealing.isEncrypted(), back.wasEncrypted());
            }
        }
    }

    @Test
    void diskAndHashShareABufferAndZstdAndAgeGetTheirArray(@TempDir Path work) throws Exception {
        Path file = work.resolve("file");
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                DiskWriter out = new DiskWriter(channel, file)) {
            assertTrue(SealedOutput.over(out, Sealing.NONE).lend().bytes().isDirect());
            for (Sealing sealing : SEALINGS) {
                assertTrue(
                        sealing.equals(Sealing.NONE)
                                || SealedOutput.over(out, sealing).lend().bytes().hasArray());
            }
        }
    }

    /** Over a file, which lends its own buffers, and over a stream; pieces large and small. */
    @Test
    void whatIsPassedOnInLentBuffersIsHashedAndWrittenAsItIs(@TempDir Path work) throws Exception {
        byte[] plain = halfRandom(10_000_000);
        for (Sealing sealing : SEALINGS) {
            for (int chunkBytes : new int[] {256 << 10, 1 << 20}) {
                ByteArrayOutputStream stream = new ByteArrayOutputStream();
                SealedOutput.Result streamed = lend(plain, sealing, stream, chunkBytes);
                assertRead(plain, stream.toByteArray(), streamed, sealing);
                Path file = work.resolve("file");
                SealedOutput.Result written;
                try (FileChannel channel =
                                FileChannel.open(
                                        file,
                                        StandardOpenOption.CREATE_NEW,
                                        StandardOpenOption.WRITE);
                        DiskWriter out = new DiskWriter(channel, file)) {
                    written = lend(plain, sealing, out, chunkBytes);
                    out.finish();
                }
                assertRead(plain, Files.readAllBytes(file), written, sealing);
                Files.delete(file);
            }
        }
    }

    private static SealedOutput.Result lend(
            byte[] plain, Sealing sealing, OutputStream sink, int chunkBytes) throws IOException {
        try (SealedOutput out = SealedOutput.over(sink, sealing, chunkBytes)) {
            int at = 0;
            while (at < plain.length) {
                SharedBuffer buffer = out.lend();
                int count = Math.min(buffer.bytes().remaining(), plain.length - at);
                buffer.bytes().put(plain, at, count).flip();
                out.write(buffer);
                at += count;
            }
            assertEquals(plain.length, out.plainBytes());
            return out.finish();
        }
    }

    private static void assertRead(
            byte[] plain, byte[] stored, SealedOutput.Result sealed, Sealing sealing)
            throws Exception {
        assertEquals(hash(plain), sealed.plain(), sealing.toString());
        assertEquals(hash(stored), sealed.stored(), sealing.toString());
        assertArrayEquals(plain, unseal(stored, AgeKey.OURS.identities()), sealing.toString());
    }

    @Test
    void eachOfSeveralRecipientsCanReadIt() throws Exception {
        List<Recipient> both = List.of(OURS.getFirst(), Recipient.parse(AgeKey.THEIRS.recipient()));
        byte[] stored = seal(halfRandom(100_000), new Sealing(ZSTD, both));
        for (AgeKey key : List.of(AgeKey.OURS, AgeKey.THEIRS)) {
            assertArrayEquals(halfRandom(100_000), unseal(stored, key.identities()));
        }
    }

    @Test
    void aHeaderThatWasCutOffIsDamaged() throws Exception {
        byte[] stored = seal(new byte[0], new Sealing(Optional.empty(), OURS));
        for (int i = "age-encryption.org/v1\n".length(); i < stored.length; i++) {
            assertEquals("copy-damaged", codeOf(Arrays.copyOf(stored, i), OURS_KEYS), "cut " + i);
        }
    }

    /** As {@code age -a} writes it, which was sent as mail or pasted; some of those write CRLF. */
    @Test
    void whatIsArmoredIsRead() throws Exception {
        byte[] plain = halfRandom(200_000);
        for (String newline : List.of("\n", "\r\n")) {
            byte[] stored = armored(seal(plain, new Sealing(ZSTD, OURS)), newline);
            assertTrue(UnsealedInput.isSealed(new ByteArrayInputStream(stored)));
            assertArrayEquals(plain, unseal(stored, AgeKey.OURS.identities()));
            assertEquals("identity-needed", codeOf(stored, Identities.NONE));
            Random random = new Random(5);
            int armor = ARMOR.length();
            for (int i = 0; i < 60; i++) {
                int at = random.nextInt(armor, stored.length - armor);
                assertNotRead(plain, Arrays.copyOf(stored, at), "armored, cut at " + at);
                byte[] changed = stored.clone();
                changed[at] ^= (byte) (1 << random.nextInt(7));
                assertNotRead(plain, changed, "armored, changed at " + at);
            }
            byte[] longer = Arrays.copyOf(stored, stored.length + 5);
            assertNotRead(plain, longer, "armored, with more behind it");
        }
    }

    /** Whatever the length is, also where age's last line of 64 characters is full and padded. */
    @Test
    void whatIsArmoredIsReadToItsLastLine() throws Exception {
        Sealing sealing = new Sealing(Optional.empty(), OURS);
        for (int length : new int[] {49_152, 98_304, 196_608}) {
            for (int less = 0; less < 4; less++) {
                int more = seal(new byte[length], sealing).length - length;
                byte[] plain = halfRandom(length - less - more);
                byte[] sealed = seal(plain, sealing);
                assertEquals(length - less, sealed.length);
                for (String newline : List.of("\n", "\r\n")) {
                    String armored =
                            new String(armored(sealed, newline), StandardCharsets.US_ASCII);
                    String last = armored.stripTrailing();
                    for (String whole : List.of(armored, last, armored + newline.repeat(100_000))) {
                        assertReadToItsEnd(plain, whole);
                    }
                    for (int cut : new int[] {1, 30, 31, 32, 40, 130}) {
                        String bad = last.substring(0, last.length() - cut);
                        assertEquals("copy-damaged", codeOf(ascii(bad), OURS_KEYS), "cut " + cut);
                    }
                    String followed = armored + newline.repeat(100_000) + "x";
                    assertEquals("copy-damaged", codeOf(ascii(followed), OURS_KEYS));
                }
            }
        }
    }

    private static void assertReadToItsEnd(byte[] plain, String armored) throws Exception {
        byte[] stored = ascii(armored);
        try (UnsealedInput input =
                UnsealedInput.open("x", trickling(stored), OURS_KEYS, Long.MAX_VALUE)) {
            assertArrayEquals(plain, input.readAllBytes());
            assertEquals(hash(stored), input.finish().stored());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final Identities OURS_KEYS = AgeKey.OURS.identities();
    private static final String ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";

    private static byte[] armored(byte[] sealed, String newline) {
        byte[] end = newline.getBytes(StandardCharsets.US_ASCII);
        return String.join(
                        newline,
                        ARMOR,
                        Base64.getMimeEncoder(64, end).encodeToString(sealed),
                        "-----END AGE ENCRYPTED FILE-----",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aNewIdentityReadsWhatIsSealedToItAndNoOtherDoes() throws Exception {
        NewIdentity key = NewIdentity.generate();
        byte[] stored = seal(halfRandom(1000), new Sealing(ZSTD, List.of(key.recipient())));
        assertArrayEquals(halfRandom(1000), unseal(stored, Identities.parse(key.secret())));
        Identities others = Identities.parse(NewIdentity.generate().secret());
        assertEquals("identity-does-not-match", codeOf(stored, others));
    }

    /** Wherever it is cut, and whichever byte is changed. */
    @Test
    void whatIsCutOffOrChangedIsNeverTakenForWhole() throws Exception {
        byte[] plain = halfRandom(200_000);
        for (Sealing sealing : SEALINGS.subList(1, SEALINGS.size())) {
            byte[] stored = seal(plain, sealing);
            Random random = new Random(5);
            for (int i = 0; i < 60; i++) {
                int at = i < 10 ? i + 1 : random.nextInt(stored.length - 1) + 1;
                byte[] cut = Arrays.copyOf(stored, at);
                assertNotRead(plain, cut, sealing + " cut at " + at);
                byte[] changed = stored.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                assertNotRead(plain, changed, sealing + " changed at " + at);
            }
            byte[] longer = Arrays.copyOf(stored, stored.length + 5);
            assertNotRead(plain, longer, sealing + " with more behind it");
        }
    }

    /**
     * What cannot be told from a plain file comes out as that, with another hash; and a few bits of
     * zstd's header change nothing of what comes out.
     */
    private static void assertNotRead(byte[] plain, byte[] stored, String what) throws Exception {
        try (UnsealedInput input =
                UnsealedInput.open(
                        "x",
                        new ByteArrayInputStream(stored),
                        AgeKey.OURS.identities(),
                        Long.MAX_VALUE)) {
            ContentHash read = input.finish().plain();
            assertTrue(
                    read.equals(hash(stored))
                            || (read.equals(hash(plain))
                                    && what.matches(".*recipients=\\[]] changed at [45]")),
                    what);
        } catch (FlysnapException e) {
            assertTrue(
                    List.of("copy-damaged", "identity-does-not-match").contains(e.problem().code()),
                    what + ": " + e.problem());
        }
    }

    @Test
    void whatWasClosedUnfinishedIsNotWhole() throws Exception {
        byte[] plain = halfRandom(300_000);
        for (Sealing sealing : SEALINGS.subList(1, SEALINGS.size())) {
            ByteArrayOutputStream sink = new ByteArrayOutputStream();
            try (SealedOutput out = SealedOutput.over(sink, sealing)) {
                out.write(plain);
            }
            FlysnapException e =
                    assertThrows(
                            FlysnapException.class,
                            () -> {
                                byte[] back = unseal(sink.toByteArray(), AgeKey.OURS.identities());
                                assertEquals(0, back.length, sealing + " looks whole");
                                throw new FlysnapException(SealProblems.damaged("empty"), null);
                            });
            assertEquals("copy-damaged", e.problem().code(), sealing.toString());
        }
    }

    @Test
    void withoutTheRightIdentityItIsSaid() throws Exception {
        byte[] stored = seal(halfRandom(1000), new Sealing(ZSTD, OURS));
        assertEquals("identity-needed", codeOf(stored, Identities.NONE));
        assertEquals("identity-does-not-match", codeOf(stored, AgeKey.THEIRS.identities()));
    }

    @Test
    void aBombEndsAtTheLimit() throws Exception {
        byte[] stored = seal(new byte[50_000_000], new Sealing(ZSTD, List.of()));
        assertTrue(stored.length < 10_000);
        try (UnsealedInput input =
                UnsealedInput.open(
                        "x", new ByteArrayInputStream(stored), Identities.NONE, 1_000_000)) {
            FlysnapException e = assertThrows(FlysnapException.class, input::finish);
            assertEquals("copy-too-large", e.problem().code());
        }
    }

    @Test
    void aSourceThatCannotBeReadIsNoDamage() throws Exception {
        byte[] stored = seal(halfRandom(500_000), new Sealing(ZSTD, OURS));
        InputStream broken =
                new FilterInputStream(new ByteArrayInputStream(stored)) {
                    private int left = 200_000;

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        left -= length;
                        if (left < 0) {
                            throw new IOException("the disk is gone");
                        }
                        return super.read(into, offset, length);
                    }
                };
        try (UnsealedInput input =
                UnsealedInput.open("x", broken, AgeKey.OURS.identities(), Long.MAX_VALUE)) {
            assertThrows(IOException.class, input::finish);
        }
    }

    private static String refused(Executable parse) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, parse).getMessage());
    }

    @Test
    void recipientsAreCheckedBeforeAnythingIsDone() {
        String good = AgeKey.OURS.recipient();
        assertEquals(good, Recipient.parse(" " + good + "\n").value());
        String mistyped =
                good.substring(0, 20) + (good.charAt(20) == 'q' ? 'p' : 'q') + good.substring(21);
        for (String bad :
                List.of(
                        "",
                        "age1",
                        mistyped,
                        good + "q",
                        AgeKey.OURS.secret(),
                        "ssh-ed25519 AAAA")) {
            assertThrows(IllegalArgumentException.class, () -> Recipient.parse(bad), bad);
        }
        for (String other : List.of("ssh-ed25519 AAAA", "age1pq1qqq", "age1yubikey1qqq")) {
            String said = refused(() -> Recipient.parse(other));
            assertTrue(said.contains("of another kind"), said);
        }
        for (String other : List.of("AGE-SECRET-KEY-PQ-1QQQ", "AGE-PLUGIN-YUBIKEY-1QQQ")) {
            String said = refused(() -> Identities.parse(other));
            assertTrue(said.contains("of another kind"), said);
            assertFalse(said.contains("QQQ"), "no key is quoted");
        }
        assertEquals(
                List.of(Recipient.parse(good)), Recipient.parseFile("# mine\n\n" + good + "\n"));
        assertThrows(IllegalArgumentException.class, () -> Recipient.parseFile("# none\n"));
    }

    @Test
    void anIdentityFileIsReadAndNeverQuoted() {
        assertFalse(AgeKey.OURS.identities().isEmpty());
        String cut = AgeKey.OURS.secret().substring(0, 50);
        for (String bad : List.of("", "# none\n", cut, "age-encryption.org/v1\n-> scrypt")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Identities.parse(bad));
            assertFalse(String.valueOf(e.getMessage()).contains(cut));
        }
        assertFalse(AgeKey.OURS.identities().toString().contains("SECRET"));
    }

    private static String codeOf(byte[] stored, Identities identities) {
        return assertThrows(FlysnapException.class, () -> unseal(stored, identities))
                .problem()
                .code();
    }

    private static byte[] seal(byte[] plain, Sealing sealing) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        var _ = seal(plain, sealing, sink);
        return sink.toByteArray();
    }

    private static SealedOutput.Result seal(
            byte[] plain, Sealing sealing, ByteArrayOutputStream sink) throws IOException {
        try (SealedOutput out = SealedOutput.over(sink, sealing)) {
            out.write(plain);
            return out.finish();
        }
    }

    private static byte[] unseal(byte[] stored, Identities identities) throws IOException {
        try (UnsealedInput input =
                UnsealedInput.open(
                        "x", new ByteArrayInputStream(stored), identities, Long.MAX_VALUE)) {
            return input.readAllBytes();
        }
    }

    /** A few bytes at a time, as from a network. */
    private static InputStream trickling(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            private int turn;

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                turn++;
                return super.read(into, offset, Math.min(length, turn % 3 == 0 ? 7 : 4000));
            }
        };
    }

    private static byte[] halfRandom(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        for (int i = 0; i < size; i++) {
            if (i / 1000 % 2 == 0) {
                bytes[i] = (byte) (i % 16);
            }
        }
        return bytes;
    }

    private static ContentHash hash(byte[] bytes) throws Exception {
        return new ContentHash(
                bytes.length,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
}
