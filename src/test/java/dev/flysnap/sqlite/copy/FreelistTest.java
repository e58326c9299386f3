package dev.flysnap.sqlite.copy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.file.StreamSink;
import dev.flysnap.sqlite.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A raw copy of a database with free pages, here and there and in long runs. */
class FreelistTest {
    @TempDir private Path work;

    private Path withFreePages(int pageSize, String autoVacuum) throws Exception {
        Path file = work.resolve("app.db");
        TestDatabases.sql(
                file,
                "PRAGMA page_size = " + pageSize,
                "PRAGMA auto_vacuum = " + autoVacuum,
                "PRAGMA journal_mode = wal",
                "PRAGMA secure_delete = off",
                "CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT, noise BLOB)",
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT INTO note SELECT i, iif(i %% 7 = 0 OR i BETWEEN 1000 AND 2500, 'old', 'kept'), randomblob(%d)
                FROM n\
                """
                        .formatted(2 * pageSize > 60_000 ? 9_000 : 1_500),
                "CREATE INDEX by_body ON note(body, id)",
                "DELETE FROM note WHERE body = 'old'",
                "PRAGMA wal_checkpoint(TRUNCATE)");
        return file;
    }

    private static byte[] copy(Path database) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PinnedDatabase pinned = PinnedDatabase.open(database)) {
            pinned.writeTo(new StreamSink(out, 1 << 20), (_, _) -> {});
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"512,none", "4096,none", "4096,incremental", "65536,none"})
    void onlyFreePagesDifferAndTheyAreEmpty(int pageSize, String autoVacuum) throws Exception {
        Path database = withFreePages(pageSize, autoVacuum);
        byte[] source = Files.readAllBytes(database);
        byte[] copied = copy(database);
        assertEquals(source.length, copied.length);
        byte[] zeros = new byte[pageSize];
        int others = 0;
        for (int at = 0; at < source.length; at += pageSize) {
            byte[] page = Arrays.copyOfRange(copied, at, at + pageSize);
            if (!Arrays.equals(page, Arrays.copyOfRange(source, at, at + pageSize))) {
                assertArrayEquals(zeros, page, "a page that differs is empty");
                others++;
            }
        }
        int free = Integer.parseInt(TestDatabases.ask(database, "PRAGMA freelist_count"));
        assertTrue(free > 100, "there was something to leave out");
        assertTrue(others < free && others >= free * 0.98 - 2, "all but trunks: " + others);

        Path file = Files.write(work.resolve("copy.db"), copied);
        for (String question :
                new String[] {
                    "PRAGMA freelist_count",
                    "PRAGMA integrity_check",
                    "SELECT count(*), sum(id), group_concat(hex(substr(noise, 1, 8))) FROM note"
                }) {
            assertEquals(TestDatabases.ask(database, question), TestDatabases.ask(file, question));
        }
        TestDatabases.sql(
                file,
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT OR IGNORE INTO note SELECT i, 'again', randomblob(1500) FROM n\
                """);
        assertEquals("3000", TestDatabases.ask(file, "SELECT count(*) FROM note"));
        assertEquals("ok", TestDatabases.ask(file, "PRAGMA integrity_check"), "they are used");
    }

    /** Where one of them may be a page in use, none is left out. */
    @Test
    void aListThatIsNotSoundIsNotBelieved() throws Exception {
        Path database = withFreePages(4096, "incremental");
        byte[] good = Files.readAllBytes(database);
        int trunk = ByteBuffer.wrap(good).getInt(32);
        int at = (trunk - 1) * 4096;
        int leaf = ByteBuffer.wrap(good).getInt(at + 12);
        assertFalse(leaves(good).isEmpty());
        assertTrue(leaves(changed(good, 36, ByteBuffer.wrap(good).getInt(36) + 1)).isEmpty());
        assertTrue(leaves(changed(good, 32, 0)).isEmpty(), "it has a count and no list");
        assertTrue(leaves(changed(good, 32, leaf)).isEmpty(), "a leaf as a trunk");
        assertTrue(leaves(changed(good, at, trunk)).isEmpty(), "a circle");
        assertTrue(leaves(changed(good, at + 4, 1 << 30)).isEmpty(), "more than a page can name");
        assertTrue(leaves(changed(good, at + 4, -1)).isEmpty());
        for (int page : new int[] {0, -1, 1, 2, trunk, leaf, good.length / 4096 + 1}) {
            assertTrue(leaves(changed(good, at + 8, page)).isEmpty(), () -> "page " + page);
        }
        byte[] withReserved = good.clone();
        withReserved[20] = 8;
        assertTrue(leaves(withReserved).isEmpty(), "as for checksums of pages");
        byte[] encrypted = good.clone();
        encrypted[3] ^= 1;
        assertTrue(leaves(encrypted).isEmpty());
    }

    /** Beyond the page with the lock bytes, which is never free. */
    @Test
    void theLockPageIsNeverFree() throws Exception {
        Path database = withFreePages(65536, "none");
        byte[] good = Files.readAllBytes(database);
        int at = (ByteBuffer.wrap(good).getInt(32) - 1) * 65536;
        int lockPage = (1 << 30) / 65536 + 1;
        for (int page : new int[] {lockPage - 1, lockPage, lockPage + 1}) {
            assertEquals(
                    page == lockPage,
                    leaves(changed(good, at + 8, page), lockPage + 100).isEmpty(),
                    () -> "page " + page);
        }
    }

    private static byte[] changed(byte[] bytes, int at, int number) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putInt(at, number);
        return changed;
    }

    private BitSet leaves(byte[] bytes) throws Exception {
        return leaves(bytes, bytes.length / 4096);
    }

    private BitSet leaves(byte[] bytes, int pages) throws Exception {
        Path file = Files.write(work.resolve("changed.db"), bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Freelist.leaves(channel, pages == bytes.length / 4096 ? 4096 : 65536, pages);
        }
    }
}
